"""Working through a list: checking it, which stores nothing, and storing it batch by batch.

Both do the same with every batch; checking takes it back. A list that stopped half-way goes on
behind the last batch that was stored; whoever comes second to a batch leaves it alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import FileContent, ImportRun, StoredFile
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.errors import Conflict, Message
from webapp.services.core.transaction import Done, Tx, command, rehearsing
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import store
from webapp.services.importing.engine import (
    BAD,
    CHANGED,
    STANDINGS,
    Chosen,
    ImportKind,
    Item,
    Opener,
    RefusedRow,
    Verdict,
    carry_out,
)
from webapp.services.importing.error_file import Say, write_error_file
from webapp.services.importing.kinds import get_kind
from webapp.services.importing.reader import open_upload
from webapp.services.importing.runs import (
    CHECKED,
    CHECKING,
    DONE,
    MOVED,
    RUNNING,
    chosen_of,
    lock_run,
)

#: What a run remembers of its bad rows and of what it would change, to be shown.
MOST_SHOWN = 100

Tell = Callable[[int, int], None]


def tell_nobody(done: int, total: int) -> None:
    """For work that somebody waits for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A run's file and how it is to be read."""

    number: str
    version: int
    kind: ImportKind
    chosen: Chosen
    opened: Opener
    name: str
    rows: int
    position: int
    problems: list[dict[str, Any]]


@dataclass(slots=True)
class Findings:
    """What was found so far: rows by standing, the first bad ones and changes, and every fault
    by its line."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[int, list[tuple[str, Message]]] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.counts[verdict.standing] += len(verdict.lines)
        if verdict.standing == CHANGED:
            self.fields.update(one.field for one in verdict.differences)
            if len(self.changes) < MOST_SHOWN:
                self.changes.append(_change(verdict))
        if verdict.standing == BAD:
            self.recall(_problem(verdict))

    def recall(self, problem: dict[str, Any]) -> None:
        """Takes note of what is wrong with an item, as a run keeps it."""
        for one in problem["faults"]:
            message = Message(one["text"], one["params"])
            self.faults.setdefault(one["line"], []).append((one["field"], message))
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(problem)

    @property
    def rows(self) -> int:
        return self.counts.total()


def check_list(
    session: Session, actor: Actor, number: str, say: Say, tell: Tell = tell_nobody
) -> Done:
    """Says of every row what storing it would do, and keeps the file with what is wrong in it.

    Raises Conflict when the run moved meanwhile, FileRefused for a file that cannot be read.
    """
    sheet = _sheet(session, actor, number, CHECKING)
    findings = Findings()
    wanted = replace(sheet.chosen, update=True)
    for batch in _batches(sheet):
        if isinstance(batch, RefusedRow):
            findings.add(_verdict(batch))
            continue
        with rehearsing(session, actor) as tx:
            for verdict in carry_out(tx, sheet.kind, wanted, batch):
                findings.add(verdict)
        tell(findings.rows, sheet.rows)
    errors = _errors(sheet, findings, say)
    return note_check(session, actor, number, sheet.version, findings, errors)


@command
def note_check(
    tx: Tx,
    number: str,
    version: int,
    findings: Findings,
    errors: CheckedUpload | None,
) -> Done:
    """Keeps what was found; raises Conflict when other columns were chosen meanwhile."""
    run, _ = lock_run(tx, number, version)
    if run.status != CHECKING:
        raise Conflict(MOVED)
    counts = {name: findings.counts[name] for name in STANDINGS}
    run.counts = {
        **_of_file(run),
        **counts,
        "fields": dict(findings.fields),
        "changes": findings.changes,
    }
    run.problems = findings.problems
    run.errors_file_id = store(tx, errors).id if errors else None
    run.status, run.version = CHECKED, run.version + 1
    tx.record(run, "ListChecked", counts)
    return Done(run.number, run.status, run.version, {"rows": findings.rows})


def store_list(
    session: Session, actor: Actor, number: str, say: Say, tell: Tell = tell_nobody
) -> Done:
    """Stores what is good, batch by batch, from where an earlier try stopped.

    Raises Conflict when somebody else is at it.
    """
    sheet = _sheet(session, actor, number, RUNNING)
    findings, position, done = Findings(), 0, 0
    for problem in sheet.problems:
        findings.recall(problem)
    for batch in _batches(sheet):
        if isinstance(batch, RefusedRow):
            findings.add(_verdict(batch))
            continue
        position, done = position + 1, done + sum(len(item.lines) for item in batch)
        if position <= sheet.position:
            continue
        stored = store_batch(session, actor, number, position, batch)
        for problem in stored.details["problems"]:
            findings.recall(problem)
        tell(done, sheet.rows)
    errors = _errors(sheet, findings, say)
    return finish_run(session, actor, number, findings.counts[BAD], findings.problems, errors)


@command
def store_batch(tx: Tx, number: str, position: int, batch: Sequence[Item]) -> Done:
    """Stores one batch, once: ``position`` counts the batches of a file. ``details`` hold what
    was refused. Raises Conflict when this batch was stored already."""
    run, kind = lock_run(tx, number)
    if run.status != RUNNING or run.counts["position"] != position - 1:
        raise Conflict(MOVED)
    verdicts = carry_out(tx, kind, chosen_of(run), batch)
    counts = Counter(run.counts["stored"])
    for verdict in verdicts:
        counts[verdict.standing] += len(verdict.lines)
    problems = [_problem(verdict) for verdict in verdicts if verdict.standing == BAD]
    run.counts = {**run.counts, "stored": dict(counts), "position": position}
    run.problems = [*run.problems, *problems][:MOST_SHOWN]
    return Done(run.number, run.status, run.version, {"problems": problems})


@command
def finish_run(
    tx: Tx,
    number: str,
    held_back: int,
    problems: list[dict[str, Any]],
    errors: CheckedUpload | None,
) -> Done:
    """Ends a run that is stored to its last batch and tells who brought the list. ``held_back``
    are the rows that were in no batch."""
    run, _ = lock_run(tx, number)
    if run.status != RUNNING:
        raise Conflict(MOVED)
    stored = {name: run.counts["stored"].get(name, 0) for name in STANDINGS}
    stored[BAD] += held_back
    run.counts = {**run.counts, "stored": stored}
    run.problems = problems
    if errors is not None:
        run.errors_file_id = store(tx, errors).id
    run.status, run.version, run.finished_at = DONE, run.version + 1, tx.now
    tx.record(run, "ListStored", stored)
    if run.task_id is not None:
        # He need not wait for what the worker does, so he is told as if another had done it.
        tx.acting_as(SYSTEM, tx.now).notify(
            run.made_by_id, "ListStored", {}, kind="import_run", number=run.number
        )
    return Done(run.number, run.status, run.version, {"rows": sum(stored.values())})


def _sheet(session: Session, actor: Actor, number: str, status: str) -> Sheet:
    session.rollback()
    run = session.scalar(
        select(ImportRun).where(ImportRun.number == number, ImportRun.made_by_id == actor.user_id)
    )
    if run is None or run.status != status:
        raise Conflict(MOVED)
    name, content = session.execute(
        select(StoredFile.name, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .where(StoredFile.id == run.file_id)
    ).one()
    actor.require(get_kind(run.kind).permission)
    return Sheet(
        number,
        run.version,
        get_kind(run.kind),
        chosen_of(run),
        lambda: open_upload(name, content),
        name,
        run.counts["rows"],
        run.counts.get("position", 0),
        run.problems if status == RUNNING else [],
    )


def _batches(sheet: Sheet) -> Iterator[list[Item] | RefusedRow]:
    batch: list[Item] = []
    for found in sheet.kind.items(sheet.opened, sheet.chosen):
        if isinstance(found, RefusedRow):
            yield found
            continue
        batch.append(found)
        if len(batch) == sheet.kind.batch:
            yield batch
            batch = []
    if batch:
        yield batch


def _verdict(row: RefusedRow) -> Verdict:
    faults = tuple((row.line, fault) for fault in row.faults)
    return Verdict(row.key, (row.line,), BAD, faults=faults)


def _errors(sheet: Sheet, findings: Findings, say: Say) -> CheckedUpload | None:
    if not findings.faults:
        return None
    said = {line: _said(sheet, faults, say) for line, faults in findings.faults.items()}
    with sheet.opened() as table:
        return write_error_file(sheet.name, table, said, say)


def _said(sheet: Sheet, faults: Iterable[tuple[str, Message]], say: Say) -> str:
    """What is wrong with a row, each fault with the title of its column."""
    texts = []
    for key, message in faults:
        title = sheet.chosen.columns.get(key, "")
        texts.append(f"{title}: {say(message)}" if title else say(message))
    return "; ".join(texts)


def _of_file(run: ImportRun) -> dict[str, Any]:
    return {name: run.counts[name] for name in ("rows", "header", "samples")}


def _problem(verdict: Verdict) -> dict[str, Any]:
    return {
        "key": verdict.key,
        "lines": [verdict.lines[0], verdict.lines[-1]],
        "faults": [
            {
                "line": line,
                "field": fault.field,
                "text": fault.message.text,
                "params": {name: str(value) for name, value in fault.message.params.items()},
            }
            for line, fault in verdict.faults
        ],
    }


def _change(verdict: Verdict) -> dict[str, Any]:
    return {
        "key": verdict.key,
        "line": verdict.lines[0],
        "fields": [[one.field, one.before, one.after] for one in verdict.differences],
    }
