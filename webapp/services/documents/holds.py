"""A case on hold: nothing about it moves on until the supervision department lets it go (L2)."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import SupervisionWatch
from webapp.services.core.errors import N_, Conflict
from webapp.services.core.transaction import Tx


def check_not_held(tx: Tx, document_kind: str, document_id: int) -> None:
    """Raises Conflict with the reason while the document is on hold.

    The document itself must be locked before, so that a hold and a step never pass each other.
    """
    held = tx.session.execute(
        select(SupervisionWatch.document_number, SupervisionWatch.hold_reason).where(
            SupervisionWatch.document_kind == document_kind,
            SupervisionWatch.document_id == document_id,
            SupervisionWatch.held_at.is_not(None),
        )
    ).first()
    if held is not None:
        text = N_("%(number)s is on hold by supervision: %(reason)s")
        raise Conflict(text, number=held.document_number, reason=held.hold_reason)
