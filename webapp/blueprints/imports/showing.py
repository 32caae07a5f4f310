"""The page of one list that is brought in, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import make_response, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.blueprints.imports.blueprint import bp
from webapp.blueprints.imports.columns_form import ColumnsForm
from webapp.services.core.errors import N_, Message
from webapp.services.importing.engine import STANDINGS
from webapp.services.importing.kinds import get_kind
from webapp.services.importing.queries import RunView, get_file, get_run, offered_constants
from webapp.services.importing.runs import (
    CHECKED,
    CHECKING,
    DISCARDED,
    DONE,
    RUNNING,
)
from webapp.services.importing.uploading import UPLOADED
from webapp.web.context import actor, db
from webapp.web.downloads import send_download
from webapp.web.htmx import go_to
from webapp.web.language import is_chinese, say
from webapp.web.timeline import timeline

#: Where the steps of a list stand in each status: upload, columns, check, store.
STEPS = (
    ("upload", N_("Upload")),
    ("columns", N_("Match columns")),
    ("check", N_("Check")),
    ("store", N_("Store")),
)
AT = {UPLOADED: 1, CHECKING: 2, CHECKED: 3, RUNNING: 3, DONE: 4, DISCARDED: 0}


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as the line of dots shows it."""

    key: str
    label: str
    state: str
    at: None = None
    by: str = ""
    note: str = ""


@bp.get("/<number>")
def show(number: str) -> str:
    """Where a list stands, and what can be done with it now."""
    return page(get_run(db(), actor(), number))


@bp.get("/<number>/progress")
def progress(number: str) -> Response:
    """How far the work is; the whole page again when it is over."""
    run = get_run(db(), actor(), number)
    if run.status not in (CHECKING, RUNNING) or run.has_stopped:
        return go_to(url_for("imports.show", number=number))
    return make_response(render_template("imports/_progress.html", run=run))


@bp.get("/<number>/file")
def file(number: str) -> Response:
    """The file as it came."""
    return send_download(get_file(db(), actor(), number))


@bp.get("/<number>/errors")
def errors(number: str) -> Response:
    """The same file with a column that says what is wrong."""
    return send_download(get_file(db(), actor(), number, errors=True))


def page(run: RunView, columns: ColumnsForm | None = None, problem: str = "") -> str:
    kind = get_kind(run.kind)
    return render_template(
        "imports/show.html",
        run=run,
        kind=kind,
        fields=kind.offered(actor()),
        labels={one.key: gettext(one.label) for one in kind.fields},
        steps=_steps(run),
        form=columns or ColumnsForm.of(run),
        titles=_titles(run),
        offered=_offered(run),
        problems=[_problem(run, one) for one in run.problems],
        standings=STANDINGS,
        problem=problem,
        timeline=timeline(run.events, "import_run"),
    )


def _steps(run: RunView) -> list[StepShown]:
    at = AT[run.status]
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(4)]
    if run.status == DISCARDED:
        states = ["void"] * 4
    return [
        StepShown(key, gettext(label), state)
        for (key, label), state in zip(STEPS, states, strict=True)
    ]


def _titles(run: RunView) -> list[tuple[str, str]]:
    """The file's titles, each with its first values."""
    pairs = zip(run.counts["header"], run.counts["samples"], strict=True)
    found = []
    for title, values in pairs:
        shown = " · ".join(value for value in values if value)
        found.append((title, f"{title} — {shown}" if shown else title))
    return [pair for pair in found if pair[0]]


def _offered(run: RunView) -> dict[str, list[tuple[str, str]]]:
    """What may be given for all rows, by field: code and name in the reader's language."""
    found = offered_constants(db(), actor(), run.kind)
    place = 1 if is_chinese() else -1
    return {key: [(one[0], one[place]) for one in rows] for key, rows in found.items()}


def _problem(run: RunView, kept: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with an item, each fault at its row and column in the reader's words."""
    return {
        "key": kept["key"],
        "faults": [
            {
                "line": one["line"],
                "column": run.columns.get(one["field"], ""),
                "text": say(Message(one["text"], one["params"])),
            }
            for one in kept["faults"]
        ],
    }
