"""The factors of levels on base prices."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from webapp.blueprints.prices.blueprint import bp
from webapp.blueprints.prices.forms import FactorForm, TakeBackForm
from webapp.services.catalog.price_input import keeps_all_prices
from webapp.services.catalog.price_levels import list_levels, set_factor, take_back_factor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import RuleBroken
from webapp.web.context import actor, db, form_key, now
from webapp.web.forms import Form


@bp.get("/levels")
def levels() -> Any:
    """Every level with its factor, what came before it and what is to come."""
    return _page()


@bp.post("/levels/<level>/factor")
def factor(level: str) -> Any:
    """Lets another factor follow from a day on."""
    form = FactorForm()
    if not form.validate():
        return _page(form, level, 422)
    try:
        set_factor.once(form_key(), db(), actor(), form.factor(level))
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form, level, 422)
    flash(gettext("The factor of level %(level)s is set.", level=level), "success")
    return redirect(url_for("prices.levels"), 303)


@bp.post("/levels/<level>/factors/<int:factor_id>/take-back")
def take_back_level(level: str, factor_id: int) -> Any:
    """Takes a factor back that has not begun."""
    form = TakeBackForm()
    form.validate()
    try:
        reason = form.reason.data or ""
        take_back_factor.once(form_key(), db(), actor(), level, factor_id, reason)
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form, level, 422)
    flash(gettext("The factor to come is taken back."), "success")
    return redirect(url_for("prices.levels"), 303)


def _page(form: Form | None = None, wrong: str = "", status: int = 200) -> Any:
    """The page, with what was typed wrongly at one level."""
    today = company_day(now())
    page = render_template(
        "prices/levels.html",
        levels=list_levels(db(), actor(), today),
        form=form,
        wrong=wrong,
        today=today,
        may_set=keeps_all_prices(actor()),
    )
    return page, status
