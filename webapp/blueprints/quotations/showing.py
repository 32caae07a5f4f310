"""The page of a quotation, and two of its revisions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext

from webapp.blueprints.quotations.blueprint import bp
from webapp.services.contracts.queries import contract_of
from webapp.services.core.clock import company_day
from webapp.services.core.parsing import read_id
from webapp.services.documents.holds import find_hold
from webapp.services.orders.orderable import quotation_suffices
from webapp.services.quotations import kinds
from webapp.services.quotations.comparing import compare
from webapp.services.quotations.queries import compared_revisions, get_quotation
from webapp.services.quotations.views import QuotationView
from webapp.services.reviews.committed import longest
from webapp.web.context import actor, db, now
from webapp.web.document_pages import file_link, file_size
from webapp.web.forms import Form
from webapp.web.quotation_words import said_steps, share
from webapp.web.timeline import timeline

ASKABLE = frozenset({"file", "revise", "negotiate", "abandon"})


@bp.get("/<number>")
def show(number: str) -> Any:
    """The quotation with its current revision, or an earlier one."""
    ask = request.args.get("ask", "")
    return quotation_page(number, ask=ask if ask in ASKABLE else "")


@bp.get("/<number>/compare")
def compare_revisions(number: str) -> Any:
    """Two revisions beside each other; without saying which, the last two."""
    view = get_quotation(db(), actor(), number)
    right = read_id(request.args.get("right", "")) or view.revision
    left = read_id(request.args.get("left", "")) or max(right - 1, 1)
    sides = compared_revisions(db(), actor(), number, left, right)
    return render_template(
        "quotations/compare.html",
        view=view,
        compared=compare(*sides),
        share=share,
        options=[
            (one.number, gettext("Revision %(number)s", number=one.number))
            for one in view.revisions
        ],
    )


def quotation_page(
    number: str, forms: Mapping[str, Form] | None = None, *, ask: str = "", code: int = 200
) -> Response:
    """The page; ``forms`` holds a refused form by its act, which then stands open."""
    view = get_quotation(db(), actor(), number, read_id(request.args.get("revision", "")))
    body = render_template(
        "quotations/show.html",
        hold=find_hold(db(), actor(), kinds.KIND, view.number),
        may_order=view.status == kinds.FORMAL and quotation_suffices(db()),
        contract=contract_of(db(), actor(), view.number),
        view=view,
        shown=view.shown,
        steps_said=said_steps(view),
        entries=timeline(view.events, kinds.KIND),
        lead_days=longest(view.plan),
        share=share,
        today=company_day(now()),
        files=[file_link(one, name=one.name, size=file_size(one.size)) for one in view.papers],
        forms=forms or {},
        ask=ask if ask in view.actions else "",
        is_closed=is_closed(view),
    )
    return make_response(body, code)


def is_closed(view: QuotationView) -> bool:
    return view.status in kinds.CLOSED
