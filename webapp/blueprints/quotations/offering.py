"""Offering an approved quotation: what the customer will see stands there before it is sent."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, url_for
from flask_babel import gettext

from webapp.blueprints.quotations.acting import ALREADY
from webapp.blueprints.quotations.blueprint import bp
from webapp.services.core.clock import company_day
from webapp.services.core.errors import RuleBroken
from webapp.services.documents.acting import wrong_state
from webapp.services.quotations.dealing import offer_quotation
from webapp.services.quotations.offer import preview_offer
from webapp.services.quotations.queries import get_quotation, moves_behind
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to


class OfferForm(Form):
    reason = text_field(500)


@bp.get("/<number>/offer")
def offer(number: str) -> Any:
    return _page(number, OfferForm())


@bp.post("/<number>/offer")
def send_offer(number: str) -> Any:
    form = OfferForm()
    if not form.validate():
        return _page(number, form, code=422)
    revision, reason = form_version("revision"), form.reason.data or ""
    try:
        done = offer_quotation.once(
            form_key(), db(), actor(), number, form_version(), revision, reason
        )
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(number, form, code=422)
    told = gettext("%(number)s is offered to the customer.", number=done.number)
    flash(gettext(ALREADY) if done.repeated else told, "success")
    return go_to(url_for("quotations.show", number=done.number))


def _page(number: str, form: OfferForm, *, code: int = 200) -> Response:
    view = get_quotation(db(), actor(), number)
    if "offer" not in view.actions:
        raise wrong_state(view)
    today = company_day(now())
    body = render_template(
        "quotations/offer.html",
        view=view,
        form=form,
        offer=preview_offer(db(), actor(), number, today, view.revision),
        is_expired=view.shown.valid_until < today,
        moves=moves_behind(db(), view.shown),
    )
    return make_response(body, code)
