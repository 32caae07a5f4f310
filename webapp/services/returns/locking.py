"""Loading a return request to act on it: in reach, locked, and as the actor last saw it."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Customer, ReturnRequest
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.identity.scope import reaches_customers


def lock_return(
    tx: Tx, number: str, version: int, permission: Permission = Permission.ORDER_VIEW
) -> ReturnRequest:
    """The request under this number, locked, if the actor's right reaches it.

    Raises NotFound for one out of reach just as for none, Conflict when it changed meanwhile.
    """
    request = tx.session.scalar(
        select(ReturnRequest)
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(
            ReturnRequest.number == number[:LONGEST_NUMBER], reaches_customers(tx.actor, permission)
        )
        .with_for_update(of=ReturnRequest)
    )
    if request is None:
        raise NotFound()
    if request.version != version:
        if request.passed_by_id is not None and request.passed_by_id == tx.actor.user_id:
            text = N_("Already done. %(number)s has moved on.")
            raise Conflict(text, number=request.number)
        text = N_("%(number)s was changed meanwhile. Nothing was done.")
        raise Conflict(text, number=request.number)
    return request
