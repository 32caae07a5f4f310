"""Which articles a customer gets to see: a restricted one only with a level that it is named for.

Every door through which a customer reaches articles asks here; what stands on an order already
stays readable on that order.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from webapp.models import Customer, Product, ProductLevel
from webapp.services.core.actor import Actor


def visible_to(level_id: Any) -> ColumnElement[bool]:
    """Filter on ``Product`` for what customers of a level see; an id or a part of a statement."""
    named = select(ProductLevel.product_id).where(ProductLevel.level_id == level_id)
    return or_(Product.is_restricted.is_(False), Product.id.in_(named))


def visible_to_customer(customer_id: Any) -> ColumnElement[bool]:
    """The same filter by the customer, whatever his level is at that moment; an id or a part of a
    statement."""
    level = select(Customer.level_id).where(Customer.id == customer_id)
    return visible_to(level.scalar_subquery())


def visible_for(actor: Actor) -> ColumnElement[bool]:
    """The same filter for whoever reads: the company sees every article."""
    if actor.customer_id is None:
        return true()
    return visible_to_customer(actor.customer_id)
