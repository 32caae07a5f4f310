"""Lists that a person brought in. They are his own: what a list holds of customers, costs and
credit is for nobody who could not have brought it in himself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from webapp.models import FileContent, ImportRun, StoredFile, Task
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.paging import Page, Sorting, as_id, read_page
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events
from webapp.services.documents.views import EventView
from webapp.services.files.queries import FileToSend
from webapp.services.importing.kinds import get_kind, open_kinds
from webapp.services.importing.lookups import TABLES, known_codes
from webapp.services.importing.runs import CHECKING, RUNNING
from webapp.services.tasks.adding import OPEN

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list of runs."""

    number: str
    kind: str
    status: str
    counts: Mapping[str, Any]
    made_at: datetime
    file_name: str


@dataclass(frozen=True, slots=True)
class RunView:
    """A run for its page. ``has_stopped``: nobody is at work on it although it is not over;
    ``done`` of ``total`` rows are worked through."""

    number: str
    kind: str
    status: str
    version: int
    counts: Mapping[str, Any]
    columns: Mapping[str, str]
    options: Mapping[str, Any]
    problems: Sequence[Any]
    made_at: datetime
    finished_at: datetime | None
    file_name: str
    has_errors_file: bool
    has_stopped: bool
    done: int
    total: int
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class RunFilter:
    """What a list of runs is narrowed to; '' narrows nothing."""

    kind: str = ""
    status: str = ""
    search: str = ""
    is_ascending: bool = False


def list_runs(
    session: Session,
    actor: Actor,
    wanted: RunFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = 25,
) -> Page[RunRow]:
    """The person's own runs, the newest first. Raises RuleBroken for a forged place."""
    statement = _runs(actor)
    if wanted.kind:
        statement = statement.where(ImportRun.kind == wanted.kind)
    if wanted.status:
        statement = statement.where(ImportRun.status == wanted.status)
    if wanted.search:
        number = ImportRun.number.icontains(wanted.search, autoescape=True)
        name = StoredFile.name.icontains(wanted.search, autoescape=True)
        statement = statement.where(or_(number, name))
    sorting = Sorting((ImportRun.id,), (as_id,), wanted.is_ascending)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=[row_of(RunRow, row) for row in page.rows])


def get_run(session: Session, actor: Actor, number: str) -> RunView:
    """Raises NotFound for another person's run."""
    found = session.execute(
        select(ImportRun, StoredFile.name, Task)
        .join(StoredFile, StoredFile.id == ImportRun.file_id)
        .outerjoin(Task, Task.id == ImportRun.task_id)
        .where(ImportRun.number == number[:LONGEST_NUMBER], _is_mine(actor))
    ).first()
    if found is None:
        raise NotFound()
    run, file_name, task = found
    is_at_work = task is not None and task.status in OPEN
    return row_of(
        RunView,
        run,
        file_name=file_name,
        has_errors_file=run.errors_file_id is not None,
        has_stopped=run.status in (CHECKING, RUNNING) and not is_at_work,
        done=task.done if task else 0,
        total=run.counts["rows"],
        events=read_events(session, actor, "import_run", run.id, ()),
    )


def get_file(session: Session, actor: Actor, number: str, *, errors: bool = False) -> FileToSend:
    """The file as it came, or with its column of errors. Raises NotFound."""
    column = ImportRun.errors_file_id if errors else ImportRun.file_id
    found = session.execute(
        select(StoredFile, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .join(ImportRun, column == StoredFile.id)
        .where(ImportRun.number == number[:LONGEST_NUMBER], _is_mine(actor))
    ).first()
    if found is None:
        raise NotFound()
    stored, content = found
    return FileToSend(stored.name, stored.media_type, stored.sha256, content)


def offered_constants(
    session: Session, actor: Actor, kind_key: str
) -> dict[str, list[tuple[str, ...]]]:
    """What may be given for all rows, by field: code and names, for fields that name a row."""
    fields = get_kind(kind_key).offered(actor)
    naming = [one.key for one in fields if one.is_constant and one.key in {*TABLES, "salesperson"}]
    return {key: known_codes(session, key) for key in naming}


def _runs(actor: Actor) -> Select[Any]:
    return (
        select(
            ImportRun.id,
            ImportRun.number,
            ImportRun.kind,
            ImportRun.status,
            ImportRun.counts,
            ImportRun.made_at,
            StoredFile.name.label("file_name"),
        )
        .join(StoredFile, StoredFile.id == ImportRun.file_id)
        .where(_is_mine(actor))
    )


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """One's own, as long as one has the right to lists of their kind."""
    kinds = [kind.key for kind in open_kinds(actor)]
    return (ImportRun.made_by_id == actor.user_id) & ImportRun.kind.in_(kinds)
