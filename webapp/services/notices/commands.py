"""Acts on one's own inbox; reading a notice is no business act and leaves no trail."""

from __future__ import annotations

from sqlalchemy import update

from webapp.models import Notice
from webapp.services.core.transaction import Done, Tx, command


@command
def mark_read(tx: Tx, notice_ids: list[int] | None = None) -> Done:
    """Marks the actor's own notices as read: those named, or all."""
    statement = update(Notice).where(Notice.user_id == tx.actor.user_id, Notice.read_at.is_(None))
    if notice_ids is not None:
        statement = statement.where(Notice.id.in_(notice_ids))
    tx.session.execute(statement.values(read_at=tx.now))
    return Done()
