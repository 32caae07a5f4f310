"""The list of customers, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.customers.blueprint import bp
from webapp.blueprints.customers.forms import FilterForm, wanted
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.customers.choosing import customer_choices
from webapp.services.customers.listing import (
    ACTIVE,
    DISABLED,
    DUE,
    NO_ACCOUNT,
    SORTS,
    STATES,
    CustomerRow,
    count_due,
    list_customers,
)
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.htmx import render
from webapp.web.list_words import list_options, listed, place_options
from webapp.web.listing import Listing, tab
from webapp.web.templating import named


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "customers", "customers.index", FilterForm(args), args=args, sorts=SORTS, statuses=STATES
    )


@bp.get("")
def index() -> Any:
    """The customers in reach, by code."""
    listing = _listing(request.args)
    narrowed = wanted(listing.form, listing.status, listing.sort)
    today = company_day(now())
    page = listing.page(
        lambda after, before: list_customers(
            db(), actor(), narrowed, today, after=after, before=before
        )
    )
    return render(
        "customers/index.html",
        "customers/_list.html",
        listing=listing,
        page=page,
        form=listing.form,
        tabs=_tabs(listing),
        choices=customer_choices(db(), actor(), keepers_only=True),
        may_hand_over=actor().may(Permission.CUSTOMER_GRADE),
        listed=listed,
        list_options=list_options,
        place_options=place_options,
    )


def _tabs(listing: Listing[FilterForm]) -> list[Any]:
    due = count_due(db(), actor(), company_day(now()))
    return [
        tab(listing, "", gettext("All")),
        tab(listing, ACTIVE, gettext("Active")),
        tab(listing, DUE, gettext("To be reviewed"), due),
        tab(listing, NO_ACCOUNT, gettext("Without account")),
        tab(listing, DISABLED, gettext("Disabled")),
    ]


def _exported(args: Args) -> Iterable[CustomerRow]:
    listing = _listing(args)
    narrowed = wanted(listing.form, listing.status, listing.sort)
    today = company_day(now())
    return every_row(
        lambda after, rows: list_customers(db(), actor(), narrowed, today, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[CustomerRow]]:
    return [
        Column(gettext("Code"), lambda row: row.code),
        Column(gettext("Name"), lambda row: row.name, 30),
        Column(gettext("State"), _state),
        Column(gettext("Level"), lambda row: named(row, "level")),
        Column(gettext("Region"), lambda row: named(row, "region")),
        Column(gettext("Branch"), lambda row: named(row, "branch"), 16),
        Column(gettext("Salesperson"), lambda row: row.salesperson),
        Column(gettext("Grade"), lambda row: listed("grade", row.grade)),
        Column(gettext("Channel"), lambda row: listed("channel", row.channel)),
        Column(
            gettext("Market position"), lambda row: listed("market_position", row.market_position)
        ),
        Column(gettext("Contact"), lambda row: row.contact),
        Column(gettext("Telephone"), lambda row: row.phone, 18),
        Column(gettext("Tax number"), lambda row: row.credit_code, 22),
        Column(gettext("Contract number"), lambda row: row.contract_number, 18),
        Column(gettext("Account"), lambda row: row.account),
        Column(
            gettext("Review due"),
            lambda row: row.review_due.isoformat() if row.review_due else "",
        ),
    ]


def _state(row: CustomerRow) -> str:
    return str(gettext("Disabled") if row.status == DISABLED else gettext("Active"))


register(Exportable("customers", N_("Customers"), Permission.CUSTOMER_MANAGE, _columns, _exported))
