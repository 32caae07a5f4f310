"""Acts on one contract. Each is a plain form: act, then back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext
from wtforms import FileField

from webapp.blueprints.contracts.blueprint import bp
from webapp.blueprints.contracts.showing import contract_page
from webapp.services.contracts.amending import (
    amend_contract,
    drop_amendment,
    end_contract,
    void_contract,
)
from webapp.services.contracts.drawing import draw_contract, rework_contract
from webapp.services.contracts.signing import file_contract, sign_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Command, Done
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import DayField, Form, clean_text, read_upload, text_field
from webapp.web.htmx import go_to

SAID = {
    "draw": N_("Contract %(number)s is drawn up. Go through its terms."),
    "submit": N_("%(number)s is put up for review."),
    "rework": N_("%(number)s is taken into work again as a new version."),
    "sign": N_("%(number)s is signed. It is to be filed now."),
    "file": N_("%(number)s is filed and in force."),
    "amend": N_("An amendment of %(number)s is begun."),
    "drop": N_("The amendment of %(number)s is given up."),
    "void": N_("%(number)s is given up."),
    "end": N_("%(number)s is ended."),
}
ALREADY = N_("This was done already. Nothing was changed.")


class ReasonForm(Form):
    reason = text_field(500)


class SigningForm(Form):
    """A day, who signed, and the scan."""

    day = DayField()
    signed_by = text_field(80)
    scan = FileField()


@bp.post("/draw")
def draw() -> Any:
    """From the page of a formal quotation, which is named in the form."""
    quotation = clean_text(request.form.get("quotation", ""))
    done = draw_contract.once(form_key(), db(), actor(), quotation)
    return _answered("draw", done, "contracts.edit")


@bp.post("/<path:number>/submit")
def submit(number: str) -> Any:
    try:
        done = submit_contract.once(form_key(), db(), actor(), number, form_version())
    except RuleBroken as refused:
        form = Form()
        form.absorb(refused)
        return contract_page(number, {"submit": form}, code=422)
    return _answered("submit", done)


@bp.post("/<path:number>/rework")
def rework(number: str) -> Any:
    done = rework_contract.once(form_key(), db(), actor(), number, form_version())
    return _answered("rework", done, "contracts.edit")


@bp.post("/<path:number>/sign")
def sign(number: str) -> Any:
    form = SigningForm()

    def act() -> Done:
        day, by, scan = form.day.data, form.signed_by.data or "", read_upload("scan")
        return sign_contract.once(form_key(), db(), actor(), number, form_version(), day, by, scan)

    return _act("sign", number, form, act)


@bp.post("/<path:number>/file")
def file(number: str) -> Any:
    form = SigningForm()

    def act() -> Done:
        day, scan = form.day.data, read_upload("scan")
        return file_contract.once(form_key(), db(), actor(), number, form_version(), day, scan)

    return _act("file", number, form, act)


@bp.post("/<path:number>/amend")
def amend(number: str) -> Any:
    return _with_reason("amend", number, amend_contract, "contracts.edit")


@bp.post("/<path:number>/drop")
def drop(number: str) -> Any:
    return _with_reason("drop", number, drop_amendment)


@bp.post("/<path:number>/void")
def void(number: str) -> Any:
    return _with_reason("void", number, void_contract)


@bp.post("/<path:number>/end")
def end(number: str) -> Any:
    return _with_reason("end", number, end_contract)


def _with_reason(
    name: str, number: str, command: Command[Any], then: str = "contracts.show"
) -> Any:
    form = ReasonForm()

    def act() -> Done:
        reason = form.reason.data or ""
        return command.once(form_key(), db(), actor(), number, form_version(), reason)

    return _act(name, number, form, act, then)


def _act(
    name: str, number: str, form: Form, act: Callable[[], Done], then: str = "contracts.show"
) -> Any:
    """Runs an act; a broken rule shows the page again with its form open."""
    if not form.validate():
        return contract_page(number, {name: form}, code=422)
    try:
        done = act()
    except RuleBroken as refused:
        form.absorb(refused)
        return contract_page(number, {name: form}, code=422)
    return _answered(name, done, then)


def _answered(name: str, done: Done, then: str = "contracts.show") -> Any:
    flash(gettext(ALREADY if done.repeated else SAID[name], number=done.number), "success")
    return go_to(url_for(then, number=done.number))
