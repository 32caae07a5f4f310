"""Entering a contract made on paper into the register (G12)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext
from wtforms import FileField

from webapp.blueprints.contracts.blueprint import bp
from webapp.services.contracts import kinds
from webapp.services.contracts.register import PaperContract, register_contract
from webapp.services.core.errors import RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.files.storing import Paper
from webapp.services.orders.choosing import suggest_customers
from webapp.web.context import actor, db, form_key
from webapp.web.forms import DayField, Form, clean_text, read_upload, text_field
from webapp.web.htmx import go_to
from webapp.web.words import choices

LONGEST_CODE = 40


class RegisterForm(Form):
    number = text_field(60)
    customer = text_field(LONGEST_CODE)
    title = text_field(120)
    kind = text_field(10)
    valid_from = DayField()
    valid_until = DayField()
    scan = FileField()


@bp.get("/customers")
def customers() -> Response:
    """Customers that fit what is typed."""
    typed = clean_text(request.args.get("q", "")[:LONGEST_CODE])
    found = suggest_customers(db(), actor(), Permission.CONTRACT_MANAGE, typed)
    return jsonify([{"value": one.value, "label": one.label, "hint": one.hint} for one in found])


@bp.route("/register", methods=["GET", "POST"])
def register() -> Any:
    form = RegisterForm()
    if request.method == "GET":
        form.kind.data = kinds.SALE
        form.customer.data = clean_text(request.args.get("customer", "")[:LONGEST_CODE])
        return _page(form)
    if form.validate():
        try:
            done = register_contract.once(form_key(), db(), actor(), _given(form))
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("%(number)s stands in the register.", number=done.number), "success")
            return go_to(url_for("contracts.show", number=done.number))
    return _page(form), 422


def _given(form: RegisterForm) -> PaperContract:
    scan = read_upload("scan")
    return PaperContract(
        number=form.number.data or "",
        customer=(form.customer.data or "").upper(),
        title=form.title.data or "",
        kind=form.kind.data or "",
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
        scan=Paper(kinds.SIGNED_SCAN, scan) if scan else None,
    )


def _page(form: RegisterForm) -> str:
    return render_template("contracts/register.html", form=form, kinds=choices("contract_kind"))
