"""That somebody of the company has looked at a confidential file (H3, I4).

The same person at the same file within an hour is one event: reading on, or coming back from
another page, tells nothing new, and would bury what was changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Event
from webapp.models.base import Trailed
from webapp.services.core.actor import Actor
from webapp.services.core.events import Subject
from webapp.services.core.transaction import Tx

WITHIN = timedelta(hours=1)


def is_noted(session: Session, actor: Actor, subject: Trailed, name: str, now: datetime) -> bool:
    """Whether this person's look at the row stands on its trail already, under an hour old."""
    what = Subject.of(subject)
    found = select(Event.id).where(
        Event.subject_kind == what.kind,
        Event.subject_id == what.id,
        Event.name == name,
        Event.actor_id == actor.user_id,
        Event.at > now - WITHIN,
    )
    return session.scalar(found.limit(1)) is not None


def note_view(tx: Tx, subject: Trailed, name: str) -> bool:
    """Writes the look onto the trail of the row, which is locked, unless it stands there; answers
    whether it did."""
    if is_noted(tx.session, tx.actor, subject, name, tx.now):
        return False
    tx.record(subject, name)
    return True
