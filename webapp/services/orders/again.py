"""Ordering again: what was ordered once, and what of it is different today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Product
from webapp.services.catalog.shelf import ShelfRow, get_viewer, shelf_rows, shelf_statement
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AgainRow:
    """An article of a past order as it stands today.

    ``price_then`` is CNY a unit, None where it was given free; ``quantity`` is what may be
    ordered today and comes closest. ``changes`` names what is different: gone, dearer, cheaper,
    least, step, most, short.
    """

    product: ShelfRow
    ordered: Decimal
    price_then: Decimal | None
    quantity: Decimal
    changes: tuple[str, ...]

    @property
    def is_sold(self) -> bool:
        return self.product.on_shelf


def order_again(session: Session, actor: Actor, number: str, now: datetime) -> list[AgainRow]:
    """The articles of one of the customer's own orders, compared with today.

    Free goods that came along are left out. Raises NotFound for another customer's order.
    """
    customer_id = actor.require_customer()
    ordered = _ordered(session, actor, number)
    viewer = get_viewer(session, customer_id, company_day(now))
    statement = shelf_statement(viewer).where(Product.id.in_(ordered))
    rows = shelf_rows(session, viewer, session.execute(statement).all())
    shown = viewer.rules.stock_shown == "number"
    by_id = {row.product_id: row for row in rows}
    return [compare(by_id[id_], *past, shows_stock=shown) for id_, past in ordered.items()]


def _ordered(session: Session, actor: Actor, number: str) -> dict[int, tuple[Decimal, Decimal]]:
    """Quantity and price by product, in the order's own sequence."""
    order_id = session.scalar(
        select(Order.id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.number == number[:LONGEST_NUMBER], reaches_customers(actor, Permission.ORDER_VIEW)
        )
    )
    if order_id is None:
        raise NotFound()
    # Compared before promotions, as the shelf's prices are.
    price = case((OrderLine.promotion_id.is_(None), OrderLine.price), else_=OrderLine.list_price)
    rows = session.execute(
        select(OrderLine.product_id, func.sum(OrderLine.quantity), func.max(price))
        .where(OrderLine.order_id == order_id, OrderLine.is_free.is_(False))
        .group_by(OrderLine.product_id)
        .order_by(func.min(OrderLine.position))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def compare(
    product: ShelfRow, ordered: Decimal, price_then: Decimal, *, shows_stock: bool
) -> AgainRow:
    """One article then and now; stock decides a quantity only where its number is shown."""
    quantity, changes = _fitting(product, ordered)
    if product.price != price_then:
        changes.insert(0, "dearer" if product.price > price_then else "cheaper")
    if not product.allow_oversell and product.available < quantity:
        changes.append("short")
        in_steps = _in_steps(product.available, product.step_quantity, ROUND_FLOOR)
        if shows_stock and in_steps >= product.min_quantity:
            quantity = in_steps
    if not product.on_shelf:
        changes = ["gone"]
    return AgainRow(product, ordered, price_then, quantity, tuple(changes))


def _fitting(product: ShelfRow, ordered: Decimal) -> tuple[Decimal, list[str]]:
    """The quantity within today's bounds, and which of them moved it."""
    changes = []
    quantity = ordered
    if quantity < product.min_quantity:
        quantity, changes = product.min_quantity, ["least"]
    if quantity % product.step_quantity:
        quantity = _in_steps(quantity, product.step_quantity, ROUND_CEILING)
        changes.append("step")
    if product.max_quantity and quantity > product.max_quantity:
        quantity = _in_steps(product.max_quantity, product.step_quantity, ROUND_FLOOR)
        changes.append("most")
    return quantity, changes


def _in_steps(quantity: Decimal, step: Decimal, rounding: str) -> Decimal:
    return max((quantity / step).to_integral_value(rounding) * step, ZERO)
