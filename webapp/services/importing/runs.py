"""Acts on a run: choosing its columns, confirming it, giving it up (H4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from webapp.models import ImportRun, Task
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.importing.engine import BAD, CHANGED, NEW, Chosen, ImportKind
from webapp.services.importing.fields import Field, plain_title
from webapp.services.importing.kept_mappings import keep_mapping
from webapp.services.importing.kinds import get_kind
from webapp.services.importing.uploading import UPLOADED
from webapp.services.tasks.adding import OPEN, add_task

CHECKING, CHECKED, RUNNING, DONE, DISCARDED = (
    "checking",
    "checked",
    "running",
    "done",
    "discarded",
)
CHECK, STORE = "check", "store"
TASK = "import"
#: A list up to here is worked through while the person waits; a longer one by the worker.
AT_ONCE = 500
LONGEST_CONSTANT = 120
LONGEST_SOURCE = 20
SOURCE = "excel"
MOVED = N_("This list moved on meanwhile. Nothing was done.")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a person chose on the page of columns; ``keep_as`` '' keeps no mapping."""

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    keep_as: str = ""


@command
def choose_columns(tx: Tx, number: str, version: int, choice: ColumnChoice, language: str) -> Done:
    """Settles which column is which field, and has the list checked.

    ``details["at_once"]`` says that the caller is to check it now; else the worker does. Raises
    RuleBroken at ``columns.<field>`` or ``constants.<field>``, Conflict, NotFound.
    """
    run, kind = lock_run(tx, number, version)
    if run.status not in (UPLOADED, CHECKED) and not _has_stopped(tx, run, CHECKING):
        raise Conflict(MOVED)
    _check_choice(tx, kind, choice, list(run.counts["header"]))
    run.columns = dict(choice.columns)
    rules: dict[str, Any] = {"constants": dict(choice.constants), "source": choice.source}
    run.options = rules
    if choice.keep_as:
        keep_mapping(tx, run.kind, choice.keep_as, dict(choice.columns), rules)
    run.status, run.version = CHECKING, run.version + 1
    return _begun(tx, run, CHECK, language)


@dataclass(frozen=True, slots=True)
class StoreTerms:
    """What a person decided on purpose: to leave bad rows out, to change what is there."""

    leave_bad: bool = False
    update: bool = False


@command
def confirm_run(tx: Tx, number: str, version: int, terms: StoreTerms, language: str) -> Done:
    """Has a checked list stored, or one go on that stopped half-way.

    Raises RuleBroken while bad rows are not left out on purpose or nothing is to be stored,
    Conflict when somebody confirmed it already, NotFound.
    """
    run, _ = lock_run(tx, number, version)
    if _has_stopped(tx, run, RUNNING):
        run.version += 1
        return _begun(tx, run, STORE, language)
    if run.status != CHECKED:
        raise Conflict(MOVED)
    counts = run.counts
    if counts[BAD] and not terms.leave_bad:
        raise RuleBroken(N_("Rows are wrong. Correct the file, or leave them out."), "leave_bad")
    if not counts[NEW] and not (terms.update and counts[CHANGED]):
        raise RuleBroken(N_("There is nothing to store."))
    run.options = {**run.options, **asdict(terms)}
    run.status, run.version = RUNNING, run.version + 1
    run.counts, run.problems = {**counts, "stored": {}, "position": 0}, []
    tx.record(run, "ListConfirmed", asdict(terms))
    return _begun(tx, run, STORE, language)


@command
def discard_run(tx: Tx, number: str, version: int) -> Done:
    """Gives a list up of which nothing is stored. Raises Conflict when something may be."""
    run, _ = lock_run(tx, number, version)
    if run.status not in (UPLOADED, CHECKING, CHECKED):
        raise Conflict(MOVED)
    run.status, run.version, run.finished_at = DISCARDED, run.version + 1, tx.now
    tx.record(run, "ListDiscarded", {})
    return Done(run.number, run.status, run.version)


def lock_run(tx: Tx, number: str, version: int | None = None) -> tuple[ImportRun, ImportKind]:
    """A run of the actor's own, locked; only who brought a list may act on it. Raises NotFound,
    Forbidden when the right to its kind is gone, Conflict when it moved meanwhile."""
    statement = select(ImportRun).where(
        ImportRun.number == number[:40], ImportRun.made_by_id == tx.actor.user_id
    )
    run = tx.session.scalar(statement.with_for_update())
    if run is None:
        raise NotFound()
    kind = get_kind(run.kind)
    tx.actor.require(kind.permission)
    if version is not None and run.version != version:
        raise Conflict(MOVED)
    return run, kind


def chosen_of(run: ImportRun) -> Chosen:
    """What was chosen for a run, as its kind reads it."""
    return Chosen(
        columns=run.columns,
        constants=run.options.get("constants", {}),
        source=run.options.get("source", "") or SOURCE,
        update=bool(run.options.get("update")),
        number=run.number,
    )


def _begun(tx: Tx, run: ImportRun, phase: str, language: str) -> Done:
    at_once = run.counts["rows"] <= AT_ONCE
    run.task_id = None
    if not at_once:
        params = {"run": run.number, "phase": phase}
        run.task_id = add_task(tx, TASK, params, language, run.counts["rows"]).id
    tx.session.flush()
    return Done(run.number, run.status, run.version, {"at_once": at_once})


def _has_stopped(tx: Tx, run: ImportRun, status: str) -> bool:
    """Whether a run is in this state without anybody at work on it."""
    if run.status != status:
        return False
    at_work = select(Task.id).where(Task.id == run.task_id, Task.status.in_(OPEN))
    return run.task_id is None or tx.session.scalar(at_work) is None


def _check_choice(tx: Tx, kind: ImportKind, choice: ColumnChoice, header: list[str]) -> None:
    problems = Problems()
    offered = {one.key: one for one in kind.offered(tx.actor)}
    titles = [plain_title(title) for title in header]
    for key, title in choice.columns.items():
        if key not in offered or titles.count(plain_title(title)) != 1:
            problems.add(f"columns.{key}", N_("Please choose one of the file's columns."))
    for key, text in choice.constants.items():
        _check_constant(offered.get(key), f"constants.{key}", text, problems)
    for key, one in offered.items():
        if one.required and key not in choice.columns and key not in choice.constants:
            problems.add(f"columns.{key}", N_("This is needed: choose its column."))
    source = choice.source
    if source and (len(source) > LONGEST_SOURCE or not source.replace("-", "").isalnum()):
        problems.add("source", N_("Up to 20 letters, digits and hyphens."))
    problems.refuse()


def _check_constant(one: Field | None, place: str, text: str, problems: Problems) -> None:
    if one is None or not one.is_constant or len(text) > LONGEST_CONSTANT:
        problems.add(place, N_("This choice does not exist."))
        return
    try:
        one.read(text)
    except RuleBroken as refused:
        problems.take(place, refused)
