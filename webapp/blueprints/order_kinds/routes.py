"""The kinds of orders: their names, the numbers they get, and which are offered (G7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from wtforms import BooleanField

from webapp.services.core.errors import NotFound, RuleBroken
from webapp.services.orders.order_kinds import (
    KindInput,
    KindRow,
    add_order_kind,
    change_order_kind,
    manage_order_kinds,
)
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, text_field
from webapp.web.templating import named

bp = Blueprint("order_kinds", __name__, url_prefix="/settings/order-kinds")


class KindForm(Form):
    name = text_field(80)
    name_en = text_field(80)
    number_prefix = text_field(8)
    is_on = BooleanField()

    def kind_input(self) -> KindInput:
        return KindInput(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            number_prefix=(self.number_prefix.data or "").upper(),
            is_on=bool(self.is_on.data),
        )


@bp.get("")
def index() -> Any:
    return render_template("order_kinds/index.html", kinds=manage_order_kinds(db(), actor()))


@bp.route("/new", methods=["GET", "POST"])
def add() -> Any:
    manage_order_kinds(db(), actor())
    form = KindForm()
    if form.is_submitted() and form.validate():
        try:
            add_order_kind.once(form_key(), db(), actor(), form.kind_input())
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The kind is added."), "success")
            return redirect(url_for("order_kinds.index"), 303)
    return _page(form, None)


@bp.route("/<code>", methods=["GET", "POST"])
def change(code: str) -> Any:
    kind = _kind(code)
    form = KindForm(obj=kind)
    if form.is_submitted() and form.validate():
        given = form.kind_input()
        try:
            change_order_kind.once(form_key(), db(), actor(), code, form_version(), given)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("%(name)s is saved.", name=named(given)), "success")
            return redirect(url_for("order_kinds.index"), 303)
    return _page(form, kind)


def _kind(code: str) -> KindRow:
    found = (one for one in manage_order_kinds(db(), actor()) if one.code == code)
    kind = next(found, None)
    if kind is None:
        raise NotFound()
    return kind


def _page(form: KindForm, kind: KindRow | None) -> Any:
    code = 422 if form.errors else 200
    return render_template("order_kinds/edit.html", form=form, kind=kind), code
