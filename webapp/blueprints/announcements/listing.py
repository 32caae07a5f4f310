"""The desk's list of announcements, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.announcements.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.notices.announcements import (
    SORTS,
    AnnouncementFilter,
    AnnouncementRow,
    list_announcements,
    status_counts,
)
from webapp.services.notices.rules import STATUSES
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.templating import localtime
from webapp.web.words import word

KEY = "announcements"


class FilterForm(Form):
    q = text_field(60)

    def wanted(self, status: str, sort: str) -> AnnouncementFilter:
        return AnnouncementFilter(readable(self.q) or "", status, sort)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        KEY,
        "announcements.desk",
        FilterForm(args),
        args=args,
        sorts=SORTS,
        default="-number",
        statuses=tuple(STATUSES),
    )


@bp.get("/desk")
def desk() -> Any:
    listing = _listing(request.args)
    wanted = listing.form.wanted(listing.status, listing.sort)
    page = listing.page(
        lambda after, before: list_announcements(db(), actor(), wanted, after=after, before=before)
    )
    counts = status_counts(db(), actor())
    tabs = [tab(listing, "", gettext("All"))]
    tabs += [tab(listing, one, word("announcement_status", one), counts[one]) for one in STATUSES]
    return render(
        "announcements/desk.html",
        "announcements/_desk.html",
        form=listing.form,
        listing=listing,
        page=page,
        tabs=tabs,
    )


def _rows(args: Args) -> Iterable[AnnouncementRow]:
    listing = _listing(args)
    wanted = listing.form.wanted(listing.status, listing.sort)
    return every_row(
        lambda after, rows: list_announcements(db(), actor(), wanted, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[AnnouncementRow]]:
    def when(at: datetime | None) -> str:
        return localtime(at) if at else ""

    def yes(is_so: bool) -> str:
        return gettext("Yes") if is_so else ""

    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Status"), lambda row: word("announcement_status", row.status)),
        Column(gettext("Title"), lambda row: row.title, 40),
        Column(gettext("Customers"), lambda row: yes(row.to_customers), 10),
        Column(gettext("Staff"), lambda row: yes(row.to_staff), 10),
        Column(gettext("Written by"), lambda row: row.author),
        Column(gettext("Written at"), lambda row: when(row.created_at), 18),
        Column(gettext("Published at"), lambda row: when(row.published_at), 18),
        Column(gettext("Taken back at"), lambda row: when(row.withdrawn_at), 18),
        Column(gettext("Read by"), lambda row: row.read, 10, "number"),
    ]


register(Exportable(KEY, N_("Announcements"), Permission.NOTICE_MANAGE, _columns, _rows))
