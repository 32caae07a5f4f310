"""Whose contracts somebody reads: one filter for lists, pages and papers (C5)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from webapp.models import Attachment, Contract, Customer, PaperHolder, User
from webapp.services.contracts import kinds
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers

#: A version that the customer may have before him: one to sign, or one that he signed.
WITH_CUSTOMER = (kinds.APPROVED, kinds.SIGNED, kinds.FILED, kinds.ENDED)


def reads_contracts(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Contract`` joined with ``Customer``: whoever may view contracts over the
    customer, who files or draws them up, and the people of a department that holds a paper of it.
    A customer reads his own, from the day that there is something for him to sign."""
    if actor.is_customer:
        with_him = or_(Contract.status.in_(WITH_CUSTOMER), Contract.in_force.is_not(None))
        return and_(reaches_customers(actor, Permission.CONTRACT_VIEW), with_him)
    rights = (Permission.CONTRACT_VIEW, Permission.CONTRACT_MANAGE, Permission.CONTRACT_FILE)
    reached = [reaches_customers(actor, one) for one in rights if actor.may(one)]
    return or_(*reached, _holds_paper(actor))


def papers_in_reach(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``Attachment`` for papers of contracts in the actor's reach."""
    return exists().where(
        Contract.id == Attachment.document_id,
        Customer.id == Contract.customer_id,
        reads_contracts(actor),
    )


def _holds_paper(actor: Actor) -> ColumnElement[bool]:
    held = (
        select(PaperHolder.id)
        .join(User, User.department_id == PaperHolder.department_id)
        .where(
            PaperHolder.document_kind == kinds.KIND,
            PaperHolder.document_id == Contract.id,
            PaperHolder.until.is_(None),
            User.id == actor.user_id,
            User.kind == "company",
        )
    )
    return held.correlate(Contract).exists()
