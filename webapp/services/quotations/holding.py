"""Who may see the papers of a quotation: whoever may see the document; the customer those of his
own that are not internal."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from webapp.models import Attachment, Customer, Quotation
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers


def papers_in_reach(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Attachment`` for papers of quotations in the actor's reach."""
    found = (
        select(Quotation.id)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(
            Quotation.id == Attachment.document_id,
            reaches_customers(actor, Permission.QUOTATION_VIEW),
        )
    )
    return found.correlate(Attachment).exists()
