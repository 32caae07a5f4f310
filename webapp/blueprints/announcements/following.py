"""Who has read an announcement and who has not (K6), and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.announcements.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.notices.announcements import get_announcement
from webapp.services.notices.readers import (
    READ,
    UNREAD,
    PersonFilter,
    PersonRow,
    get_reach,
    list_people,
)
from webapp.web.context import actor, db
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.templating import localtime, named

KEY = "announcement_readers"


class FilterForm(Form):
    q = text_field(60)

    def wanted(self, status: str, sort: str) -> PersonFilter:
        return PersonFilter(readable(self.q) or "", status, sort)


def _listing(args: Args, number: str) -> Listing[FilterForm]:
    return Listing(
        KEY,
        "announcements.readers",
        FilterForm(args),
        args=args,
        sorts=("person", "read"),
        statuses=(READ, UNREAD),
        number=number,
    )


@bp.get("/desk/<number>/readers")
def readers(number: str) -> Any:
    view = get_announcement(db(), actor(), number)
    listing = _listing(request.args, view.number)
    wanted = listing.form.wanted(listing.status, listing.sort)
    page = listing.page(
        lambda after, before: list_people(
            db(), actor(), view.id, wanted, after=after, before=before
        )
    )
    reach = get_reach(db(), actor(), view.id)
    tabs = [
        tab(listing, "", gettext("All")),
        tab(listing, READ, gettext("Have read it"), reach.read),
        tab(listing, UNREAD, gettext("Have not read it"), reach.unread),
    ]
    return render(
        "announcements/readers.html",
        "announcements/_readers.html",
        view=view,
        form=listing.form,
        listing=listing,
        page=page,
        tabs=tabs,
    )


def _rows(args: Args) -> Iterable[PersonRow]:
    view = get_announcement(db(), actor(), args.get("number", ""))
    listing = _listing(args, view.number)
    wanted = listing.form.wanted(listing.status, listing.sort)
    return every_row(
        lambda after, rows: list_people(db(), actor(), view.id, wanted, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[PersonRow]]:
    return [
        Column(gettext("User name"), lambda row: row.user_name),
        Column(gettext("Reader"), lambda row: row.name, 30),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Region or department"), lambda row: named(row, "place"), 20),
        Column(gettext("Read at"), lambda row: localtime(row.read_at) if row.read_at else "", 18),
    ]


register(
    Exportable(KEY, N_("Readers of an announcement"), Permission.NOTICE_MANAGE, _columns, _rows)
)
