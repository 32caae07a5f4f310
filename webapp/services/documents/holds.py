"""A case on hold: nothing about it moves on until the supervision department lets it go (L2)."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import SupervisionWatch
from webapp.services.core.errors import N_, Conflict
from webapp.services.core.transaction import Tx

#: All that a customer is told where something inside the company keeps his case.
NOT_NOW = N_("%(number)s cannot be answered at present. Your salesperson will tell you more.")


def check_not_held(tx: Tx, document_kind: str, document_id: int) -> None:
    """Raises Conflict while the document is on hold, with the reason, which no customer reads.

    The document itself must be locked before, so that a hold and a step never pass each other.
    """
    held = tx.session.execute(
        select(SupervisionWatch.document_number, SupervisionWatch.hold_reason).where(
            SupervisionWatch.document_kind == document_kind,
            SupervisionWatch.document_id == document_id,
            SupervisionWatch.held_at.is_not(None),
        )
    ).first()
    if held is None:
        return
    if tx.actor.is_customer:
        raise Conflict(NOT_NOW, number=held.document_number)
    text = N_("%(number)s is on hold by supervision: %(reason)s")
    raise Conflict(text, number=held.document_number, reason=held.hold_reason)
