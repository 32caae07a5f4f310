"""What leaves of a list of orders: the orders themselves, or every line of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Promotion
from webapp.services.core.actor import Actor
from webapp.services.core.paging import Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.lists.sheets import every_row
from webapp.services.orders.filters import OrderFilter, conditions
from webapp.services.orders.queues import OrderRow, list_orders


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """A line of an order as it is taken out; prices and amounts are CNY with tax.

    ``list_price`` is before promotions, ``promotion`` names the one of the line; ``reduction`` is
    its share of what came off the whole order, as it was granted.
    """

    number: str
    status: str
    order_date: date
    customer_code: str
    customer_name: str
    position: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    quantity: Decimal
    list_price: Decimal
    price: Decimal
    reduction: Decimal
    amount: Decimal
    promotion: str | None
    shipped: Decimal
    received: Decimal
    is_free: bool
    remark: str


def exported_orders(
    session: Session, actor: Actor, wanted: OrderFilter, now: datetime
) -> Iterator[OrderRow]:
    """The orders of a filter that this person may take out; raises Forbidden."""
    actor.require(Permission.ORDER_PRINT)
    reader = narrowed(actor)
    return every_row(
        lambda after, rows: list_orders(session, reader, wanted, now, after=after, rows=rows)
    )


def exported_lines(session: Session, actor: Actor, wanted: OrderFilter) -> Iterator[OrderLineRow]:
    """Every line of the orders of a filter, the oldest order first; raises Forbidden."""
    actor.require(Permission.ORDER_PRINT)
    return every_row(lambda after, rows: _lines(session, narrowed(actor), wanted, after, rows))


def _lines(
    session: Session, actor: Actor, wanted: OrderFilter, after: str, rows: int
) -> Page[OrderLineRow]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Order.number,
            Order.status,
            Order.order_date,
            Customer.code.label("customer_code"),
            Order.customer_name,
            OrderLine.order_id,
            OrderLine.id,
            OrderLine.position,
            OrderLine.code,
            OrderLine.name,
            OrderLine.name_en,
            OrderLine.specification,
            OrderLine.unit,
            OrderLine.unit_en,
            OrderLine.quantity,
            OrderLine.list_price,
            OrderLine.price,
            OrderLine.reduction,
            OrderLine.amount,
            Promotion.number.label("promotion"),
            OrderLine.shipped,
            OrderLine.received,
            OrderLine.is_free,
            OrderLine.remark,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Promotion, Promotion.id == OrderLine.promotion_id)
        .where(reaches_customers(actor, Permission.ORDER_VIEW), *conditions(session, wanted))
    )
    by_order = (OrderLine.order_id, OrderLine.position, OrderLine.id)
    sorting = Sorting(by_order, (as_id, as_id, as_id), is_ascending=True)
    page = read_page(session, statement, sorting, after=after, rows=rows)
    return replace(page, rows=[row_of(OrderLineRow, row) for row in page.rows])


def narrowed(actor: Actor) -> Actor:
    """The actor as far as his right to export reaches, where that is less than what he sees."""
    if actor.reach(Permission.ORDER_PRINT) is not Reach.OWN:
        return actor
    return replace(actor, grants={**actor.grants, Permission.ORDER_VIEW: Reach.OWN})
