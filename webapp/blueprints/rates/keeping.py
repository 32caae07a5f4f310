"""Making rates, renaming and retiring them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.blueprints.rates.blueprint import bp
from webapp.blueprints.rates.forms import NameForm, RateForm
from webapp.blueprints.rates.showing import rate_page
from webapp.services.core.errors import RuleBroken
from webapp.services.rates.commands import add_rate, rename_rate, retire_rate, take_up_rate
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.words import choices


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """A form for a new rate; sent, it makes the rate."""
    form = RateForm()
    if not form.is_submitted():
        return _form_page(form)
    if form.validate():
        code, kind, unit = form.code.data or "", form.kind.data or "", form.unit.data or ""
        try:
            done = add_rate.once(form_key(), db(), actor(), code, kind, form.names, unit)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("%(code)s is added. Enter its first value.", code=done.number), "success")
            return redirect(url_for("rates.show", code=done.number), 303)
    return _form_page(form), 422


def _form_page(form: RateForm) -> str:
    return render_template("rates/new.html", form=form, kinds=choices("rate_kind"))


@bp.post("/<code>/names")
def rename(code: str) -> Any:
    form = NameForm()
    if form.validate():
        try:
            version, unit = form_version(), form.unit.data or ""
            rename_rate.once(form_key(), db(), actor(), code, version, form.names, unit)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            return _back(code, gettext("%(code)s is saved.", code=code))
    return rate_page(code, form), 422


@bp.post("/<code>/retire")
def retire(code: str) -> Response:
    """Takes the rate out of the grid; its history stays."""
    retire_rate.once(form_key(), db(), actor(), code, form_version())
    return _back(code, gettext("%(code)s is retired. Its history stays.", code=code))


@bp.post("/<code>/take-up")
def take_up(code: str) -> Response:
    take_up_rate.once(form_key(), db(), actor(), code, form_version())
    return _back(code, gettext("%(code)s is kept again.", code=code))


def _back(code: str, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("rates.show", code=code), 303)
