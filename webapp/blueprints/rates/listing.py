"""The list of rates, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.rates.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.rates.kinds import KINDS
from webapp.services.rates.queries import RETIRED, RateFilter, RateRow, count_rates, list_rates
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.tabs import Tab
from webapp.web.templating import named
from webapp.web.words import word


class FilterForm(Form):
    q = text_field(60)


def _listing(args: Args) -> Listing[FilterForm]:
    statuses = (*KINDS, RETIRED)
    return Listing("rates", "rates.index", FilterForm(args), args=args, statuses=statuses)


def _wanted(listing: Listing[FilterForm]) -> RateFilter:
    return RateFilter(readable(listing.form.q) or "", listing.status)


@bp.get("")
def index() -> Any:
    """The rates with their latest values, by code."""
    listing = _listing(request.args)
    wanted = _wanted(listing)
    page = listing.page(
        lambda after, before: list_rates(db(), actor(), wanted, after=after, before=before)
    )
    return render(
        "rates/index.html", "rates/_list.html", listing=listing, page=page, tabs=_tabs(listing)
    )


def _tabs(listing: Listing[FilterForm]) -> list[Tab]:
    counts = count_rates(db(), actor())
    kinds = [tab(listing, kind, word("rate_kind", kind), counts.get(kind, 0)) for kind in KINDS]
    return [tab(listing, "", gettext("All")), *kinds, tab(listing, RETIRED, gettext("Retired"))]


def _exported(args: Args) -> Iterable[RateRow]:
    wanted = _wanted(_listing(args))
    return every_row(lambda after, rows: list_rates(db(), actor(), wanted, after=after, rows=rows))


def _columns() -> Sequence[Column[RateRow]]:
    return [
        Column(gettext("Code"), lambda row: row.code),
        Column(gettext("Name"), named, 24),
        Column(gettext("Kind"), lambda row: word("rate_kind", row.kind)),
        Column(gettext("Unit"), lambda row: row.unit),
        Column(gettext("Latest value"), lambda row: row.value, 16, "price"),
        Column(gettext("Day"), lambda row: row.day.isoformat() if row.day else ""),
        Column(gettext("Value before"), lambda row: row.before, 16, "price"),
        Column(gettext("Change"), lambda row: row.change, 12, "money"),
        Column(gettext("Source"), lambda row: row.source, 24),
    ]


register(Exportable("rates", N_("Market rates"), Permission.RATE_MANAGE, _columns, _exported))
