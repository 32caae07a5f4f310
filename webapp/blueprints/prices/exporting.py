"""Both lists of prices as spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from webapp.blueprints.prices.forms import CustomerFilterForm, FilterForm
from webapp.services.catalog.price_asking import get_price_customer
from webapp.services.catalog.price_customers import SORTS as CUSTOMER_SORTS
from webapp.services.catalog.price_customers import (
    CustomerPriceRow,
    list_customer_prices,
)
from webapp.services.catalog.price_list import SORTS, BasePriceRow, list_base_prices
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.listing import Listing
from webapp.web.templating import named
from webapp.web.words import word

BASE_LIST = "prices"
CUSTOMER_LIST = "customer_prices"


def base_listing(args: Args) -> Listing[FilterForm]:
    return Listing(BASE_LIST, "prices.index", FilterForm(args), args=args, sorts=SORTS)


def customer_listing(args: Args, code: str) -> Listing[CustomerFilterForm]:
    form = CustomerFilterForm(args)
    return Listing(
        CUSTOMER_LIST, "prices.customer", form, args=args, sorts=CUSTOMER_SORTS, customer=code
    )


def _base_columns() -> Sequence[Column[BasePriceRow]]:
    return (
        Column(gettext("Code"), lambda row: row.code),
        Column(gettext("Article"), named, 28),
        Column(gettext("Specification"), lambda row: row.specification, 18),
        Column(gettext("Unit"), lambda row: named(row, "unit"), 8),
        Column(gettext("Cost (CNY)"), lambda row: row.cost, kind="price"),
        Column(gettext("Base price (CNY)"), lambda row: row.price, kind="price"),
        Column(gettext("Margin") + " %", lambda row: row.margin, kind="price"),
        Column(gettext("Next base price (CNY)"), lambda row: row.next_price, kind="price"),
        Column(gettext("From"), lambda row: row.next_from),
    )


def _base_rows(args: Args) -> Iterable[BasePriceRow]:
    listing = base_listing(args)
    wanted = listing.form.wanted(listing.sort)
    today = company_day(now())
    return every_row(
        lambda after, rows: list_base_prices(db(), actor(), wanted, today, after=after, rows=rows)
    )


def _customer_columns() -> Sequence[Column[CustomerPriceRow]]:
    return (
        Column(gettext("Code"), lambda row: row.code),
        Column(gettext("Article"), named, 28),
        Column(gettext("Specification"), lambda row: row.specification, 18),
        Column(gettext("Unit"), lambda row: named(row, "unit"), 8),
        Column(gettext("Price (CNY)"), lambda row: row.price, kind="price"),
        Column(gettext("Where it comes from"), lambda row: word("price_source", row.source)),
        Column(gettext("Base price (CNY)"), lambda row: row.base, kind="price"),
        Column(gettext("Until"), lambda row: row.valid_to),
    )


def _customer_rows(args: Args) -> Iterable[CustomerPriceRow]:
    code, today = args.get("customer", ""), company_day(now())
    listing = customer_listing(args, code)
    wanted = listing.form.wanted(listing.sort)
    get_price_customer(db(), actor(), code)
    return every_row(
        lambda after, rows: list_customer_prices(
            db(), actor(), code, wanted, today, after=after, rows=rows
        )
    )


register(
    Exportable(BASE_LIST, N_("Base prices"), Permission.PRICE_MANAGE, _base_columns, _base_rows)
)
register(
    Exportable(
        CUSTOMER_LIST,
        N_("Price list of a customer"),
        Permission.PRICE_MANAGE,
        _customer_columns,
        _customer_rows,
    )
)
