"""Doing long work, one task at a time: claimed by a lease, so that two workers never do one
task, and taken up again by another when a worker died with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from webapp.models import Task, User
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.clock import utc_now
from webapp.services.core.errors import N_, DomainError, Message
from webapp.services.core.transaction import writing
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import store
from webapp.services.identity.accounts import actor_of, is_open
from webapp.services.tasks.adding import DONE, FAILED, OPEN, RUNNING

log = logging.getLogger(__name__)

#: A worker that died lets go of its task after this long; whoever is at work renews it.
LEASE = timedelta(minutes=2)
TELL_EVERY = timedelta(seconds=1)
BROKEN = Message(N_("Something went wrong here. It has been noted; please try again."))
GONE = Message(N_("The account that asked for this is closed."))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: a file to fetch, where there is one, and facts for its page."""

    file: CheckedUpload | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task that this worker has taken."""

    id: int
    kind: str
    user_id: int
    language: str
    params: dict[str, Any]


class Work:
    """A task being done: who asked for it, with what, in which language; ``tell`` its progress."""

    def __init__(self, open_session: Callable[[], Session], task: Claimed, actor: Actor) -> None:
        self.actor = actor
        self.kind = task.kind
        self.params = task.params
        self.language = task.language
        self.task_id = task.id
        self._open_session = open_session
        self._told: datetime | None = None

    def tell(self, done: int, total: int = 0) -> None:
        """Notes the progress for the page, at most once a second, and renews the lease."""
        now = utc_now()
        if self._told is not None and now - self._told < TELL_EVERY:
            return
        self._told = now
        values: dict[str, Any] = {"done": done, "lease_until": now + LEASE}
        with self._open_session() as session:
            _set(session, self.task_id, {**values, "total": total} if total else values)


#: Does the work with a session of its own; raises DomainError with what the person shall read.
Runner = Callable[[Session, Work], Outcome]


def run_next(
    open_session: Callable[[], Session],
    runners: Mapping[str, Runner],
    clock: Callable[[], datetime] = utc_now,
) -> bool:
    """Does the oldest task that nobody is doing; answers whether there was one."""
    with open_session() as session:
        task = _claim(session, clock())
        if task is None:
            return False
        user = session.scalar(select(User).where(User.id == task.user_id, is_open()))
        actor = actor_of(session, user) if user is not None else None
        session.rollback()
        if actor is None:
            _end(session, task.id, Outcome(facts=_said(GONE)), FAILED)
        else:
            _run(session, Work(open_session, task, actor), runners)
    return True


def _claim(session: Session, now: datetime) -> Claimed | None:
    """The oldest task that is free, taken; None when there is none or another was quicker."""
    session.rollback()
    free = or_(Task.lease_until.is_(None), Task.lease_until < now)
    asked = select(Task.id, Task.kind, Task.user_id, Task.language, Task.params)
    oldest = asked.where(Task.status.in_(OPEN), free).order_by(Task.id).limit(1)
    row = session.execute(oldest).first()
    if row is None:
        return None
    task = Claimed(*row)
    with writing(session, SYSTEM) as tx:
        claimed = tx.session.execute(
            update(Task)
            .where(Task.id == task.id, Task.status.in_(OPEN), free)
            .values(status=RUNNING, started_at=now, lease_until=now + LEASE)
        )
        is_mine = isinstance(claimed, CursorResult) and claimed.rowcount == 1
    return task if is_mine else None


def _run(session: Session, work: Work, runners: Mapping[str, Runner]) -> None:
    try:
        outcome, status = runners[work.kind](session, work), DONE
    except DomainError as refused:
        outcome, status = Outcome(facts=_said(refused.message)), FAILED
    except Exception:
        # One broken task must not keep the others from being done.
        log.exception("task %s failed", work.task_id)
        outcome, status = Outcome(facts=_said(BROKEN)), FAILED
    session.rollback()
    _end(session, work.task_id, outcome, status)


def _said(message: Message) -> dict[str, Any]:
    params = {name: str(value) for name, value in message.params.items()}
    return {"problem": message.text, "params": params}


def _end(session: Session, task_id: int, outcome: Outcome, status: str) -> None:
    """Keeps what came of it, unless another worker, who took a lapsed lease up, ended it first."""
    with writing(session, SYSTEM) as tx:
        mine = select(Task).where(Task.id == task_id, Task.status == RUNNING).with_for_update()
        task = tx.session.scalar(mine)
        if task is None:
            return
        if outcome.file is not None:
            task.file_id = store(tx, outcome.file).id
        task.status, task.result = status, outcome.facts
        task.finished_at, task.lease_until = tx.now, None
        task.done = task.total = max(task.total, task.done)


def _set(session: Session, task_id: int, values: dict[str, Any]) -> None:
    with writing(session, SYSTEM) as tx:
        tx.session.execute(update(Task).where(Task.id == task_id).values(**values))
