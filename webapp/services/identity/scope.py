"""Whose documents a right reaches: one declaration, asked as a yes/no and as a list filter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from webapp.models import Customer
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach


def reaches_customers(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Filter on ``Customer`` for what the actor's right reaches.

    A customer reaches himself and nobody else; ``own`` reaches customers in the actor's regions
    and those assigned to him; without the right nothing is reached.
    """
    if actor.customer_id is not None:
        return Customer.id == actor.customer_id
    reach = actor.reach(permission)
    if reach is Reach.ALL:
        return true()
    if reach is Reach.OWN:
        mine: list[Any] = [Customer.salesperson_id == actor.user_id]
        if actor.regions:
            mine.append(Customer.region_id.in_(sorted(actor.regions)))
        return or_(*mine)
    return false()


def reaches_customer(actor: Actor, permission: Permission, customer: Customer) -> bool:
    """Whether the actor's right reaches this customer; the same rule as the filter."""
    if actor.customer_id is not None:
        return customer.id == actor.customer_id
    reach = actor.reach(permission)
    if reach is Reach.OWN:
        return customer.salesperson_id == actor.user_id or customer.region_id in actor.regions
    return reach is Reach.ALL
