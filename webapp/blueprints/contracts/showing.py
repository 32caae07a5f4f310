"""One contract on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request

from webapp.blueprints.contracts.blueprint import bp
from webapp.services.contracts import kinds
from webapp.services.contracts.queries import department_choices, get_contract
from webapp.services.core.clock import company_day
from webapp.services.core.parsing import read_id
from webapp.services.documents.holds import find_hold
from webapp.services.exceptions.queries import get_payment
from webapp.web.context import actor, db, now
from webapp.web.contract_pages import contract_steps, scan_links
from webapp.web.forms import Form
from webapp.web.list_words import place_options
from webapp.web.timeline import timeline
from webapp.web.words import choices


@bp.get("/<path:number>")
def show(number: str) -> Any:
    """The version that is worked on or was last, or another one by ``?version=``."""
    return contract_page(number, version=read_id(request.args.get("version", "")))


def contract_page(
    number: str,
    forms: Mapping[str, Form] | None = None,
    *,
    version: int | None = None,
    code: int = 200,
) -> Response:
    """The contract's page; ``forms`` holds a refused form by its act, which then stands open."""
    today = company_day(now())
    view = get_contract(db(), actor(), number, today, version)
    body = render_template(
        "contracts/show.html",
        view=view,
        today=today,
        steps_said=contract_steps(view),
        entries=timeline(view.events, kinds.KIND),
        files=scan_links(view.papers),
        hold=find_hold(db(), actor(), kinds.KIND, view.number),
        payment=get_payment(db(), actor(), view.number, now()) if view.lines else None,
        forms=forms or {},
        held_papers=choices("held_paper"),
        departments=place_options(department_choices(db())) if "hold" in view.actions else [],
    )
    return make_response(body, code)
