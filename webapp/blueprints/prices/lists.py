"""The list of base prices, one customer's whole price list, and what is suggested while typing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import jsonify, request

from webapp.blueprints.prices.blueprint import bp
from webapp.blueprints.prices.exporting import base_listing, customer_listing
from webapp.blueprints.prices.forms import UP, BatchForm
from webapp.services.catalog.price_asking import get_price_customer
from webapp.services.catalog.price_customers import list_customer_prices, note_prices_viewed
from webapp.services.catalog.price_input import keeps_all_prices
from webapp.services.catalog.price_list import category_choices, list_base_prices
from webapp.services.catalog.price_rules import PERCENT
from webapp.services.catalog.searching import suggest_products
from webapp.services.core.clock import company_day
from webapp.services.core.permissions import Permission
from webapp.services.orders.choosing import suggest_customers
from webapp.web.context import actor, db, now
from webapp.web.htmx import render
from webapp.web.language import is_chinese
from webapp.web.templating import named

#: How the form for many prices begins.
FIRST = {"direction": UP, "kind": PERCENT, "rounding": "0.01"}


@bp.get("")
def index() -> Any:
    """All base prices with what they earn; rows can be marked and changed together."""
    listing = base_listing(request.args)
    wanted = listing.form.wanted(listing.sort)
    today = company_day(now())
    page = listing.page(
        lambda after, before: list_base_prices(
            db(), actor(), wanted, today, after=after, before=before
        )
    )
    return render(
        "prices/index.html",
        "prices/_list.html",
        listing=listing,
        page=page,
        batch=BatchForm(formdata=None, data=FIRST),
        today=today,
        categories=in_language(category_choices(db())),
        may_set_base=keeps_all_prices(actor()),
    )


@bp.get("/customers/<customer>")
def customer(customer: str) -> Any:
    """Everything that one customer pays; that it was looked at stands on his trail."""
    note_prices_viewed(db(), actor(), customer, now())
    facts = get_price_customer(db(), actor(), customer)
    listing = customer_listing(request.args, facts.code)
    wanted = listing.form.wanted(listing.sort)
    today = company_day(now())
    page = listing.page(
        lambda after, before: list_customer_prices(
            db(), actor(), facts.code, wanted, today, after=after, before=before
        )
    )
    return render(
        "prices/customer.html",
        "prices/_customer_list.html",
        listing=listing,
        page=page,
        customer=facts,
        today=today,
    )


@bp.get("/suggest/products")
def suggest_articles() -> Any:
    """Articles that fit what is typed."""
    found = suggest_products(db(), actor(), request.args.get("q", ""))
    return jsonify(
        [{"value": one.code, "label": named(one), "hint": one.specification} for one in found]
    )


@bp.get("/suggest/customers")
def suggest_buyers() -> Any:
    """Customers in reach that fit what is typed."""
    typed = request.args.get("q", "")
    found = suggest_customers(db(), actor(), Permission.PRICE_MANAGE, typed)
    return jsonify([{"value": one.value, "label": one.label, "hint": one.hint} for one in found])


def in_language(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Pairs for a select out of a code and both names."""
    return [
        (code, name if is_chinese() or not english else english) for code, name, english in rows
    ]
