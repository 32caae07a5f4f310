"""The prices of one article, and what they were and are for one customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import render_template, request
from flask_babel import gettext

from webapp.blueprints.prices.blueprint import bp
from webapp.blueprints.prices.forms import AskForm, TakeBackForm
from webapp.services.catalog.price_asking import Explanation, explain_price
from webapp.services.catalog.price_customers import get_price_history, note_prices_viewed
from webapp.services.catalog.price_input import keeps_all_prices
from webapp.services.catalog.price_products import get_product_prices, list_own_prices
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound, RuleBroken
from webapp.web.context import actor, db, now
from webapp.web.customer_pages import parameter

Answer = TypeVar("Answer")


@bp.get("/products/<path:code>")
def product(code: str) -> Any:
    """An article's prices: base, levels, customers; and what one customer pays on a day and why."""
    return product_page(code)


def product_page(code: str, refused: TakeBackForm | None = None, status: int = 200) -> Any:
    """The page, with what was wrong about taking a price back."""
    today = company_day(now())
    asked = AskForm(request.args)
    answer = _answer(code, asked, today)
    view = get_product_prices(db(), actor(), code, today)
    query = parameter("q")
    own = at_place(
        lambda after, before: list_own_prices(
            db(), actor(), view.product.id, query, today, after=after, before=before
        )
    )
    page = render_template(
        "prices/product.html",
        view=view,
        asked=asked,
        answer=answer,
        own=own,
        query=query,
        today=today,
        refused=refused,
        may_set_base=keeps_all_prices(actor()),
    )
    return page, status


@bp.get("/products/<path:code>/customers/<customer>")
def history(code: str, customer: str) -> Any:
    """Everything an article ever cost one customer, and which price set it (F5)."""
    note_prices_viewed(db(), actor(), customer, now())
    today = company_day(now())
    view = at_place(
        lambda after, before: get_price_history(
            db(), actor(), code, customer, today, after=after, before=before
        )
    )
    answer = explain_price(db(), actor(), view.product.code, view.customer.code, today)
    return render_template("prices/history.html", view=view, answer=answer, today=today)


def at_place(read: Callable[[str, str], Answer]) -> Answer:
    """What is read at the place in the address; a place that does not exist is the beginning."""
    try:
        return read(request.args.get("after", ""), request.args.get("before", ""))
    except RuleBroken:
        return read("", "")


def _answer(code: str, asked: AskForm, today: date) -> Explanation | None:
    """What was asked for, kept on the customer's trail; None where nothing was, or not rightly."""
    if not asked.validate() or not asked.customer.data:
        return None
    customer = asked.customer.data.upper()
    try:
        note_prices_viewed(db(), actor(), customer, now())
        return explain_price(db(), actor(), code, customer, asked.on.data or today)
    except NotFound:
        asked.refused["customer"] = [gettext("There is no such customer.")]
        return None
