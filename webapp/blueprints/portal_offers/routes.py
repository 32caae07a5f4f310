"""The customer's offers: reading, answering exactly what he sees, taking it along as PDF (B4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import read_id
from webapp.services.core.transaction import Command
from webapp.services.orders.orderable import quotation_suffices
from webapp.services.quotations import offer as offers
from webapp.services.quotations.answering import (
    LONGEST_ANSWER,
    Seen,
    accept_offer,
    ask_for_changes,
    decline_offer,
)
from webapp.services.quotations.offer import get_offer
from webapp.services.quotations.offers import TABS, count_open_offers, list_offers
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to, render
from webapp.web.listing import Listing, tab
from webapp.web.offer_paper import send_offer
from webapp.web.tabs import Tab
from webapp.web.words import word

bp = Blueprint("portal_offers", __name__, url_prefix="/my/offers")

ACCEPTED = N_("You accepted %(number)s. The company prepares the contract.")
ASKED = N_("%(number)s goes back to the company with what you asked for.")
DECLINED = N_("You declined %(number)s.")


class WordsForm(Form):
    """What the customer says with his answer."""

    words = text_field(LONGEST_ANSWER)


@bp.get("")
def index() -> Any:
    listing = Listing("offers", "portal_offers.index", Form(request.args), statuses=tuple(TABS))
    today = company_day(now())
    found = listing.page(
        lambda after, before: list_offers(
            db(), actor(), listing.status, today, after=after, before=before
        )
    )
    return render(
        "portal_offers/index.html",
        "portal_offers/_list.html",
        listing=listing,
        found=found,
        tabs=_tabs(listing),
    )


def _tabs(listing: Listing[Form]) -> list[Tab]:
    counts = {"open": count_open_offers(db(), actor())}
    named = [tab(listing, key, word("offer_standing", key), counts.get(key)) for key in TABS]
    return [tab(listing, "", gettext("All")), *named]


@bp.get("/<number>")
def show(number: str) -> Any:
    """The last offer under a number, or an earlier one by ``?revision=``."""
    return _page(number, read_id(request.args.get("revision", "")))


@bp.get("/<number>/<int:revision>.pdf")
def paper(number: str, revision: int) -> Response:
    return send_offer(get_offer(db(), actor(), number, company_day(now()), revision))


@bp.post("/<number>/accept")
def accept(number: str) -> Any:
    accept_offer.once(form_key(), db(), actor(), _seen(number))
    return _answered(number, ACCEPTED)


@bp.post("/<number>/changes")
def ask(number: str) -> Any:
    return _with_words(number, "changes", ask_for_changes, ASKED)


@bp.post("/<number>/decline")
def decline(number: str) -> Any:
    return _with_words(number, "decline", decline_offer, DECLINED)


def _with_words(number: str, name: str, act: Command[Any], said: str) -> Any:
    form, seen = WordsForm(), _seen(number)
    if form.validate():
        try:
            act.once(form_key(), db(), actor(), seen, form.words.data or "")
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _answered(number, said)
    return _page(number, read_id(request.form.get("revision", "")), {name: form}, code=422)


def _answered(number: str, said: str) -> Any:
    flash(gettext(said, number=number), "success")
    return go_to(url_for("portal_offers.show", number=number))


def _seen(number: str) -> Seen:
    return Seen(number, form_version(), form_version("revision"))


def _page(
    number: str, revision: int | None, forms: dict[str, Form] | None = None, *, code: int = 200
) -> Response:
    offer = get_offer(db(), actor(), number, company_day(now()), revision)
    body = render_template(
        "portal_offers/show.html",
        offer=offer,
        forms=forms or {},
        longest=LONGEST_ANSWER,
        may_order=offer.standing == offers.ACCEPTED and quotation_suffices(db()),
    )
    return make_response(body, code)
