"""Asking for long lists, and forgetting tasks that are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select

from webapp.models import FileContent, StoredFile, Task
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.lists.exporting import TASK, refuse_haste
from webapp.services.tasks.adding import OPEN, add_task

#: How long the file of a task can be fetched.
KEPT = timedelta(days=7)


@command
def ask_for_export(
    tx: Tx, permission: Permission, list_key: str, query: Mapping[str, str], language: str
) -> Done:
    """Has the worker write a long list; the export itself is what the trail notes. The number
    is the task's token. Raises Forbidden, RuleBroken after too many."""
    tx.actor.require(permission)
    refuse_haste(tx.session, tx.actor, tx.now)
    task = add_task(tx, TASK, {"list": list_key, "args": dict(query)}, language)
    return Done(number=task.token, status=task.status)


def forget_tasks(tx: Tx) -> int:
    """Removes tasks that are over for longer than their file is kept, with the file."""
    over = select(Task.id, Task.file_id).where(
        Task.status.not_in(OPEN), Task.finished_at < tx.now - KEPT
    )
    rows = tx.session.execute(over).all()
    files = [row.file_id for row in rows if row.file_id is not None]
    tx.session.execute(delete(Task).where(Task.id.in_([row.id for row in rows])))
    tx.session.execute(delete(FileContent).where(FileContent.file_id.in_(files)))
    tx.session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))
    return len(rows)
