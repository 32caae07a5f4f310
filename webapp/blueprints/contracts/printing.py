"""The customer's copy as a PDF, and the sheet for the company alone (B9)."""

from __future__ import annotations

from flask import Response, render_template, request

from webapp.blueprints.contracts.blueprint import bp
from webapp.services.contracts.customer_copy import get_copy
from webapp.services.contracts.queries import get_contract
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound
from webapp.services.core.parsing import read_id
from webapp.web.context import actor, db, now
from webapp.web.contract_paper import send_contract


@bp.get("/<path:number>/paper.pdf")
def paper(number: str) -> Response:
    """What both sides sign; only of what is approved or signed."""
    copy = get_copy(db(), actor(), number, company_day(now()))
    return send_contract(copy, read_id(request.args.get("amendment", "")))


@bp.get("/<path:number>/sheet")
def sheet(number: str) -> str:
    """Cost, profit and every term of a version, to be printed for the company's own file."""
    version = read_id(request.args.get("version", ""))
    view = get_contract(db(), actor(), number, company_day(now()), version)
    if view.inside is None:
        raise NotFound()
    return render_template("contracts/sheet.html", view=view)
