"""Lists of orders: a page of rows at a time, and how many stand in each status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.models import Branch, Customer, Order, Region, User
from webapp.services.chains.queries import get_chains
from webapp.services.chains.rules import Chain, may_act
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds, rules
from webapp.services.orders.filters import OrderFilter, conditions, is_open
from webapp.services.settings.queries import company_rules


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row of a list of orders. ``may_pass`` tells whether this actor may pass it on now;
    ``level_name`` says which of several levels it waits for."""

    number: str
    status: str
    version: int
    status_since: datetime
    overdue: bool
    customer_code: str
    customer_name: str
    region: str
    region_en: str
    branch: str
    branch_en: str
    salesperson: str
    kind: str
    product_kind: str
    order_date: date
    requested_date: date
    total_amount: Decimal
    payment_status: str
    delivery_status: str
    sent_back_reason: str
    may_pass: bool
    level_name: str


#: What is the same for every reader and filter is built once; conditions are all that is added.
COUNTS = (
    select(Order.status, func.count())
    .join(Customer, Customer.id == Order.customer_id)
    .where(is_open())
    .group_by(Order.status)
)
ROWS: Select[*tuple[Any, ...]] = (
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
        Order.sent_back_reason,
        Order.responsibility_code,
        Customer.code.label("customer_code"),
        Region.name.label("region"),
        Region.name_en.label("region_en"),
        Branch.name.label("branch"),
        Branch.name_en.label("branch_en"),
        select(User.name)
        .where(User.id == Order.salesperson_id)
        .scalar_subquery()
        .label("salesperson"),
    )
    .join(Customer, Customer.id == Order.customer_id)
    .join(Region, Region.id == Customer.region_id)
    .join(Branch, Branch.id == Order.branch_id)
)


def status_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Open orders in reach by status, for the tabs; closed ones are not counted."""
    rows = session.execute(COUNTS.where(reaches_customers(actor, Permission.ORDER_VIEW)))
    return {row[0]: row[1] for row in rows}


def list_orders(
    session: Session,
    actor: Actor,
    wanted: OrderFilter,
    now: datetime,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[OrderRow]:
    """A page of orders in reach: an open queue by waiting time, everything else by number.

    ``after`` and ``before`` are places that an earlier page named. Raises RuleBroken for a
    forged one.
    """
    by_waiting = bool(wanted.status) and wanted.status not in kinds.CLOSED
    is_oldest_first = wanted.sort == "oldest" or (by_waiting and wanted.sort != "newest")
    columns = (Order.status_since, Order.id) if by_waiting else (Order.id, Order.id)
    sorting = Sorting(columns, (as_moment if by_waiting else as_id, as_id), is_oldest_first)
    statement = _rows(session, actor, wanted)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=_shown(session, actor, page.rows, now))


def get_row(session: Session, actor: Actor, number: str, now: datetime) -> OrderRow:
    """One order as a list shows it; raises NotFound out of reach."""
    statement = _rows(session, actor, OrderFilter()).where(Order.number == number[:LONGEST_NUMBER])
    rows = _shown(session, actor, session.execute(statement).all(), now)
    if not rows:
        raise NotFound()
    return rows[0]


def _shown(session: Session, actor: Actor, found: Sequence[Any], now: datetime) -> list[OrderRow]:
    limits = company_rules(session).overdue_hours
    chains = get_chains(session, {row.chain_version_id for row in found})
    return [_row(actor, chains[row.chain_version_id], limits, now, row) for row in found]


def _rows(session: Session, actor: Actor, wanted: OrderFilter) -> Select[*tuple[Any, ...]]:
    reached = reaches_customers(actor, Permission.ORDER_VIEW)
    return ROWS.where(reached, *conditions(session, wanted))


def _row(actor: Actor, chain: Chain, limits: dict[str, int], now: datetime, row: Any) -> OrderRow:
    step = next((one for one in chain.on if one.key == row.status and one.is_company), None)
    several = step is not None and len(step.levels) > 1 and row.level < len(step.levels)
    return row_of(
        OrderRow,
        row,
        salesperson=row.salesperson or row.responsibility_code,
        overdue=rules.is_late(row.status, row.status_since, limits, now),
        may_pass=step is not None and may_act(actor, step, row.level),
        level_name=step.levels[row.level].name if step and several else "",
    )
