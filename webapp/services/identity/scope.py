"""Whose documents a right reaches: one declaration, asked as a list filter, as a yes/no and as
the reason why."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, false, func, literal_column, or_, true

from webapp.models import Customer
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach

#: Why a customer is reached: himself, everybody is, he is assigned, or he is of a region in charge.
Ground = Literal["self", "all", "assigned", "region"]


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
            # Not by the index of regions: a region has so many customers that lists are quicker
            # read in their own order, each row asked for its region, than collected and sorted.
            region = func.coalesce(Customer.region_id, literal_column("0"))
            mine.append(region.in_(sorted(actor.regions)))
        return or_(*mine)
    return false()


def with_customers(
    statement: Select[*tuple[Any, ...]], actor: Actor, customer_id: Any, *rights: Permission
) -> Select[*tuple[Any, ...]]:
    """Joins customers to what has ``customer_id``, where one of these rights of the actor's reaches
    only some of them; where all are reached there is nothing to ask of them."""
    if all(actor.reach(right) is Reach.ALL for right in rights):
        return statement
    return statement.join(Customer, Customer.id == customer_id)


def ground_of_reach(actor: Actor, permission: Permission, customer: Customer) -> Ground | None:
    """Why the actor's right reaches this customer, by the same rule as the filter; None when it
    does not."""
    if actor.customer_id is not None:
        return "self" if customer.id == actor.customer_id else None
    reach = actor.reach(permission)
    if reach is Reach.ALL:
        return "all"
    if reach is not Reach.OWN:
        return None
    if customer.salesperson_id == actor.user_id:
        return "assigned"
    return "region" if customer.region_id in actor.regions else None


def reaches_customer(actor: Actor, permission: Permission, customer: Customer) -> bool:
    """Whether the actor's right reaches this customer."""
    return ground_of_reach(actor, permission, customer) is not None
