"""Setting one price, and taking one back that has not begun."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.prices.blueprint import bp
from webapp.blueprints.prices.forms import BASE, CUSTOMER, LEVEL, PriceForm, TakeBackForm
from webapp.blueprints.prices.lists import in_language
from webapp.blueprints.prices.showing import product_page
from webapp.services.catalog.price_input import keeps_all_prices
from webapp.services.catalog.price_levels import level_choices
from webapp.services.catalog.price_products import ProductPrices, get_product_prices
from webapp.services.catalog.price_setting import set_price, take_back_price
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound, RuleBroken
from webapp.web.context import actor, db, form_key, now
from webapp.web.customer_pages import parameter
from webapp.web.templating import localday


@bp.route("/new", methods=["GET", "POST"])
def create() -> Any:
    """One price to be set; the address may say for which article and for whom."""
    if request.method == "GET":
        return _page(_asked_for())
    form = PriceForm()
    if not form.validate():
        return _page(form, 422)
    try:
        done = set_price.once(form_key(), db(), actor(), form.price_input())
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form, 422)
    except NotFound as missing:
        form.absorb(RuleBroken(missing.message.text, "product"))
        return _page(form, 422)
    flash(gettext("The price of %(code)s is set.", code=done.number), "success")
    return redirect(url_for("prices.product", code=done.number), 303)


@bp.post("/products/<path:code>/rows/<int:price_id>/take-back")
def take_back(code: str, price_id: int) -> Any:
    """Takes a price back that has not begun."""
    form = TakeBackForm()
    form.validate()
    try:
        done = take_back_price.once(
            form_key(), db(), actor(), code, price_id, form.reason.data or ""
        )
    except RuleBroken as refused:
        form.absorb(refused)
        return product_page(code, form, 422)
    flash(gettext("The price to come is taken back."), "success")
    return redirect(url_for("prices.product", code=done.number), 303)


def _asked_for() -> PriceForm:
    """The form as the address prefills it; who keeps some customers' prices sets only theirs."""
    given = {name: parameter(name) for name in ("product", LEVEL, CUSTOMER)}
    whose = CUSTOMER if given[CUSTOMER] else LEVEL if given[LEVEL] else BASE
    if not keeps_all_prices(actor()):
        whose = CUSTOMER
    today = localday(company_day(now()))
    return PriceForm(formdata=None, data={**given, "whose": whose, "valid_from": today})


def _page(form: PriceForm, status: int = 200) -> Any:
    page = render_template(
        "prices/new.html",
        form=form,
        view=_prices_of(form.product.data or ""),
        levels=in_language(level_choices(db())),
        may_set_base=keeps_all_prices(actor()),
        today=company_day(now()),
    )
    return page, status


def _prices_of(code: str) -> ProductPrices | None:
    """How the article's prices stand, once it is known which."""
    try:
        return get_product_prices(db(), actor(), code, company_day(now())) if code else None
    except NotFound:
        return None
