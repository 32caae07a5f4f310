"""The warehouse's work: what is to be picked and what is to be sent off, by who may do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Shipment, ShipmentLine
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.paging import Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers, with_customers
from webapp.services.orders import kinds
from webapp.services.orders.filters import is_open
from webapp.services.settings.queries import company_rules

DEFAULT_HOURS = 24
TRAVELLING = ("out", "shipped")
WAREHOUSE_STEPS = (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT)
#: The rights by which somebody sees what is to be picked, and what is to be sent off.
PICKING = (Permission.ORDER_VIEW, Permission.ORDER_OUTBOUND, Permission.ORDER_SHIP)
SHIPPING = (Permission.ORDER_VIEW, Permission.ORDER_SHIP)


@dataclass(frozen=True, slots=True)
class Tile:
    """How much waits, since when the oldest, and how much of it is late."""

    count: int
    oldest: datetime | None
    overdue: int


@dataclass(frozen=True, slots=True)
class PickRow:
    """An order with goods to pick. ``is_late``: its requested day is past or it waits too long."""

    number: str
    status: str
    customer_name: str
    requested_date: date
    status_since: datetime
    is_late: bool
    lines_left: int
    is_partly_out: bool


@dataclass(frozen=True, slots=True)
class ShipRow:
    """A shipment that is out of the shelves and not on its way yet."""

    number: str
    status: str
    order_number: str
    customer_name: str
    address: str
    out_at: datetime
    is_late: bool
    lines: int


def to_pick_tile(session: Session, actor: Actor, now: datetime) -> Tile:
    """What the actor may take out, counted."""
    late = _pick_is_late(_limits(session, now), now)
    counted = select(
        func.count(), func.min(Order.status_since), func.sum(case((late, 1), else_=0))
    ).where(_to_pick(actor))
    row = session.execute(with_customers(counted, actor, Order.customer_id, *PICKING)).one()
    return Tile(row[0], row[1], int(row[2] or 0))


def to_ship_tile(session: Session, actor: Actor, now: datetime) -> Tile:
    """What the actor may send off, counted."""
    late = Shipment.out_at < _limits(session, now)[kinds.SHIPMENT]
    counted = (
        select(func.count(), func.min(Shipment.out_at), func.sum(case((late, 1), else_=0)))
        .join(Order, Order.id == Shipment.order_id)
        .where(_to_ship(actor))
    )
    row = session.execute(with_customers(counted, actor, Order.customer_id, *SHIPPING)).one()
    return Tile(row[0], row[1], int(row[2] or 0))


def list_to_pick(
    session: Session, actor: Actor, now: datetime, *, search: str = "", after: str = ""
) -> Page[PickRow]:
    """Orders with goods to pick, the day that customers asked for first.

    Raises RuleBroken for a forged ``after``.
    """
    lines_left = (
        select(func.count())
        .where(OrderLine.order_id == Order.id, _is_left())
        .correlate(Order)
        .scalar_subquery()
    )
    statement = (
        select(
            Order.id,
            Order.number,
            Order.status,
            Order.customer_name,
            Order.requested_date,
            Order.status_since,
            Order.delivery_status,
            lines_left.label("lines_left"),
            _pick_is_late(_limits(session, now), now).label("is_late"),
        )
        .join(Customer, Customer.id == Order.customer_id)
        .where(_to_pick(actor))
    )
    if search:
        statement = statement.where(_names(search, Order.number))
    sorting = Sorting((Order.requested_date, Order.id), (date.fromisoformat, as_id), True)
    page = read_page(session, statement, sorting, after=after)
    return replace(page, rows=[_pick_row(row) for row in page.rows])


def list_to_ship(
    session: Session, actor: Actor, now: datetime, *, search: str = "", after: str = ""
) -> Page[ShipRow]:
    """Shipments that are out and not yet on their way, the oldest first.

    Raises RuleBroken for a forged ``after``.
    """
    lines = (
        select(func.count())
        .where(ShipmentLine.shipment_id == Shipment.id)
        .correlate(Shipment)
        .scalar_subquery()
    )
    statement = (
        select(
            Shipment.id,
            Shipment.number,
            Shipment.status,
            Order.number.label("order_number"),
            Order.customer_name,
            Order.address,
            Shipment.out_at,
            lines.label("lines"),
        )
        .join(Order, Order.id == Shipment.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(_to_ship(actor))
    )
    if search:
        statement = statement.where(_names(search, Shipment.number, Order.number))
    page = read_page(session, statement, Sorting((Shipment.id,), (as_id,), True), after=after)
    limit = _limits(session, now)[kinds.SHIPMENT]
    rows = [row_of(ShipRow, row, is_late=row.out_at < limit) for row in page.rows]
    return replace(page, rows=rows)


def _is_left() -> ColumnElement[bool]:
    return OrderLine.quantity > OrderLine.shipped_out + OrderLine.closed


def _to_pick(actor: Actor) -> ColumnElement[bool]:
    """Orders with goods left on the shelves, in a step where this person takes them out."""
    return and_(
        is_open(),
        Order.status.in_(WAREHOUSE_STEPS),
        reaches_customers(actor, Permission.ORDER_VIEW),
        or_(
            and_(
                Order.status == kinds.OUTBOUND_REVIEW,
                reaches_customers(actor, Permission.ORDER_OUTBOUND),
            ),
            and_(
                Order.status == kinds.SHIPMENT,
                reaches_customers(actor, Permission.ORDER_SHIP),
            ),
        ),
        exists().where(OrderLine.order_id == Order.id, _is_left()),
    )


def _to_ship(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Shipment.status == "out",
        # Spelled as the partial index is, so that it is used.
        Shipment.status.in_(bindparam(None, TRAVELLING, expanding=True, literal_execute=True)),
        Order.status.in_(WAREHOUSE_STEPS),
        reaches_customers(actor, Permission.ORDER_VIEW),
        reaches_customers(actor, Permission.ORDER_SHIP),
    )


def _pick_is_late(limits: dict[str, datetime], now: datetime) -> ColumnElement[bool]:
    waits_too_long = [
        and_(Order.status == status, Order.status_since < limits[status])
        for status in WAREHOUSE_STEPS
    ]
    return or_(Order.requested_date < company_day(now), *waits_too_long)


def _limits(session: Session, now: datetime) -> dict[str, datetime]:
    """What waits in a step since before its moment is late."""
    hours = company_rules(session).overdue_hours
    return {
        status: now - timedelta(hours=hours.get(status, DEFAULT_HOURS))
        for status in WAREHOUSE_STEPS
    }


def _names(search: str, *numbers: Any) -> ColumnElement[bool]:
    return or_(
        *(number.contains(search.upper(), autoescape=True) for number in numbers),
        Order.customer_name.contains(search, autoescape=True),
        Customer.code == search.upper(),
        Customer.pinyin.startswith(search.lower(), autoescape=True),
    )


def _pick_row(row: Any) -> PickRow:
    return PickRow(
        number=row.number,
        status=row.status,
        customer_name=row.customer_name,
        requested_date=row.requested_date,
        status_since=row.status_since,
        is_late=bool(row.is_late),
        lines_left=row.lines_left,
        is_partly_out=row.delivery_status != "preparing",
    )
