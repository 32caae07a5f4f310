"""Taking lists out of the product: how often, and the note in the trail of who took what (H3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Event, Task, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Forbidden, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.tasks.adding import OPEN

MOST_AN_HOUR = 30
EXPORTED = "ListExported"
#: The kind of a task that writes a long list.
TASK = "export"


def refuse_haste(session: Session, actor: Actor, now: datetime) -> None:
    """Counts in the trail, which every process shares and every export is in, and what is still
    being written (C18). Raises RuleBroken beyond so many an hour."""
    begin = now - timedelta(hours=1)
    taken = select(func.count()).where(
        Event.subject_kind == User.__tablename__,
        Event.subject_id == actor.user_id,
        Event.name == EXPORTED,
        Event.at > begin,
    )
    under_way = select(func.count()).where(
        Task.user_id == actor.user_id, Task.kind == TASK, Task.status.in_(OPEN)
    )
    if session.scalars(taken).one() + session.scalars(under_way).one() >= MOST_AN_HOUR:
        raise RuleBroken(
            N_("At most %(most)s lists an hour. Please wait a little."), most=MOST_AN_HOUR
        )


@command
def note_export(
    tx: Tx, permission: Permission, list_key: str, query: Mapping[str, str], count: int
) -> Done:
    """Keeps in the trail of the person's account which list he took out, how narrowed, and how
    many rows. Raises Forbidden without the right to that list."""
    tx.actor.require(permission)
    user = tx.session.scalar(select(User).where(User.id == tx.actor.user_id).with_for_update())
    if user is None:
        raise Forbidden()
    tx.record(user, EXPORTED, internal={"list": list_key, "filter": dict(query), "rows": count})
    return Done(number=user.user_name)
