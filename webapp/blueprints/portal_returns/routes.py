"""The customer's returns: asking, following, changing one that came back, giving up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.documents.acting import wrong_state
from webapp.services.returns import kinds
from webapp.services.returns.commands import void_return
from webapp.services.returns.queries import get_return, get_returnable, received_orders
from webapp.services.returns.views import ReturnableOrder, ReturnView
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.document_pages import is_sent_back
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to, render
from webapp.web.return_form import MOST_PHOTOS, ReturnForm
from webapp.web.return_list import ReturnList
from webapp.web.return_pages import file_links, said_steps
from webapp.web.timeline import timeline

bp = Blueprint("portal_returns", __name__, url_prefix="/my/returns")
ASKED = N_("%(number)s is on its way to be reviewed.")
ASKED_AGAIN = N_("%(number)s is submitted again.")


class ReasonForm(Form):
    reason = text_field(500)


@bp.get("")
def index() -> Any:
    place = ReturnList("portal_returns.index", hot=(kinds.DRAFT,))
    return render(
        "portal_returns/index.html",
        "portal_returns/_list.html",
        place=place,
        found=place.returns(),
        tabs=place.tabs(),
    )


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """Asks for a return of goods of one order; without an order, offers those that arrived."""
    given = request.form if request.method == "POST" else request.args
    number = given.get("order", "").replace("\x00", "")
    if not number:
        orders = received_orders(db(), actor())
        return render_template("portal_returns/choose_order.html", orders=orders)
    order = get_returnable(db(), actor(), number)
    form = ReturnForm()
    if request.method == "GET":
        return _form_page(order, form)
    return _send(order, form, ASKED)


def _send(
    order: ReturnableOrder, form: ReturnForm, message: str, view: ReturnView | None = None
) -> Any:
    """Sends the form; ``message`` is said of the request's number when it is taken."""
    done = form.send(order, view)
    if done is None:
        return _form_page(order, form, view, code=422)
    flash(gettext(message, number=done.number), "success")
    return go_to(url_for("portal_returns.show", number=done.number))


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    """Changes a request that came back and submits it again under its number."""
    view = get_return(db(), actor(), number, now())
    order = get_returnable(db(), actor(), view.order_number, number)
    form = ReturnForm()
    if request.method == "POST":
        return _send(order, form, ASKED_AGAIN, view)
    if "resubmit" not in view.actions:
        raise wrong_state(view)
    form.fill(view.reason, view.lines)
    return _form_page(order, form, view)


@bp.get("/<number>")
def show(number: str) -> Any:
    return _page(number)


@bp.post("/<number>/void")
def void(number: str) -> Any:
    """Gives a request up before anybody has passed it."""
    form = ReasonForm()
    if not form.validate():
        return _page(number, {"void": form}, code=422)
    try:
        reason = form.reason.data or ""
        void_return.once(form_key(), db(), actor(), number, form_version(), reason)
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(number, {"void": form}, code=422)
    flash(gettext("%(number)s is void.", number=number), "success")
    return go_to(url_for("portal_returns.show", number=number))


def _page(number: str, forms: Mapping[str, Form] | None = None, *, code: int = 200) -> Response:
    view = get_return(db(), actor(), number, now())
    body = render_template(
        "portal_returns/show.html",
        view=view,
        is_sent_back=is_sent_back(view),
        steps=said_steps(view),
        entries=timeline(view.events, kinds.KIND),
        files=file_links(view.papers),
        forms=forms or {},
    )
    return make_response(body, code)


def _form_page(
    order: ReturnableOrder, form: ReturnForm, view: ReturnView | None = None, *, code: int = 200
) -> Response:
    body = render_template(
        "portal_returns/form.html",
        order=order,
        form=form,
        view=view,
        version=form_version() if code == 422 else view.version if view else None,
        most_photos=MOST_PHOTOS,
    )
    return make_response(body, code)
