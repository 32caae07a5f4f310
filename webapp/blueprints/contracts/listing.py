"""The register of contracts as a list, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.contracts.blueprint import bp
from webapp.services.contracts.listing import (
    IN_FORCE,
    OVER,
    SORTS,
    STATES,
    ContractFilter,
    contract_counts,
    list_contracts,
)
from webapp.services.contracts.views import ContractRow
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.tabs import Tab
from webapp.web.templating import localday
from webapp.web.words import choices, word


class FilterForm(Form):
    """The filter row; what cannot be read narrows nothing."""

    q = text_field(60)
    origin = text_field(12)
    kind = text_field(10)
    from_day = DayField()
    to_day = DayField()


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "contracts",
        "contracts.index",
        FilterForm(args),
        args=args,
        sorts=SORTS,
        default="-new",
        statuses=STATES,
    )


def _wanted(listing: Listing[FilterForm]) -> ContractFilter:
    form = listing.form
    return ContractFilter(
        search=readable(form.q) or "",
        state=listing.status,
        origin=readable(form.origin) or "",
        kind=readable(form.kind) or "",
        from_day=readable(form.from_day),
        to_day=readable(form.to_day),
        sort=listing.sort,
    )


@bp.get("")
def index() -> Any:
    """Every contract that the reader may see, drawn here or made on paper."""
    listing = _listing(request.args)
    wanted, today = _wanted(listing), company_day(now())
    found = listing.page(
        lambda after, before: list_contracts(
            db(), actor(), wanted, today, after=after, before=before
        )
    )
    return render(
        "contracts/index.html",
        "contracts/_list.html",
        listing=listing,
        found=found,
        tabs=_tabs(listing),
        total=sum((row.total_amount for row in found.rows), Decimal("0.00")),
        origins=choices("contract_origin"),
        kinds=choices("contract_kind"),
    )


def _tabs(listing: Listing[FilterForm]) -> list[Tab]:
    counts = contract_counts(db(), actor())
    named = {IN_FORCE: gettext("In force"), OVER: gettext("Ended or lapsed")}
    found = [tab(listing, "", gettext("All"))]
    for state in STATES:
        is_waiting = state not in named
        count = counts.get(state, 0) if is_waiting else None
        found.append(tab(listing, state, named.get(state) or word("contract_status", state), count))
    return found


def _rows(args: Args) -> Iterable[ContractRow]:
    wanted, today = _wanted(_listing(args)), company_day(now())
    return every_row(
        lambda after, rows: list_contracts(db(), actor(), wanted, today, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[ContractRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 24),
        Column(gettext("Status"), lambda row: word("contract_status", row.status), 18),
        Column(gettext("Kind"), lambda row: word("contract_kind", row.kind), 14),
        Column(gettext("Origin"), lambda row: word("contract_origin", row.origin), 16),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Title"), lambda row: row.title, 36),
        Column(gettext("Salesperson"), lambda row: row.salesperson, 16),
        Column(gettext("Valid from"), lambda row: _day(row.valid_from), 12),
        Column(gettext("Valid until"), lambda row: _day(row.valid_until), 12),
        Column(gettext("Amount (CNY)"), lambda row: row.total_amount, 16, "money"),
    ]


def _day(day: date | None) -> str:
    """A contract of paper may have neither beginning nor end on file."""
    return localday(day) if day else ""


register(Exportable("contracts", N_("Contracts"), Permission.CONTRACT_VIEW, _columns, _rows))
