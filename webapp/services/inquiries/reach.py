"""Whose inquiries somebody reaches: one filter for lists, pages, acts and papers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from webapp.models import Attachment, Customer, Inquiry
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers


def reaches_inquiries(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Filter on ``Inquiry`` joined with ``Customer``. What a customer has not sent yet is his
    alone."""
    reached = reaches_customers(actor, permission)
    if actor.is_customer:
        return reached
    return and_(reached, Inquiry.submitted_at.is_not(None))


def papers_in_reach(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Attachment`` for papers of inquiries in the actor's reach."""
    found = (
        select(Inquiry.id)
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(
            Inquiry.id == Attachment.document_id, reaches_inquiries(actor, Permission.INQUIRY_VIEW)
        )
    )
    return found.correlate(Attachment).exists()


def is_reached(session: Session, actor: Actor, inquiry_id: int, permission: Permission) -> bool:
    """Whether the actor's right reaches this inquiry."""
    found = session.scalar(
        select(Inquiry.id)
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(Inquiry.id == inquiry_id, reaches_inquiries(actor, permission))
    )
    return found is not None
