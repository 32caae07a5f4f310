"""Ordering again what was ordered once, with what changed since shown first."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.portal_orders.blueprint import bp
from webapp.services.core.errors import Message, RuleBroken
from webapp.services.ordering import cart
from webapp.services.ordering.lines import RawLine, RowProblems, resolve_lines
from webapp.services.orders.again import AgainRow, order_again
from webapp.services.orders.queries import made_from_of
from webapp.web.context import actor, db, form_key, now
from webapp.web.htmx import go_to
from webapp.web.language import say
from webapp.web.order_lines import read_lines


@bp.route("/<number>/again", methods=["GET", "POST"])
def again(number: str) -> Any:
    """The articles of a past order; those that are ticked go into the cart."""
    agreement = made_from_of(db(), actor(), number)
    if agreement is not None:
        # At its own prices there is only one way to have it again.
        page = f"portal_agreements.order_{agreement.kind}"
        return go_to(url_for(page, number=agreement.number))
    rows = order_again(db(), actor(), number, now())
    if request.method == "GET":
        return _page(number, rows)
    raw = [line for line in read_lines(request.form) if line.code in request.form.getlist("take")]
    wanted, problems = resolve_lines(db(), actor(), raw)
    if not raw:
        return _page(number, rows, general=gettext("Please choose at least one article."))
    if problems:
        return _page(number, rows, raw, problems)
    try:
        cart.add_lines.once(form_key(), db(), actor(), wanted)
    except RuleBroken as refused:
        return _page(number, rows, raw, general=say(refused.message))
    flash(
        gettext("In the cart: %(count)s articles of %(number)s.", count=len(raw), number=number),
        "success",
    )
    return go_to(url_for("ordering.cart"))


def _page(
    number: str,
    rows: list[AgainRow],
    raw: list[RawLine] | None = None,
    problems: RowProblems | None = None,
    *,
    general: str = "",
) -> Any:
    """The page as it was sent, with what is wrong at each row; as suggested when nothing was."""
    typed = {line.code: line for line in raw or ()}
    errors = {line.code: _said((problems or {}).get(line.row, [])) for line in raw or ()}
    body = render_template(
        "portal_orders/again.html",
        number=number,
        rows=rows,
        typed=typed,
        errors=errors,
        general=general,
        is_first=raw is None,
    )
    return body, 422 if general or problems else 200


def _said(messages: list[Message]) -> list[str]:
    return [say(message) for message in messages]
