"""What is counted beside a customer's menu, on every page of his."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.models import CartLine, Product
from webapp.services.catalog.visibility import visible_to_customer
from webapp.services.core.actor import Actor
from webapp.services.quotations.offers import open_offers


@dataclass(frozen=True, slots=True)
class MenuCounts:
    """Lines in the cart, and offers that wait for the customer's answer."""

    cart: int
    offers: int


_mine: BindParameter[int] = bindparam("customer_id")
_cart = (
    select(func.count())
    .select_from(CartLine)
    .join(Product, Product.id == CartLine.product_id)
    .where(CartLine.customer_id == _mine, visible_to_customer(_mine))
)
#: One question for both, which never changes.
COUNTS = select(_cart.scalar_subquery(), open_offers(_mine).scalar_subquery())


def menu_counts(session: Session, actor: Actor) -> MenuCounts:
    found = session.execute(COUNTS, {"customer_id": actor.require_customer()})
    return MenuCounts(*found.one())
