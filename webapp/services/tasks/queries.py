"""A person's own tasks; another's are as if they were not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.models import FileContent, StoredFile, Task
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.files.queries import FileToSend
from webapp.services.tasks.adding import OPEN

LONGEST_TOKEN = 43
SHOWN = 25


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as its owner sees it; ``file_name`` is '' where there is nothing to fetch."""

    token: str
    kind: str
    status: str
    done: int
    total: int
    params: dict[str, Any]
    result: dict[str, Any]
    file_name: str
    file_size: int
    made_at: datetime
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None where nobody can say."""
        return min(100 * self.done // self.total, 100) if self.total else None


def list_tasks(session: Session, actor: Actor) -> list[TaskRow]:
    """The newest of the actor's tasks."""
    statement = _tasks(actor).order_by(Task.id.desc()).limit(SHOWN)
    return [_row(row) for row in session.execute(statement)]


def get_task(session: Session, actor: Actor, token: str) -> TaskRow:
    """Raises NotFound."""
    row = session.execute(_tasks(actor).where(Task.token == token[:LONGEST_TOKEN])).first()
    if row is None:
        raise NotFound()
    return _row(row)


def get_result(session: Session, actor: Actor, token: str) -> FileToSend:
    """The file that a task made; raises NotFound, and Conflict where it was made with other
    rights than the person has now (A4)."""
    row = session.execute(
        select(StoredFile, FileContent.content, Task.result)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .join(Task, Task.file_id == StoredFile.id)
        .where(Task.user_id == actor.user_id, Task.token == token[:LONGEST_TOKEN])
    ).first()
    if row is None:
        raise NotFound()
    stored, content, result = row
    if result.get("rights", actor.rights) != actor.rights:
        raise Conflict(N_("Your rights have changed since. Please take the list out again."))
    return FileToSend(stored.name, stored.media_type, stored.sha256, content)


def _tasks(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Task, StoredFile.name.label("file_name"), StoredFile.size.label("file_size"))
        .outerjoin(StoredFile, StoredFile.id == Task.file_id)
        .where(Task.user_id == actor.user_id)
    )


def _row(row: Any) -> TaskRow:
    task: Task = row.Task
    return TaskRow(
        token=task.token,
        kind=task.kind,
        status=task.status,
        done=task.done,
        total=task.total,
        params=task.params,
        result=task.result,
        file_name=row.file_name or "",
        file_size=row.file_size or 0,
        made_at=task.made_at,
        finished_at=task.finished_at,
    )
