"""Who may see the papers of an order: whoever may see the document."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from webapp.models import Attachment, Customer, Order
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers


def papers_in_reach(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Attachment`` for papers of documents in the actor's reach."""
    found = (
        select(Order.id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(Order.id == Attachment.document_id, reaches_customers(actor, Permission.ORDER_VIEW))
    )
    return found.correlate(Attachment).exists()
