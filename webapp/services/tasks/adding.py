"""Asking the worker for long work: anything over five seconds, with its progress in a row."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import func, select

from webapp.models import Task
from webapp.services.core.errors import N_, Forbidden, RuleBroken
from webapp.services.core.transaction import Tx

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
OPEN = (WAITING, RUNNING)
MOST_OPEN = 5


def add_task(tx: Tx, kind: str, params: dict[str, Any], language: str, total: int = 0) -> Task:
    """A task of the actor's, which begins when this transaction is committed.

    ``language`` is that of its words, as HTML names it. Raises RuleBroken when he has several
    unfinished already.
    """
    if tx.actor.user_id is None:
        raise Forbidden()
    unfinished = select(func.count()).where(Task.user_id == tx.actor.user_id, Task.status.in_(OPEN))
    if tx.session.scalars(unfinished).one() >= MOST_OPEN:
        raise RuleBroken(
            N_("You have %(most)s tasks under way already. Please wait for one to end."),
            most=MOST_OPEN,
        )
    task = Task(
        token=secrets.token_urlsafe(32),
        kind=kind,
        user_id=tx.actor.user_id,
        language=language,
        params=params,
        status=WAITING,
        total=total,
        result={},
        made_at=tx.now,
    )
    tx.session.add(task)
    tx.session.flush()
    return task
