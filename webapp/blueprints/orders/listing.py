"""Lists of orders: all of them, and the queue of each step with its batch and its quick pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from flask import (
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext

from webapp.blueprints.orders.asking import FilterForm, Place, asked_status, wanted
from webapp.blueprints.orders.blueprint import bp
from webapp.blueprints.orders.drawing import draw_fields, draw_rows, kind_name, waiting
from webapp.services.core.errors import Conflict, DomainError, NotFound, RuleBroken
from webapp.services.core.paging import Page
from webapp.services.core.permissions import Permission
from webapp.services.orders import batch as batches
from webapp.services.orders import choosing, kinds
from webapp.services.orders.queues import OrderRow, get_row, list_orders, status_counts
from webapp.services.orders.review import pass_step
from webapp.web.access import local_path
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.htmx import is_htmx, render
from webapp.web.language import say
from webapp.web.tabs import Statuses, status_tabs
from webapp.web.words import word

LONGEST_TYPED = 60
STATUSES = Statuses("status", kinds.CLOSED)
PASSABLE = tuple(step.key for step in kinds.STEPS if step.is_company)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one order of a batch, in words."""

    number: str
    is_done: bool
    text: str


@bp.get("")
def index() -> Any:
    """All orders in reach, the newest first."""
    return _list("")


@bp.get("/queue")
def queue() -> Any:
    """The orders that wait in one step, those that have waited longest first."""
    status = asked_status(request.args)
    return _list(status) if status else redirect(url_for("orders.index"), 303)


@bp.post("/batch")
def batch() -> Any:
    """Passes the marked orders of a queue and shows it again with an answer for each."""
    status = asked_status(request.args)
    if status not in PASSABLE:
        raise NotFound()
    try:
        outcomes = batches.pass_marked(db(), actor(), form_key(), status, _marked())
    except RuleBroken as refused:
        return _list(status, problem=say(refused.message), code=422)
    return _list(status, outcomes=outcomes)


def _marked() -> list[batches.Marked]:
    numbers = request.form.getlist("number")[: batches.MOST_ROWS + 1]
    return [batches.Marked(number, _version(number)) for number in numbers if number]


def _list(
    status: str,
    *,
    outcomes: Sequence[batches.Outcome] = (),
    problem: str = "",
    code: int = 200,
) -> Response:
    place = Place()
    page = _page(place.form, status)
    may_batch = status in PASSABLE and actor().may(_right(status))
    return render(
        "orders/index.html",
        "orders/_list.html",
        code,
        place=place,
        page=page,
        total=sum((row.total_amount for row in page.rows), Decimal("0.00")),
        tabs=status_tabs(STATUSES, status, status_counts(db(), actor()), place.in_status),
        filter_fields=partial(draw_fields, place.form),
        may_batch=may_batch,
        drawn=draw_rows(page.rows, now(), is_passable=may_batch),
        outcomes=[_answer(one) for one in outcomes],
        problem=problem,
    )


def _answer(outcome: batches.Outcome) -> Answer:
    text = say(outcome.why) if outcome.why else word("status", outcome.status)
    return Answer(outcome.number, outcome.is_done, text)


def _page(form: FilterForm, status: str) -> Page[OrderRow]:
    """The page asked for; a place that does not exist is the beginning of the list."""
    after, before = request.args.get("after", ""), request.args.get("before", "")
    asked = wanted(form, status)
    try:
        return list_orders(db(), actor(), asked, now(), after=after, before=before)
    except RuleBroken:
        return list_orders(db(), actor(), asked, now())


def _right(status: str) -> Permission:
    right = next(step.permission for step in kinds.STEPS if step.key == status)
    assert right is not None
    return right


@bp.post("/<number>/quick-pass")
def quick_pass(number: str) -> Any:
    """Passes an order from its row; htmx gets the row back as it stands now, with the counts."""
    try:
        done = pass_step.once(
            _row_key(number),
            db(),
            actor(),
            number,
            _version(number),
            request.form.get("status", ""),
        )
    except NotFound:
        raise
    except DomainError as refused:
        if not is_htmx():
            raise
        return _row(number, say(refused.message), 409 if isinstance(refused, Conflict) else 422)
    if is_htmx():
        return _row(number, gettext("Passed"), 200)
    message = gettext("%(number)s passed.", number=number)
    flash(f"{message} {word('status', done.status)}", "success")
    back = local_path(request.form.get("next", "")) or url_for("orders.show", number=number)
    return redirect(back, 303)


def _row_key(number: str) -> str:
    """The rows of a page share its form and so its key, of which each makes one of its own."""
    key = form_key()
    return f"{key}.{number}" if key else key


def _version(number: str) -> int:
    return form_version(f"version.{number}")


def _row(number: str, message: str, code: int) -> Response:
    row = get_row(db(), actor(), number, now())
    body = render_template(
        "orders/_row.html",
        row=row,
        waiting=waiting(row, now()),
        kind_name=kind_name(row),
        message=message,
        is_refused=code != 200,
        counts=status_counts(db(), actor()),
    )
    return make_response(body, code)


@bp.get("/customers")
def customers() -> Response:
    """Customers that fit what is typed, for filters and for ordering on their behalf."""
    creating = request.args.get("for") == "order"
    right = Permission.ORDER_CREATE if creating else Permission.ORDER_VIEW
    found = choosing.suggest_customers(db(), actor(), right, _typed())
    return jsonify([{"value": s.value, "label": s.label, "hint": s.hint} for s in found])


def _typed() -> str:
    return request.args.get("q", "").replace("\x00", "")[:LONGEST_TYPED]
