"""The list of quotations, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.quotations.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.quotations import kinds
from webapp.services.quotations.listing import (
    FLAGGED,
    SORTS,
    QuotationFilter,
    list_quotations,
    quotation_counts,
)
from webapp.services.quotations.views import QuotationRow
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.quotation_words import share
from webapp.web.tabs import Tab
from webapp.web.templating import localday
from webapp.web.words import NAMES, choices, word

STATUSES = (*kinds.STATUSES, FLAGGED)


class FilterForm(Form):
    """The filter row; a value that cannot be read narrows nothing."""

    q = text_field(60)
    product_kind = text_field(10)
    from_day = DayField()
    to_day = DayField()


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "quotations",
        "quotations.index",
        FilterForm(args),
        args=args,
        sorts=SORTS,
        default="-number",
        statuses=STATUSES,
    )


def _wanted(listing: Listing[FilterForm]) -> QuotationFilter:
    form = listing.form
    kind = readable(form.product_kind) or ""
    return QuotationFilter(
        search=readable(form.q) or "",
        status=listing.status,
        product_kind=kind if kind in NAMES["product_kind"] else "",
        from_day=readable(form.from_day),
        to_day=readable(form.to_day),
        sort=listing.sort,
    )


@bp.get("")
def index() -> Any:
    """The quotations in reach, the newest first."""
    listing = _listing(request.args)
    wanted = _wanted(listing)
    found = listing.page(
        lambda after, before: list_quotations(db(), actor(), wanted, after=after, before=before)
    )
    return render(
        "quotations/index.html",
        "quotations/_list.html",
        listing=listing,
        found=found,
        form=listing.form,
        tabs=_tabs(listing),
        product_kinds=choices("product_kind"),
        share=share,
        total=sum((row.total_amount for row in found.rows), Decimal("0.00")),
    )


def _tabs(listing: Listing[FilterForm]) -> list[Tab]:
    counts = quotation_counts(db(), actor())
    shown = [
        tab(
            listing,
            status,
            word("quotation_status", status),
            None if status in kinds.CLOSED else counts.get(status, 0),
        )
        for status in kinds.STATUSES
    ]
    flagged = tab(listing, FLAGGED, gettext("To be costed anew"), counts[FLAGGED])
    return [tab(listing, "", gettext("All")), *shown, flagged]


def _exported(args: Args) -> Iterable[QuotationRow]:
    wanted = _wanted(_listing(args))
    return every_row(
        lambda after, rows: list_quotations(db(), actor(), wanted, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[QuotationRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("quotation_status", row.status), 18),
        Column(gettext("Revision"), lambda row: row.revision, 8, "number"),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Subject"), lambda row: row.title, 30),
        Column(gettext("Inquiry"), lambda row: row.inquiry_number, 22),
        Column(gettext("Salesperson"), lambda row: row.salesperson),
        Column(gettext("Drafted on"), lambda row: localday(row.created_at)),
        Column(gettext("Valid until"), lambda row: localday(row.valid_until)),
        Column(gettext("Amount (CNY)"), lambda row: row.total_amount, 16, "money"),
        Column(gettext("Total cost (CNY)"), lambda row: row.margins.cost, 16, "money"),
        Column(gettext("Gross margin"), lambda row: share(row.margins.gross_margin)),
        Column(gettext("Sales profit margin"), lambda row: share(row.margins.sales_margin)),
    ]


register(Exportable("quotations", N_("Quotations"), Permission.QUOTATION_VIEW, _columns, _exported))
