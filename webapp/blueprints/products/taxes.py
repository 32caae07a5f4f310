"""The page that keeps tax classes and their rates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.products.blueprint import bp
from webapp.services.catalog.taxes_keeping import (
    add_tax_class,
    list_tax_classes,
    rename_tax_class,
    set_tax_rate,
)
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound, RuleBroken
from webapp.services.core.parsing import parse_quantity, to_half_width
from webapp.web.context import actor, db, form_key, form_version, now
from webapp.web.forms import NEEDED, DayField, Form, ParsedField, text_field

PERCENT_PLACES = 2


class PercentField(ParsedField):
    """A rate as people say it, 13 for 13 %; its data is the rate itself, 0.1300."""

    @staticmethod
    def parser(text: str) -> Decimal:
        typed = to_half_width(text).removesuffix("%")
        return parse_quantity(typed, PERCENT_PLACES) / 100


class TaxClassForm(Form):
    code = text_field(20)
    name = text_field(80, NEEDED)
    name_en = text_field(80)
    rate = PercentField(validators=[NEEDED])


class NameForm(Form):
    name = text_field(80, NEEDED)
    name_en = text_field(80)


class RateForm(Form):
    rate = PercentField(validators=[NEEDED])
    since = DayField(validators=[NEEDED])


@bp.route("/taxes", methods=["GET", "POST"])
def taxes() -> Any:
    """The classes with their rates; a form sent here adds a class."""
    form = TaxClassForm()
    if request.method == "POST" and form.validate() and form.rate.data is not None:
        code = to_half_width(form.code.data or "")
        names = form.name.data or "", form.name_en.data or ""
        try:
            add_tax_class.once(form_key(), db(), actor(), code, *names, form.rate.data)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Tax class %(code)s is added.", code=code), "success")
            return redirect(url_for("products.taxes"), 303)
    page = render_template(
        "products/taxes.html", form=form, rows=list_tax_classes(db(), company_day(now()))
    )
    return page, 422 if form.errors else 200


@bp.get("/taxes/<code>")
def tax_class(code: str) -> Any:
    return _page(code, None)


@bp.post("/taxes/<code>/names")
def rename_tax(code: str) -> Any:
    form = NameForm()
    if form.validate():
        names = form.name.data or "", form.name_en.data or ""
        try:
            rename_tax_class.once(form_key(), db(), actor(), code, form_version(), *names)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("Tax class %(code)s is saved.", code=code), "success")
            return redirect(url_for("products.tax_class", code=code), 303)
    return _page(code, form), 422


@bp.post("/taxes/<code>/rates")
def tax_rate(code: str) -> Any:
    """Another rate that follows from a day on."""
    form = RateForm()
    if form.validate() and form.rate.data is not None:
        try:
            set_tax_rate.once(
                form_key(), db(), actor(), code, form_version(), form.rate.data, form.since.data
            )
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("The rate follows from that day on."), "success")
            return redirect(url_for("products.tax_class", code=code), 303)
    return _page(code, form), 422


def _page(code: str, refused: NameForm | RateForm | None) -> str:
    """Raises NotFound for no such class."""
    today = company_day(now())
    row = next((one for one in list_tax_classes(db(), today) if one.code == code), None)
    if row is None:
        raise NotFound()
    kept = NameForm(formdata=None, data={"name": row.name, "name_en": row.name_en})
    return render_template(
        "products/tax_class.html",
        row=row,
        names=refused if isinstance(refused, NameForm) else kept,
        rate=refused if isinstance(refused, RateForm) else RateForm(formdata=None),
        version=form_version() if refused else row.version,
        today=today,
    )
