"""Loading an inquiry to act on it: in reach, locked, and as the actor last saw it."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Customer, Inquiry
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.holds import check_not_held
from webapp.services.inquiries.kinds import KIND
from webapp.services.inquiries.reach import reaches_inquiries


def lock_inquiry(tx: Tx, number: str, version: int | None, permission: Permission) -> Inquiry:
    """The inquiry under this number, locked, if the actor's right reaches it.

    ``version`` is the one that the person saw; None where the act does not depend on it. Raises
    NotFound for one out of reach just as for none, Conflict when it changed meanwhile or is on
    hold.
    """
    inquiry = tx.session.scalar(
        select(Inquiry)
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(Inquiry.number == number[:LONGEST_NUMBER], reaches_inquiries(tx.actor, permission))
        .with_for_update(of=Inquiry)
    )
    if inquiry is None:
        raise NotFound()
    if version is not None and inquiry.version != version:
        text = N_("%(number)s was changed meanwhile. Nothing was done.")
        raise Conflict(text, number=inquiry.number)
    check_not_held(tx, KIND, inquiry.id)
    return inquiry


def lock_by_id(tx: Tx, inquiry_id: int) -> None:
    """Locks the inquiry that a review is about."""
    tx.session.scalars(
        select(Inquiry)
        .where(Inquiry.id == inquiry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
