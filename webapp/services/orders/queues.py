"""The order desk's queues: how much waits in each step, and the documents themselves."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from webapp.models import Branch, Customer, Order, OrderLine, Region, User
from webapp.services.chains.queries import get_chains
from webapp.services.chains.rules import Chain, may_act
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, decode_place, encode_place
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds
from webapp.services.settings.queries import company_rules
from webapp.services.work.queues import Queue, WorkSource


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders is narrowed to; empty values narrow nothing.

    ``search`` is an order number's beginning, or a part of a customer's name, code or pinyin
    initials, or an article code.
    """

    search: str = ""
    status: str = ""
    customer: str = ""
    region_id: int | None = None
    branch_id: int | None = None
    salesperson_id: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    product_kind: str = ""
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row of a list of orders. ``may_pass`` tells whether this actor may pass it on now."""

    number: str
    status: str
    version: int
    status_since: datetime
    overdue: bool
    customer_code: str
    customer_name: str
    region: str
    branch: str
    salesperson: str
    kind: str
    product_kind: str
    order_date: date
    requested_date: date
    total_amount: Decimal
    payment_status: str
    delivery_status: str
    may_pass: bool


def order_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The steps whose documents this person may act on, in one query over open orders."""
    mine = [step for step in kinds.STEPS if step.permission and actor.may(step.permission)]
    if not mine or not actor.is_company:
        return []
    limits = company_rules(session).overdue_hours
    late = or_(
        *(
            and_(
                Order.status == step.key,
                Order.status_since < now - timedelta(hours=limits.get(step.key, 24)),
            )
            for step in mine
        )
    )
    rows = session.execute(
        select(
            Order.status,
            func.count(),
            func.min(Order.status_since),
            func.sum(case((late, 1), else_=0)),
        )
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            _is_open(),
            or_(
                *(
                    and_(Order.status == step.key, reaches_customers(actor, step.permission))
                    for step in mine
                    if step.permission
                )
            ),
        )
        .group_by(Order.status)
    )
    counts = {row[0]: row for row in rows}
    queues = []
    for step in mine:
        _, count, oldest, overdue = counts.get(step.key, (step.key, 0, None, 0))
        label, arguments = kinds.STATUSES[step.key], {"status": step.key}
        queue = Queue(step.key, label, "orders.queue", arguments, count, oldest, int(overdue))
        queues.append(queue)
    return queues


ORDER_WORK = WorkSource(kinds.KIND, order_queues)


def status_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Open orders in reach by status, for the tabs; closed ones are not counted."""
    rows = session.execute(
        select(Order.status, func.count())
        .join(Customer, Customer.id == Order.customer_id)
        .where(_is_open(), reaches_customers(actor, Permission.ORDER_VIEW))
        .group_by(Order.status)
    )
    return {row[0]: row[1] for row in rows}


def list_orders(
    session: Session,
    actor: Actor,
    wanted: OrderFilter,
    now: datetime,
    *,
    after: str = "",
    rows: int = PAGE_ROWS,
) -> Page[OrderRow]:
    """A page of orders in reach: an open queue by waiting time, everything else by number.

    Raises RuleBroken for a forged ``after``.
    """
    by_waiting = bool(wanted.status) and wanted.status not in kinds.CLOSED
    place: tuple[Any, Any] = (Order.status_since, Order.id) if by_waiting else (Order.id, Order.id)
    statement = _rows(session, actor, wanted)
    descending = wanted.newest_first or not by_waiting
    if after:
        first: Any = datetime.fromisoformat if by_waiting else int
        value, id_ = decode_place(after, first, int)
        here, there = tuple_(*place), tuple_(value, id_)
        statement = statement.where(here < there if descending else here > there)
    order_by = [column.desc() if descending else column for column in place]
    found = session.execute(statement.order_by(*order_by).limit(rows + 1)).all()
    limits = company_rules(session).overdue_hours
    chains = get_chains(session, {row.chain_version_id for row in found})
    shown = [
        _row(row, _is_late(row, limits, now), _may_pass(actor, chains[row.chain_version_id], row))
        for row in found[:rows]
    ]
    if len(found) <= rows:
        return Page(shown)
    last = found[rows - 1]
    place_value = last.status_since if by_waiting else last.id
    return Page(shown, after=encode_place(place_value, last.id))


def _is_open() -> ColumnElement[bool]:
    # Spelled as the partial index is, so that it is used.
    return Order.status.not_in(kinds.CLOSED)


def _rows(session: Session, actor: Actor, wanted: OrderFilter) -> Select[*tuple[Any, ...]]:
    salesperson = select(User.name).where(User.id == Order.salesperson_id).scalar_subquery()
    statement = (
        select(
            Order.id,
            Order.number,
            Order.status,
            Order.level,
            Order.version,
            Order.status_since,
            Order.customer_name,
            Order.kind,
            Order.product_kind,
            Order.order_date,
            Order.requested_date,
            Order.total_amount,
            Order.payment_status,
            Order.delivery_status,
            Order.chain_version_id,
            Customer.code.label("customer_code"),
            Region.name.label("region"),
            Branch.name.label("branch"),
            salesperson.label("salesperson"),
        )
        .join(Customer, Customer.id == Order.customer_id)
        .join(Region, Region.id == Customer.region_id)
        .join(Branch, Branch.id == Order.branch_id)
        .where(reaches_customers(actor, Permission.ORDER_VIEW))
    )
    return statement.where(*conditions(session, wanted))


def conditions(session: Session, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on orders joined with their customers."""
    compared: list[tuple[Any, Any, Any]] = [
        (Order.branch_id, operator.eq, wanted.branch_id),
        (Order.salesperson_id, operator.eq, wanted.salesperson_id),
        (Order.order_date, operator.ge, wanted.from_day),
        (Order.order_date, operator.le, wanted.to_day),
        (Order.total_amount, operator.ge, wanted.least),
        (Order.total_amount, operator.le, wanted.most),
        (Order.product_kind, operator.eq, wanted.product_kind or None),
        (Customer.code, operator.eq, wanted.customer or None),
    ]
    found = [compare(column, value) for column, compare, value in compared if value is not None]
    if wanted.status:
        found.append(Order.status == wanted.status)
        if wanted.status not in kinds.CLOSED:
            found.append(_is_open())
    if wanted.region_id is not None:
        path = session.scalar(select(Region.path).where(Region.id == wanted.region_id)) or "-"
        inside = select(Region.id).where(Region.path.startswith(path, autoescape=True))
        found.append(Customer.region_id.in_(inside))
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _matches(search: str) -> ColumnElement[bool]:
    has_article = exists().where(OrderLine.order_id == Order.id, OrderLine.code == search.upper())
    return or_(
        Order.number.startswith(search.upper(), autoescape=True),
        Order.number.endswith(search, autoescape=True),
        Customer.name.contains(search, autoescape=True),
        Customer.code == search.upper(),
        Customer.pinyin.startswith(search.lower(), autoescape=True),
        has_article,
    )


def _is_late(row: Any, limits: dict[str, int], now: datetime) -> bool:
    hours = limits.get(row.status)
    return hours is not None and now - row.status_since > timedelta(hours=hours)


def _may_pass(actor: Actor, chain: Chain, row: Any) -> bool:
    step = next((one for one in chain.on if one.key == row.status), None)
    return step is not None and step.is_company and may_act(actor, step, row.level)


def _row(row: Any, overdue: bool, may_pass: bool) -> OrderRow:
    return OrderRow(
        number=row.number,
        status=row.status,
        version=row.version,
        status_since=row.status_since,
        overdue=overdue,
        customer_code=row.customer_code,
        customer_name=row.customer_name,
        region=row.region,
        branch=row.branch,
        salesperson=row.salesperson or "",
        kind=row.kind,
        product_kind=row.product_kind,
        order_date=row.order_date,
        requested_date=row.requested_date,
        total_amount=row.total_amount,
        payment_status=row.payment_status,
        delivery_status=row.delivery_status,
        may_pass=may_pass,
    )
