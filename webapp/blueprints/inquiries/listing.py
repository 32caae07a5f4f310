"""The list of inquiries, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.inquiries.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.inquiries import kinds
from webapp.services.inquiries.listing import (
    SORTS,
    InquiryFilter,
    inquiry_counts,
    list_inquiries,
)
from webapp.services.inquiries.views import InquiryRow
from webapp.services.lists.sheets import Column, every_row
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.templating import localday
from webapp.web.words import choices, word


class FilterForm(Form):
    """The filter row; values that cannot be read narrow nothing."""

    q = text_field(60)
    kind = text_field(10)
    from_day = DayField()
    to_day = DayField()


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "inquiries",
        "inquiries.index",
        FilterForm(args),
        args=args,
        sorts=SORTS,
        default="-number",
        statuses=tuple(kinds.STATUSES),
    )


def _wanted(listing: Listing[FilterForm]) -> InquiryFilter:
    kind = readable(listing.form.kind)
    return InquiryFilter(
        search=readable(listing.form.q) or "",
        status=listing.status,
        product_kind=kind if kind in kinds.PRODUCT_KINDS else "",
        from_day=readable(listing.form.from_day),
        to_day=readable(listing.form.to_day),
        sort=listing.sort,
    )


@bp.get("")
def index() -> Any:
    """The inquiries in reach, the newest first."""
    listing = _listing(request.args)
    asked = _wanted(listing)
    page = listing.page(
        lambda after, before: list_inquiries(db(), actor(), asked, after=after, before=before)
    )
    return render(
        "inquiries/index.html",
        "inquiries/_list.html",
        listing=listing,
        page=page,
        form=listing.form,
        tabs=_tabs(listing),
        kinds=choices("product_kind"),
        may_create=actor().may(Permission.INQUIRY_MANAGE),
    )


def _tabs(listing: Listing[FilterForm]) -> list[Any]:
    counts = inquiry_counts(db(), actor())
    every = tab(listing, "", gettext("All"))
    return [every, *(_tab(listing, status, counts) for status in kinds.STATUSES)]


def _tab(listing: Listing[FilterForm], status: str, counts: dict[str, int]) -> Any:
    count = None if status in kinds.CLOSED else counts.get(status, 0)
    return tab(listing, status, word("inquiry_status", status), count)


def _exported(args: Args) -> Iterable[InquiryRow]:
    asked = _wanted(_listing(args))
    return every_row(
        lambda after, rows: list_inquiries(db(), actor(), asked, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[InquiryRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("inquiry_status", row.status), 16),
        Column(gettext("Title"), lambda row: row.title, 30),
        Column(gettext("Products asked about"), lambda row: row.lines),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Salesperson"), lambda row: row.salesperson),
        Column(gettext("Kind of product"), lambda row: word("product_kind", row.product_kind)),
        Column(gettext("Estimated amount (CNY)"), lambda row: row.estimated_amount, 18, "money"),
        Column(gettext("Delivery wanted on"), _wanted_on),
        Column(gettext("Asked on"), lambda row: localday(row.created_at)),
        Column(gettext("Quotation"), lambda row: row.quotation, 22),
    ]


def _wanted_on(row: InquiryRow) -> str:
    return row.requested_date.isoformat() if row.requested_date else ""


register(Exportable("inquiries", N_("Inquiries"), Permission.INQUIRY_VIEW, _columns, _exported))
