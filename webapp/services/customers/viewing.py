"""That staff have looked at a customer's file (H3, I4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import LONGEST_CODE, lock_file
from webapp.services.identity.scope import reaches_customers
from webapp.services.trail.viewing import is_noted, note_view

VIEWED = "CustomerViewed"


@command
def note_look(tx: Tx, code: str) -> Done:
    """Writes onto the customer's trail that this person looked at his file."""
    customer = lock_file(tx, code)
    return Done(customer.code, details={"noted": note_view(tx, customer, VIEWED)})


def look_at(session: Session, actor: Actor, code: str, now: datetime) -> None:
    """Notes the look before anything is shown, unless it was noted within the hour.

    The page of a file that cannot be written about is not shown. Raises NotFound out of reach.
    """
    customer = session.scalar(
        select(Customer).where(
            Customer.code == code[:LONGEST_CODE],
            reaches_customers(actor, Permission.CUSTOMER_MANAGE),
        )
    )
    if customer is None:
        raise NotFound()
    if not is_noted(session, actor, customer, VIEWED, now):
        note_look(session, actor, customer.code)
