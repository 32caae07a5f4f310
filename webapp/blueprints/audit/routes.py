"""Searching the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext

from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.trail.searching import EventFilter, EventRow, last_seal, search_events
from webapp.web.audit_entries import audit_entry, event_sentence, told_changes
from webapp.web.context import actor, db, now
from webapp.web.event_words import event_choices, subject_choices, subject_word
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import DayField, Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing
from webapp.web.templating import localtime

bp = Blueprint("audit", __name__, url_prefix="/audit")

#: How far back the search looks unless days are given, in days; '' for the first choice.
RANGES = {"30": 30, "1": 1, "7": 7, "365": 365, "all": None}
RANGE_WORDS = {
    "1": N_("Today"),
    "7": N_("Last 7 days"),
    "30": N_("Last 30 days"),
    "365": N_("Last year"),
    "all": N_("All times"),
}


class FilterForm(Form):
    """The filter row; what cannot be read is said at its field and narrows nothing."""

    person = text_field(60)
    number = text_field(60)
    customer = text_field(40)
    kind = text_field(20)
    name = text_field(40)
    range = text_field(5)
    from_day = DayField()
    to_day = DayField()


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "audit", "audit.index", FilterForm(args), args=args, sorts=("at",), default="-at"
    )


@bp.get("")
def index() -> Any:
    listing = _listing(request.args)
    wanted = _wanted(listing.form, listing.sort, now())
    page = listing.page(
        lambda after, before: search_events(db(), actor(), wanted, after=after, before=before)
    )
    return render(
        "audit/index.html",
        "audit/_list.html",
        listing=listing,
        found=page,
        entries=[audit_entry(row) for row in page.rows],
        form=listing.form,
        kinds=subject_choices(),
        events=event_choices(),
        ranges=[(key, gettext(text)) for key, text in RANGE_WORDS.items()],
        seal=last_seal(db(), actor()),
    )


def _wanted(form: FilterForm, sort: str, at: datetime) -> EventFilter:
    """The filter that the form stands for: without days, the last thirty."""
    from_day, to_day = readable(form.from_day), readable(form.to_day)
    if from_day is None and to_day is None:
        days = RANGES.get(readable(form.range) or "30", 30)
        from_day = company_day(at) - timedelta(days=days - 1) if days else None
    return EventFilter(
        person=readable(form.person) or "",
        number=readable(form.number) or "",
        customer=readable(form.customer) or "",
        kind=readable(form.kind) or "",
        name=readable(form.name) or "",
        from_day=from_day,
        to_day=to_day,
        is_oldest_first=sort == "at",
    )


def _exported(args: Args) -> Iterable[EventRow]:
    listing = _listing(args)
    wanted = _wanted(listing.form, listing.sort, now())
    return every_row(
        lambda after, rows: search_events(db(), actor(), wanted, after=after, rows=rows)
    )


def _columns() -> Sequence[Column[EventRow]]:
    return [
        Column(gettext("Time"), lambda row: localtime(row.at, "%Y-%m-%d %H:%M:%S"), 20),
        Column(gettext("Who"), lambda row: row.actor_name, 16),
        Column(gettext("User name"), lambda row: row.user_name, 16),
        Column(gettext("About"), lambda row: subject_word(row.subject_kind), 16),
        Column(gettext("Number"), lambda row: row.subject_number, 24),
        Column(gettext("What was done"), event_sentence, 30),
        Column(gettext("Reason"), lambda row: row.reason, 30),
        Column(gettext("Details"), told_changes, 60),
        Column(gettext("Request"), lambda row: row.request_id, 20),
    ]


register(Exportable("audit", N_("Audit trail"), Permission.SYSTEM_MANAGE, _columns, _exported))
