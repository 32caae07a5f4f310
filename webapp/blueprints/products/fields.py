"""The page that keeps the company's own fields of articles."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms import BooleanField

from webapp.blueprints.products.blueprint import bp
from webapp.services.catalog.fields import KINDS, FieldRow, list_fields
from webapp.services.catalog.fields_keeping import (
    FieldInput,
    add_field,
    change_field,
    order_field,
    retire_field,
)
from webapp.services.core.errors import NotFound, RuleBroken
from webapp.services.core.parsing import to_half_width
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import NEEDED, Form, text_field
from webapp.web.language import say

LONGEST_CHOICES = 4000


class FieldForm(Form):
    code = text_field(20)
    kind = text_field(10)
    name = text_field(80, NEEDED)
    name_en = text_field(80)
    choices = text_field(LONGEST_CHOICES)
    shown_to_customers = BooleanField()

    @classmethod
    def showing(cls, row: FieldRow) -> FieldForm:
        data = {name: getattr(row, name) for name in ("name", "name_en", "shown_to_customers")}
        return cls(formdata=None, data={**data, "choices": "\n".join(row.choices)})

    def field_input(self) -> FieldInput:
        lines = (line.strip() for line in (self.choices.data or "").split("\n"))
        return FieldInput(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            choices=[line for line in lines if line],
            shown_to_customers=self.shown_to_customers.data,
        )


@bp.route("/fields", methods=["GET", "POST"])
def fields() -> Any:
    """The fields in use; a form sent here adds one."""
    form = FieldForm()
    if request.method == "POST" and form.validate():
        code = to_half_width(form.code.data or "")
        try:
            add_field.once(
                form_key(), db(), actor(), code, form.kind.data or "", form.field_input()
            )
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Field %(code)s is added.", code=code), "success")
            return redirect(url_for("products.fields"), 303)
    page = render_template(
        "products/fields.html", form=form, rows=list_fields(db()), kinds=field_kinds()
    )
    return page, 422 if form.errors else 200


@bp.route("/fields/<code>", methods=["GET", "POST"])
def field(code: str) -> Any:
    row = next((one for one in list_fields(db()) if one.code == code), None)
    if row is None:
        raise NotFound()
    form = FieldForm() if request.method == "POST" else FieldForm.showing(row)
    if request.method == "POST" and form.validate():
        try:
            given = form.field_input()
            change_field.once(form_key(), db(), actor(), code, form_version(), given)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Field %(code)s is saved.", code=code), "success")
            return redirect(url_for("products.fields"), 303)
    version = form_version() if request.method == "POST" else row.version
    page = render_template(
        "products/field.html", form=form, row=row, version=version, kinds=dict(field_kinds())
    )
    return page, 422 if form.errors else 200


@bp.post("/fields/<code>/act")
def act_on_field(code: str) -> Any:
    """Moves a field one place, or takes it out of use: ``way`` says which."""
    way = request.form.get("way", "")
    try:
        if way == "retire":
            retire_field.once(form_key(), db(), actor(), code, form_version())
            flash(gettext("Field %(code)s is out of use.", code=code), "success")
        else:
            order_field.once(form_key(), db(), actor(), code, form_version(), way)
    except RuleBroken as refused:
        flash(say(refused.message), "error")
    return redirect(url_for("products.fields"), 303)


def field_kinds() -> list[tuple[str, str]]:
    return [(key, gettext(text)) for key, text in KINDS.items()]
