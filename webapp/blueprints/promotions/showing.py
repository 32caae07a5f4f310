"""One promotion: what it promises and did, what may be done to it, what it would do to an order."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.promotions.blueprint import bp
from webapp.services.core.errors import RuleBroken
from webapp.services.promotions.commands import (
    copy_promotion,
    publish_promotion,
    withdraw_promotion,
)
from webapp.services.promotions.preview import foresee_order
from webapp.services.promotions.queries import get_promotion
from webapp.services.promotions.terms import DRAFT, WITHDRAWN
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to
from webapp.web.timeline import timeline


class PreviewForm(Form):
    order = text_field(40)


class ReasonForm(Form):
    reason = text_field(1000)


@bp.get("/<number>")
def show(number: str) -> Any:
    """With ``?order=`` it says what the promotion would do to that order."""
    return _page(number)


@bp.post("/<number>/publish")
def publish(number: str) -> Any:
    refused = ReasonForm()
    try:
        done = publish_promotion.once(form_key(), db(), actor(), number, form_version())
    except RuleBroken as error:
        refused.absorb(error)
        return _page(number, refused=refused)
    flash(gettext("%(number)s is published.", number=done.number), "success")
    return go_to(url_for("promotions.show", number=number))


@bp.post("/<number>/withdraw")
def withdraw(number: str) -> Any:
    refused = ReasonForm()
    reason = refused.reason.data or ""
    try:
        done = withdraw_promotion.once(form_key(), db(), actor(), number, form_version(), reason)
    except RuleBroken as error:
        refused.absorb(error)
        return _page(number, refused=refused)
    flash(gettext("%(number)s is withdrawn.", number=done.number), "success")
    return go_to(url_for("promotions.show", number=number))


@bp.post("/<number>/copy")
def copy(number: str) -> Any:
    done = copy_promotion.once(form_key(), db(), actor(), number)
    flash(gettext("This is a new draft with the same terms."), "success")
    return go_to(url_for("promotions.edit", number=done.number))


def _page(number: str, refused: ReasonForm | None = None) -> Any:
    view = get_promotion(db(), actor(), number, now())
    asked, foreseen = PreviewForm(request.args), None
    if asked.validate() and asked.order.data:
        try:
            foreseen = foresee_order(db(), actor(), view.number, asked.order.data)
        except RuleBroken as error:
            asked.absorb(error)
    page = render_template(
        "promotions/show.html",
        view=view,
        asked=asked,
        foreseen=foreseen,
        refused=refused,
        entries=timeline(view.events, "promotion"),
        is_draft=view.status == DRAFT,
        is_withdrawn=view.status == WITHDRAWN,
    )
    return page, 422 if refused else 200
