"""Lists of return requests, and one of them on its page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Response, make_response, render_template, request

from webapp.blueprints.returns.blueprint import bp
from webapp.services.returns import kinds
from webapp.services.returns.queries import get_return
from webapp.web.context import actor, db, now
from webapp.web.document_pages import is_sent_back
from webapp.web.forms import Form
from webapp.web.htmx import render
from webapp.web.return_list import ReturnList
from webapp.web.return_pages import file_links, said_steps
from webapp.web.timeline import timeline
from webapp.web.words import word

ASKABLE = frozenset({"send_back", "void", "opinion"})


@bp.get("")
def index() -> Any:
    """All requests in reach, or those of one status; a queue begins with the longest waiting."""
    place = ReturnList("returns.index")
    found = place.returns()
    return render(
        "returns/index.html",
        "returns/_list.html",
        place=place,
        found=found,
        tabs=place.tabs(),
        total=sum((row.total_amount for row in found.rows), Decimal("0.00")),
    )


@bp.get("/<number>")
def show(number: str) -> Any:
    ask = request.args.get("ask", "")
    return return_page(number, ask=ask if ask in ASKABLE else "")


def return_page(
    number: str, forms: Mapping[str, Form] | None = None, *, ask: str = "", code: int = 200
) -> Response:
    """The request's page; ``forms`` holds a refused form by its act, which then stands open."""
    view = get_return(db(), actor(), number, now())
    body = render_template(
        "returns/show.html",
        view=view,
        inside=view.inside,
        is_sent_back=is_sent_back(view),
        steps_said=said_steps(view),
        entries=timeline(view.events, kinds.KIND),
        files=file_links(view.papers),
        targets=[(key, word("return_send_back", key)) for key in view.send_back_targets],
        forms=forms or {},
        ask=ask if ask in view.actions else "",
    )
    return make_response(body, code)
