"""The customer's own contracts, what is to be signed among them (B9)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from webapp.services.contracts.customer_copy import get_copy, list_copies
from webapp.services.core.clock import company_day
from webapp.services.core.parsing import read_id
from webapp.web.context import actor, db, now
from webapp.web.contract_pages import scan_links
from webapp.web.contract_paper import send_contract
from webapp.web.forms import Form
from webapp.web.htmx import render
from webapp.web.listing import Listing

bp = Blueprint("portal_contracts", __name__, url_prefix="/my/contracts")


@bp.get("")
def index() -> Any:
    listing = Listing("own_contracts", "portal_contracts.index", Form(request.args))
    today = company_day(now())
    found = listing.page(
        lambda after, before: list_copies(db(), actor(), today, after=after, before=before)
    )
    return render(
        "portal_contracts/index.html", "portal_contracts/_list.html", listing=listing, found=found
    )


@bp.get("/<path:number>")
def show(number: str) -> str:
    copy = get_copy(db(), actor(), number, company_day(now()))
    return render_template("portal_contracts/show.html", copy=copy, files=scan_links(copy.papers))


@bp.get("/<path:number>/paper.pdf")
def paper(number: str) -> Response:
    """The contract with its amendments, or one amendment alone by ``?amendment=``."""
    copy = get_copy(db(), actor(), number, company_day(now()))
    return send_contract(copy, read_id(request.args.get("amendment", "")))
