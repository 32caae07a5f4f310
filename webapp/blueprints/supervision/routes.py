"""What the supervision department watches, and its holds (L2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Command
from webapp.services.lists.sheets import Column, every_row
from webapp.services.supervision.commands import hold_case, release_case
from webapp.services.supervision.queries import (
    STATES,
    CaseRow,
    count_states,
    get_case,
    list_cases,
)
from webapp.services.supervision.story import StepRow, latest_steps
from webapp.web import supervision_words as words
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import go_to, render
from webapp.web.listing import Listing, tab
from webapp.web.supervised_steps import ShownStep, shown_step
from webapp.web.templating import localday

bp = Blueprint("supervision", __name__, url_prefix="/supervision")


class FilterForm(Form):
    q = text_field(60)


class ReasonForm(Form):
    reason = text_field(500)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing("supervision", "supervision.index", FilterForm(args), args=args, statuses=STATES)


@bp.get("")
def index() -> Any:
    """The watched cases, and what happened in them last."""
    listing = _listing(request.args)
    search = readable(listing.form.q) or ""
    page = listing.page(
        lambda after, before: list_cases(
            db(), actor(), search=search, state=listing.status, after=after, before=before
        )
    )
    counts = count_states(db(), actor())
    tabs = [tab(listing, "", gettext("All"))]
    tabs += [tab(listing, key, gettext(words.STATES[key]), counts[key]) for key in STATES]
    return render(
        "supervision/index.html",
        "supervision/_list.html",
        listing=listing,
        page=page,
        tabs=tabs,
        steps=_shown(latest_steps(db(), actor())),
    )


@bp.get("/<path:number>")
def show(number: str) -> Any:
    return _case_page(number)


@bp.post("/<path:number>/hold")
def hold(number: str) -> Any:
    return _decide("hold", hold_case, number, N_("The case of %(number)s is on hold."))


@bp.post("/<path:number>/release")
def release(number: str) -> Any:
    return _decide("release", release_case, number, N_("The case of %(number)s goes on."))


def _decide(name: str, command: Command[Any], number: str, said: str) -> Any:
    form = ReasonForm()
    if not form.validate():
        return _case_page(number, {name: form}, 422)
    reason = form.reason.data or ""
    try:
        done = command.once(form_key(), db(), actor(), number, form_version(), reason)
    except RuleBroken as refused:
        form.absorb(refused)
        return _case_page(number, {name: form}, 422)
    flash(gettext(said, number=done.number), "success")
    return go_to(url_for("supervision.show", number=done.number))


def _case_page(number: str, forms: dict[str, Form] | None = None, code: int = 200) -> Response:
    case = get_case(db(), actor(), number)
    body = render_template(
        "supervision/show.html", case=case, steps=_shown(case.steps), forms=forms or {}
    )
    return make_response(body, code)


def _shown(steps: Sequence[StepRow]) -> list[ShownStep]:
    return [shown_step(step) for step in steps]


def _exported(args: Args) -> Iterable[CaseRow]:
    listing = _listing(args)
    search = readable(listing.form.q) or ""
    return every_row(
        lambda after, rows: list_cases(
            db(), actor(), search=search, state=listing.status, after=after, rows=rows
        )
    )


def _columns() -> Sequence[Column[CaseRow]]:
    return [
        Column(gettext("Case"), lambda row: row.number, 22),
        Column(gettext("State"), lambda row: gettext(words.STATES[row.state])),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer, 30),
        Column(gettext("Amount (CNY)"), lambda row: row.amount, 16, "money"),
        Column(
            gettext("Documents"), lambda row: "; ".join(one.number for one in row.documents), 40
        ),
        Column(gettext("Watched since"), lambda row: localday(row.since)),
        Column(gettext("Moved last"), lambda row: localday(row.moved_at)),
        Column(gettext("Why on hold"), lambda row: row.hold_reason, 30),
    ]


register(
    Exportable(
        "supervision",
        N_("Cases under supervision"),
        Permission.SUPERVISION_WATCH,
        _columns,
        _exported,
    )
)
