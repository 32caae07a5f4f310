"""One order on its page, and on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext

from webapp.blueprints.orders.blueprint import bp
from webapp.services.core.capitals import amount_in_capitals
from webapp.services.core.quantities import plain
from webapp.services.documents.views import PaperView, StepView
from webapp.services.exceptions.queries import PaymentView, get_payment
from webapp.services.orders.kinds import ORDER_REVIEW
from webapp.services.orders.queries import get_order
from webapp.services.orders.views import LineView, OrderView, RevisionView
from webapp.web.context import actor, db, now
from webapp.web.document_pages import FileLink, ShownStep, file_link, file_size
from webapp.web.forms import Form
from webapp.web.timeline import Change, line_changes, timeline
from webapp.web.words import choices, word

ASKABLE = frozenset({"send_back", "void", "close_short", "settle_differences"})


@dataclass(frozen=True, slots=True)
class Revision:
    """A kept version of the lines, with what the next one changed in it."""

    kept: RevisionView
    changes: Sequence[Change]


@bp.get("/<number>")
def show(number: str) -> Any:
    ask = request.args.get("ask", "")
    return order_page(number, ask=ask if ask in ASKABLE else "")


@bp.get("/<number>/print")
def print_view(number: str) -> Any:
    """The order on A4, without anything around it."""
    order = get_order(db(), actor(), number, now())
    capitals = amount_in_capitals(order.total_amount)
    return render_template("orders/print.html", order=order, capitals=capitals, notes=_notes(order))


def order_page(
    number: str, forms: Mapping[str, Form] | None = None, *, ask: str = "", code: int = 200
) -> Response:
    """The order's page; ``forms`` holds a refused form by its act, which then stands open."""
    order = get_order(db(), actor(), number, now())
    body = render_template(
        "orders/show.html",
        order=order,
        inside=order.inside,
        hold=order.inside and order.inside.hold,
        payment=_payment(order),
        entries=timeline(order.events),
        files=[_link(paper) for paper in order.papers],
        revisions=_revisions(order),
        steps_said=[_said(step) for step in order.steps],
        targets=[(key, word("send_back", key)) for key in order.send_back_targets],
        note_choices=choices("note"),
        notes=_notes(order),
        differing=_listed(order.lines, lambda line: line.differing - line.settled),
        left_over=_listed(order.lines, lambda line: line.to_go_out),
        forms=forms or {},
        ask=ask if ask in order.actions else "",
    )
    return make_response(body, code)


def _payment(order: OrderView) -> PaymentView | None:
    """What is owed on the contract, while the clerk has the order (C3)."""
    made_from = order.made_from
    if made_from is None or made_from.kind != "contract" or order.status != ORDER_REVIEW:
        return None
    return get_payment(db(), actor(), made_from.number, now())


def _said(step: StepView) -> ShownStep:
    note = gettext("Level: %(name)s", name=step.level) if step.level else ""
    return ShownStep(step.key, word("step", step.key), step.state, step.at, step.by, note)


def _notes(order: OrderView) -> str:
    return str(gettext(", ")).join(word("note", key) for key in order.note_options)


def _listed(lines: Sequence[LineView], quantity: Callable[[LineView], Decimal]) -> str:
    """Code and quantity of the lines where there is any, for the facts of a dialog."""
    found = [(line, quantity(line)) for line in lines]
    return str(gettext(", ")).join(f"{line.code} × {plain(many)}" for line, many in found if many)


def _link(paper: PaperView) -> FileLink:
    return file_link(
        paper, name=paper.name, size=file_size(paper.size), is_internal=paper.is_internal
    )


def _revisions(order: OrderView) -> list[Revision]:
    """Kept versions, the newest first, each against what followed it."""
    if order.inside is None:
        return []
    now_lines = [[line.code, plain(line.quantity), str(line.price)] for line in order.lines]
    kept = list(order.inside.revisions)
    versions: list[Sequence[Sequence[str]]] = [now_lines, *(one.lines for one in kept)]
    changes = [line_changes(older, newer) for newer, older in pairwise(versions)]
    return [Revision(one, change) for one, change in zip(kept, changes, strict=True)]
