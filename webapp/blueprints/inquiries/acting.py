"""Filing an inquiry for review, and recording it as lost."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.inquiries.blueprint import bp
from webapp.blueprints.inquiries.showing import inquiry_page, read_inquiry
from webapp.services.core.errors import RuleBroken
from webapp.services.documents.acting import wrong_state
from webapp.services.inquiries.commands import file_inquiry, lose_inquiry
from webapp.services.inquiries.previewing import preview_filing
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, text_field
from webapp.web.htmx import go_to
from webapp.web.words import word


class FileForm(Form):
    note = text_field(500)


class LoseForm(Form):
    reason = text_field(500)


@bp.route("/<number>/file", methods=["GET", "POST"])
def file(number: str) -> Any:
    """Shows who will be asked, then puts the inquiry up for review."""
    form = FileForm()
    if request.method == "GET":
        return _file_page(number, form)
    if not form.validate():
        return _file_page(number, form, 422)
    try:
        note = form.note.data or ""
        done = file_inquiry.once(form_key(), db(), actor(), number, form_version(), note)
    except RuleBroken as refused:
        form.absorb(refused)
        return _file_page(number, form, 422)
    status = word("inquiry_status", done.status)
    flash(gettext("%(number)s is filed. It stands at: %(status)s.", number=number, status=status))
    return go_to(url_for("inquiries.show", number=number))


@bp.post("/<number>/lose")
def lose(number: str) -> Any:
    form = LoseForm()
    if not form.validate():
        return inquiry_page(number, {"lose": form}, code=422)
    try:
        reason = form.reason.data or ""
        lose_inquiry.once(form_key(), db(), actor(), number, form_version(), reason)
    except RuleBroken as refused:
        form.absorb(refused)
        return inquiry_page(number, {"lose": form}, code=422)
    flash(gettext("%(number)s is recorded as lost.", number=number), "success")
    return go_to(url_for("inquiries.show", number=number))


def _file_page(number: str, form: FileForm, code: int = 200) -> Response:
    view = read_inquiry(number)
    if "file" not in view.actions:
        raise wrong_state(view.asked)
    body = render_template(
        "inquiries/file.html",
        view=view,
        asked=view.asked,
        form=form,
        rounds=preview_filing(db(), actor(), number),
        missing=missing_of(view),
    )
    return make_response(body, code)


def missing_of(view: Any) -> list[str]:
    """What has to be filled in before it can be filed (B2, L2)."""
    needed = {
        "market_customer": gettext("The customer in brief"),
        "market_trend": gettext("Market trend of the products"),
    }
    found = [label for name, label in needed.items() if not getattr(view, name)]
    if view.estimated_amount is None:
        found.append(gettext("Estimated amount (CNY)"))
    return found
