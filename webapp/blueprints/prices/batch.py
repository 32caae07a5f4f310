"""Many base prices at once: what is marked, or all that the filter finds, looked at and stored."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from webapp.blueprints.prices.blueprint import bp
from webapp.blueprints.prices.forms import BatchForm, FilterForm
from webapp.services.catalog.price_batch import (
    MOST_PRODUCTS,
    Preview,
    change_prices,
    preview_change,
)
from webapp.services.catalog.price_list import codes_of
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.web.context import actor, db, form_key, now
from webapp.web.forms import clean_text
from webapp.web.language import say

ALL_FOUND = "filter"


@bp.post("/preview")
def preview() -> Any:
    """Old and new prices, side by side, before anything is stored."""
    form = BatchForm()
    status = 200 if form.validate() else 422
    return _page(form, _codes(), status)


@bp.post("/change")
def change() -> Any:
    """Stores what the preview showed, if it still is what would be stored."""
    form, codes = BatchForm(), _marked()
    if not form.validate():
        return _page(form, codes, 422)
    given = form.batch(codes, company_day(now()))
    seen = clean_text(request.form.get("seen", ""))
    try:
        done = change_prices.once(form_key(), db(), actor(), given, seen)
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form, codes, 422)
    except Conflict as stale:
        form.refused[""] = [say(stale.message)]
        return _page(form, codes, 409)
    count = int(done.details["changed"])
    flash(ngettext("%(num)s price is set.", "%(num)s prices are set.", count), "success")
    return redirect(url_for("prices.index"), 303)


def _page(form: BatchForm, codes: list[str], status: int) -> Any:
    """What was typed, to be changed or stored, above what it would do."""
    found = _preview(form, codes) if status != 422 else None
    if found is None:
        status = 422
    page = render_template(
        "prices/preview.html",
        form=form,
        codes=codes,
        preview=found,
        begins=form.valid_from.data or company_day(now()),
    )
    return page, status


def _preview(form: BatchForm, codes: list[str]) -> Preview | None:
    today = company_day(now())
    try:
        return preview_change(db(), actor(), form.batch(codes, today), today)
    except RuleBroken as refused:
        form.absorb(refused)
        return None


def _codes() -> list[str]:
    if request.form.get("scope") != ALL_FOUND:
        return _marked()
    asked = FilterForm(request.args)
    asked.validate()
    return codes_of(db(), actor(), asked.wanted("code"), MOST_PRODUCTS)


def _marked() -> list[str]:
    marked = request.form.getlist("number")[: MOST_PRODUCTS + 1]
    return [clean_text(code) for code in marked]
