"""The customer's inquiries: asking for a price, following what became of it, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.documents.acting import wrong_state
from webapp.services.inquiries import commands, kinds
from webapp.services.inquiries.listing import list_own_inquiries
from webapp.services.inquiries.showing import get_own_inquiry
from webapp.services.inquiries.views import OwnInquiry
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.document_pages import file_link
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import go_to, is_htmx, render
from webapp.web.inquiry_form import ASKED, InquiryForm, asked_for_row
from webapp.web.inquiry_pages import own_steps
from webapp.web.listing import Listing
from webapp.web.timeline import timeline

bp = Blueprint("portal_inquiries", __name__, url_prefix="/my/inquiries")
SENT = N_("%(number)s is sent. You will find our offer here.")
KEPT = N_("The draft %(number)s is kept. Nobody sees it until you send it.")


class SearchForm(Form):
    q = text_field(60)


@bp.get("")
def index() -> Any:
    place = Listing("own_inquiries", "portal_inquiries.index", SearchForm(request.args))
    search = readable(place.form.q) or ""
    page = place.page(
        lambda after, before: list_own_inquiries(db(), actor(), search, after=after, before=before)
    )
    return render(
        "portal_inquiries/index.html", "portal_inquiries/_list.html", place=place, page=page
    )


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    form = InquiryForm()
    if request.method == "POST":
        return _send(form)
    form.add_row()
    return _form_page(form)


@bp.get("/rows")
def rows() -> Any:
    """One more empty product, or one more material of a product; as a page it is the form."""
    if not is_htmx():
        return go_to(url_for("portal_inquiries.create"))
    form, row = asked_for_row()
    return render_template(
        "inquiries/_row.html",
        form=form,
        row=row,
        line=row.token if request.args.get("line") else "",
        suggest_url=url_for("catalog.suggest"),
        rows_url=url_for("portal_inquiries.rows"),
    )


@bp.get("/<number>")
def show(number: str) -> Any:
    view = get_own_inquiry(db(), actor(), number)
    return render_template(
        "portal_inquiries/show.html",
        view=view,
        asked=view.asked,
        steps=own_steps(view),
        entries=timeline(view.asked.events, kinds.KIND),
        files=[file_link(one, name=one.name, size="") for one in view.asked.papers],
    )


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    """Goes on with a draft, or with what was taken back."""
    view = get_own_inquiry(db(), actor(), number)
    if request.method == "POST":
        return _send(InquiryForm(), view)
    if "edit" not in view.actions:
        raise wrong_state(view.asked)
    form = InquiryForm(data={name: getattr(view.asked, name) for name in ASKED})
    form.fill(view.asked.lines)
    if not form.rows:
        form.add_row()
    return _form_page(form, view)


@bp.post("/<number>/withdraw")
def withdraw(number: str) -> Any:
    """Takes it back to change it, before anybody judges it."""
    commands.withdraw_inquiry.once(form_key(), db(), actor(), number, form_version())
    flash(gettext("%(number)s is with you again. Change it and send it anew.", number=number))
    return go_to(url_for("portal_inquiries.edit", number=number))


@bp.post("/<number>/give-up")
def give_up(number: str) -> Any:
    commands.give_up_inquiry.once(form_key(), db(), actor(), number, form_version())
    flash(gettext("%(number)s is given up.", number=number), "success")
    return go_to(url_for("portal_inquiries.index"))


def _send(form: InquiryForm, view: OwnInquiry | None = None) -> Any:
    """Keeps or sends what was entered, or shows the form with one more row."""
    if added := request.form.get("add", ""):
        form.add_row(added)
        return _form_page(form, view)
    keeps = request.form.get("act") == "draft"
    done = _act(form, view, keeps=keeps) if form.validate() else None
    if done is None:
        return _form_page(form, view, code=422)
    flash(gettext(KEPT if keeps else SENT, number=done.number), "success")
    return go_to(url_for("portal_inquiries.show", number=done.number))


def _act(form: InquiryForm, view: OwnInquiry | None, *, keeps: bool) -> Done | None:
    """The act, or None when something is refused, which then stands at its field."""
    act: Callable[..., Done] = commands.save_draft.once if keeps else commands.submit_inquiry.once
    try:
        given = (form.content(), form.papers())
        if view is None:
            return act(form_key(), db(), actor(), *given)
        dropped = form.dropped_papers()
        return act(form_key(), db(), actor(), *given, view.asked.number, form_version(), dropped)
    except RuleBroken as refused:
        form.absorb(refused)
        return None


def _form_page(form: InquiryForm, view: OwnInquiry | None = None, *, code: int = 200) -> Response:
    version = None
    if view is not None:
        version = form_version() if request.method == "POST" else view.asked.version
    body = render_template(
        "portal_inquiries/form.html",
        form=form,
        view=view,
        version=version,
        suggest_url=url_for("catalog.suggest"),
        rows_url=url_for("portal_inquiries.rows"),
    )
    return make_response(body, code)
