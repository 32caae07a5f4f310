"""Writing inquiries: for a customer, completing one, and a new version of one under review."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, flash, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.inquiries.blueprint import bp
from webapp.blueprints.inquiries.showing import read_inquiry
from webapp.services.catalog.searching import suggest_products
from webapp.services.core.errors import Conflict, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.documents.acting import wrong_state
from webapp.services.inquiries import commands
from webapp.services.inquiries.choosing import Asker, get_asker
from webapp.services.inquiries.previewing import preview_revision
from webapp.services.inquiries.views import InquiryView
from webapp.services.orders.choosing import suggest_customers
from webapp.services.reviews.foreseeing import ForeseenRound
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import clean_text
from webapp.web.htmx import go_to, is_htmx
from webapp.web.inquiry_form import CompanyInquiryForm, asked_for_row
from webapp.web.language import say
from webapp.web.templating import named
from webapp.web.words import choices

LONGEST_CODE = 40


@bp.get("/products")
def products() -> Response:
    """Articles that fit what is typed into a row."""
    found = suggest_products(db(), actor(), request.args.get("q", ""))
    return jsonify(
        [{"value": one.code, "label": named(one), "hint": one.specification} for one in found]
    )


@bp.get("/customers")
def customers() -> Response:
    """Customers in reach that fit what is typed."""
    typed = clean_text(request.args.get("q", "")[:60])
    found = suggest_customers(db(), actor(), Permission.INQUIRY_MANAGE, typed)
    return jsonify([asdict(one) for one in found])


@bp.get("/rows")
def rows() -> Any:
    """One more empty product, or one more material of a product; as a page it is the form."""
    if not is_htmx():
        return go_to(url_for("inquiries.create"))
    form, row = asked_for_row()
    line = row.token if request.args.get("line") else ""
    return render_template("inquiries/_row.html", form=form, row=row, line=line, **_addresses())


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """Takes in what a customer asked for by telephone or on paper (B19)."""
    sent = request.form if request.method == "POST" else request.args
    code = clean_text(sent.get("customer", "")[:LONGEST_CODE])
    asker = _asker(code)
    if asker is None:
        page = render_template("inquiries/choose_customer.html", code=code)
        return page, 404 if code else 200
    if request.method == "POST":
        return _take_in(asker)
    form = CompanyInquiryForm(
        data={"contact": asker.contact, "phone": asker.phone, "product_kind": "regular"}
    )
    form.add_row()
    return _form_page(form, asker=asker)


@bp.route("/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    """Completes an inquiry in intake (B2)."""
    view = read_inquiry(number)
    if request.method == "GET":
        if "edit" not in view.actions:
            raise wrong_state(view.asked)
        return _form_page(CompanyInquiryForm.showing(view), view)
    form = CompanyInquiryForm()
    if added := request.form.get("add", ""):
        form.add_row(added)
        return _form_page(form, view)
    if not form.validate():
        return _form_page(form, view, code=422)
    try:
        given = (form.content(), form.inside(), form.papers(), form.dropped_papers())
        commands.save_inquiry.once(form_key(), db(), actor(), number, form_version(), *given)
    except RuleBroken as refused:
        form.absorb(refused)
        return _form_page(form, view, code=422)
    flash(gettext("%(number)s is saved.", number=number), "success")
    files = request.form.get("act") == "file"
    return go_to(url_for("inquiries.file" if files else "inquiries.show", number=number))


@bp.route("/<number>/revise", methods=["GET", "POST"])
def revise(number: str) -> Any:
    """A new version, which goes before the panels at once."""
    view = read_inquiry(number)
    if request.method == "GET":
        if "revise" not in view.actions:
            raise wrong_state(view.asked)
        return _form_page(CompanyInquiryForm.showing(view), view, revises=True)
    form = CompanyInquiryForm()
    if added := request.form.get("add", ""):
        form.add_row(added)
        return _form_page(form, view, revises=True)
    if not form.validate():
        return _form_page(form, view, revises=True, code=422)
    try:
        given = (form.content(), form.inside(), form.note.data or "", form.papers())
        commands.revise_inquiry.once(form_key(), db(), actor(), number, form_version(), *given)
    except RuleBroken as refused:
        _at_note(form, refused)
        return _form_page(form, view, revises=True, code=422)
    flash(gettext("The new version of %(number)s is before the panels.", number=number), "success")
    return go_to(url_for("inquiries.show", number=number))


@bp.post("/<number>/preview")
def preview(number: str) -> Any:
    """Who would be asked again by what stands in the form, and whose dissent stands."""
    view, form = read_inquiry(number), CompanyInquiryForm()
    rounds: tuple[ForeseenRound, ...] | None = None
    if form.validate():
        try:
            given = (form.content(), form.inside(), form.papers())
            rounds = preview_revision(db(), actor(), number, form_version(), *given)
        except RuleBroken as refused:
            form.absorb(refused)
        except Conflict as moved:
            form.refused[""] = [say(moved.message)]
    if is_htmx():
        return render_template("inquiries/_foreseen.html", rounds=rounds, form=form)
    return _form_page(form, view, revises=True, rounds=rounds, code=200 if rounds else 422)


def _take_in(asker: Asker) -> Any:
    form = CompanyInquiryForm()
    if added := request.form.get("add", ""):
        form.add_row(added)
        return _form_page(form, asker=asker)
    if not form.validate():
        return _form_page(form, asker=asker, code=422)
    try:
        given = (form.content(), form.inside(), form.papers())
        done = commands.take_in_inquiry.once(form_key(), db(), actor(), asker.code, *given)
    except RuleBroken as refused:
        form.absorb(refused)
        return _form_page(form, asker=asker, code=422)
    flash(gettext("%(number)s is taken in.", number=done.number), "success")
    return go_to(url_for("inquiries.show", number=done.number))


def _asker(code: str) -> Asker | None:
    if not code:
        return None
    try:
        return get_asker(db(), actor(), code)
    except NotFound:
        return None


def _at_note(form: CompanyInquiryForm, refused: RuleBroken) -> None:
    """A reason that is missing is the form's note."""
    fields = {("note" if name == "reason" else name): said for name, said in refused.fields.items()}
    form.absorb(RuleBroken.of(fields))


def _addresses() -> dict[str, str]:
    return {
        "suggest_url": url_for("inquiries.products"),
        "rows_url": url_for("inquiries.rows"),
    }


def _form_page(
    form: CompanyInquiryForm,
    view: InquiryView | None = None,
    *,
    asker: Asker | None = None,
    revises: bool = False,
    rounds: tuple[ForeseenRound, ...] | None = None,
    code: int = 200,
) -> Response:
    version = None
    if view is not None:
        version = form_version() if request.method == "POST" else view.asked.version
    body = render_template(
        "inquiries/form.html",
        form=form,
        view=view,
        asker=asker,
        revises=revises,
        rounds=rounds,
        version=version,
        kinds=choices("product_kind"),
        **_addresses(),
    )
    return make_response(body, code)
