"""Loading an order to act on it: in reach, locked, and as the actor last saw it."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from webapp.models import Event, Order
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.identity.scope import reaches_customer

#: Of one shape for everybody, so that it is built and compiled once.
_LOCKED = (
    select(Order)
    .join(Order.customer)
    .options(contains_eager(Order.customer))
    .where(Order.number == bindparam("number"))
    .with_for_update(of=Order)
)


def lock_order(
    tx: Tx,
    number: str,
    version: int | None,
    permission: Permission = Permission.ORDER_VIEW,
) -> Order:
    """The order under this number, locked, with its customer, if the actor's right reaches him.

    ``version`` is what the actor saw; None when the act does not depend on it. Raises NotFound
    for an order out of reach just as for none, Conflict when it changed meanwhile.
    """
    order = tx.session.scalar(_LOCKED, {"number": number[:LONGEST_NUMBER]})
    if order is None:
        raise NotFound()
    check_seen(tx, order, version, permission)
    return order


def check_seen(tx: Tx, order: Order, version: int | None, permission: Permission) -> None:
    """Raises NotFound for a locked order out of the right's reach, Conflict for one that changed
    since the actor saw it."""
    if not reaches_customer(tx.actor, permission, order.customer):
        raise NotFound()
    if version is not None and order.version != version:
        raise changed_meanwhile(tx, order)


def changed_meanwhile(tx: Tx, order: Order) -> Conflict:
    """What to tell somebody whose page is older than the order."""
    if order.passed_by_id is not None and order.passed_by_id == tx.actor.user_id:
        return Conflict(N_("Already done. %(number)s has moved on."), number=order.number)
    last = select(Event.actor_name).where(
        Event.subject_kind == Order.__tablename__,
        Event.subject_id == order.id,
        Event.position == order.trail_length,
    )
    name = tx.session.scalar(last)
    if tx.actor.is_company and name is not None:
        return Conflict(
            N_("%(number)s was changed meanwhile, last by %(name)s. Nothing was done."),
            number=order.number,
            name=name,
        )
    return Conflict(N_("%(number)s was changed meanwhile. Nothing was done."), number=order.number)
