"""Working through a list: checking it, which stores nothing, and storing it batch by batch.

Both do the same with every batch; checking takes it back. A list that stopped half-way goes on
behind the last batch that was stored; whoever comes second to a batch leaves it alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import ImportRun
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.errors import Conflict
from webapp.services.core.transaction import Done, Tx, command, rehearsing
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import store
from webapp.services.identity.accounts import actor_now
from webapp.services.importing.engine import BAD, STANDINGS, Item, RefusedRow, carry_out
from webapp.services.importing.error_file import Say
from webapp.services.importing.findings import MOST_SHOWN, Findings, problem_of, verdict_of
from webapp.services.importing.kinds import get_kind
from webapp.services.importing.runs import (
    CHECKED,
    CHECKING,
    DONE,
    MOVED,
    RUNNING,
    chosen_of,
    lock_run,
)
from webapp.services.importing.sheets import Sheet, batches, errors_of, sheet_of

Tell = Callable[[int, int], None]


def tell_nobody(done: int, total: int) -> None:
    """For work that somebody waits for."""


def check_list(
    session: Session, actor: Actor, number: str, say: Say, tell: Tell = tell_nobody
) -> Done:
    """Says of every row what storing it would do, and keeps the file with what is wrong in it.

    Raises Conflict when the run moved meanwhile, FileRefused for a file that cannot be read.
    """
    sheet = _read_sheet(session, actor, number, CHECKING)
    findings = Findings()
    wanted = replace(sheet.chosen, update=True)
    for batch in batches(sheet):
        if isinstance(batch, RefusedRow):
            findings.add(verdict_of(batch))
            continue
        with rehearsing(session, actor) as tx:
            for verdict in carry_out(tx, sheet.kind, wanted, batch):
                findings.add(verdict)
        tell(findings.rows, sheet.rows)
    errors = errors_of(sheet, findings, say)
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

    Raises Conflict when somebody else is at it, Forbidden when the right was taken meanwhile.
    """
    sheet = _read_sheet(session, actor, number, RUNNING)
    findings, position, done = Findings(), 0, 0
    for problem in sheet.problems:
        findings.recall(problem)
    for batch in batches(sheet):
        if isinstance(batch, RefusedRow):
            findings.add(verdict_of(batch))
            continue
        position, done = position + 1, done + sum(len(item.lines) for item in batch)
        if position <= sheet.position:
            continue
        stored = store_batch(session, actor_now(session, actor), number, position, batch)
        for problem in stored.details["problems"]:
            findings.recall(problem)
        tell(done, sheet.rows)
    errors = errors_of(sheet, findings, say)
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
    problems = [problem_of(verdict) for verdict in verdicts if verdict.standing == BAD]
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


def _read_sheet(session: Session, actor: Actor, number: str, status: str) -> Sheet:
    session.rollback()
    mine = (ImportRun.number == number) & (ImportRun.made_by_id == actor.user_id)
    run = session.scalar(select(ImportRun).where(mine))
    if run is None or run.status != status:
        raise Conflict(MOVED)
    actor.require(get_kind(run.kind).permission)
    return sheet_of(session, run)


def _of_file(run: ImportRun) -> dict[str, Any]:
    return {name: run.counts[name] for name in ("rows", "header", "samples")}
