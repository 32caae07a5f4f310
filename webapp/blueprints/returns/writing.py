"""Asking for a return on behalf of a customer, and submitting one again that came back."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.returns.blueprint import bp
from webapp.services.documents.acting import wrong_state
from webapp.services.returns.queries import get_return, get_returnable
from webapp.services.returns.views import ReturnableOrder, ReturnView
from webapp.web.context import actor, db, form_version, now
from webapp.web.htmx import go_to
from webapp.web.return_form import MOST_PHOTOS, ReturnForm


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """The order is named in the address: staff come here from its page."""
    given = request.form if request.method == "POST" else request.args
    number = given.get("order", "").replace("\x00", "")
    order = get_returnable(db(), actor(), number)
    form = ReturnForm()
    if request.method == "GET":
        return _form_page(order, form)
    return _send(order, form, None)


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    view = get_return(db(), actor(), number, now())
    order = get_returnable(db(), actor(), view.order_number, number)
    form = ReturnForm()
    if request.method == "POST":
        return _send(order, form, view)
    if "resubmit" not in view.actions:
        raise wrong_state(view)
    form.fill(view.reason, view.lines)
    return _form_page(order, form, view)


def _send(order: ReturnableOrder, form: ReturnForm, view: ReturnView | None) -> Any:
    done = form.send(order, view)
    if done is None:
        return _form_page(order, form, view, code=422)
    flash(gettext("%(number)s is on its way to be reviewed.", number=done.number), "success")
    return go_to(url_for("returns.show", number=done.number))


def _form_page(
    order: ReturnableOrder, form: ReturnForm, view: ReturnView | None = None, *, code: int = 200
) -> Response:
    body = render_template(
        "returns/form.html",
        order=order,
        form=form,
        view=view,
        version=form_version() if code == 422 else view.version if view else None,
        most_photos=MOST_PHOTOS,
    )
    return make_response(body, code)
