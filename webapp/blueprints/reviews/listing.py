"""The list of reviews, and taking it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_babel import gettext

from webapp.blueprints.reviews.blueprint import bp
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.reviews import listing as reviews
from webapp.services.reviews.work import KIND, TURNS
from webapp.services.work.queues import my_work
from webapp.web import review_words
from webapp.web.context import actor, db, now
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.listing import Listing, tab
from webapp.web.tabs import Tab
from webapp.web.templating import localday, named
from webapp.web.words import word

#: Over whose customers somebody may take the list along.
TAKE_OUT = Permission.ORDER_PRINT


class FilterForm(Form):
    """The filter row."""

    q = text_field(60)
    panel = text_field(20)
    outcome = text_field(20)
    document = text_field(20)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "reviews",
        "reviews.index",
        FilterForm(args),
        args=args,
        sorts=reviews.SORTS,
        default="-number",
        statuses=reviews.STATES,
    )


def _wanted(listing: Listing[FilterForm]) -> reviews.ReviewFilter:
    form = listing.form
    return reviews.ReviewFilter(
        search=readable(form.q) or "",
        state=listing.status,
        panel=readable(form.panel) or "",
        outcome=readable(form.outcome) or "",
        document=readable(form.document) or "",
        sort=listing.sort,
    )


@bp.get("")
def index() -> Any:
    """The reviews that the reader may see; those that wait for him are a tab of their own."""
    listing = _listing(request.args)
    wanted = _wanted(listing)
    page = listing.page(
        lambda after, before: reviews.list_reviews(
            db(), actor(), wanted, now(), after=after, before=before
        )
    )
    return render(
        "reviews/index.html",
        "reviews/_list.html",
        listing=listing,
        page=page,
        tabs=_tabs(listing),
        panels=[(one.code, named(one)) for one in reviews.panel_choices(db())],
        told=review_words,
    )


def _tabs(listing: Listing[FilterForm]) -> list[Tab]:
    """What waits for the reader, by kind of seat where there is something, then all others."""
    queues = {queue.arguments["status"]: queue for queue in my_work(db(), actor(), now(), of=KIND)}
    mine = [
        tab(listing, kind, gettext(TURNS[kind]), queues[kind].count if kind in queues else 0)
        for kind in TURNS
        if kind in queues or listing.status == kind
    ]
    count = reviews.count_mine(db(), actor(), now())
    return [
        tab(listing, "", gettext("All")),
        tab(listing, reviews.MINE, gettext("Waiting for me"), count),
        *mine,
        tab(listing, reviews.OPEN, gettext("Under way")),
        tab(listing, reviews.CLOSED, gettext("Closed reviews")),
    ]


def _exported(args: Args) -> Iterable[reviews.ReviewRow]:
    wanted = _wanted(_listing(args))
    return every_row(
        lambda after, rows: reviews.list_reviews(
            db(), actor(), wanted, now(), after=after, rows=rows, within=TAKE_OUT
        )
    )


def _columns() -> Sequence[Column[reviews.ReviewRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("State"), lambda row: review_words.state_words(row)[0], 16),
        Column(gettext("Since"), lambda row: localday(row.status_since)),
        Column(gettext("Panel"), lambda row: named(row, "panel"), 22),
        Column(gettext("Round"), lambda row: row.round_number, 8, "number"),
        Column(gettext("Document"), lambda row: row.document_number, 22),
        Column(gettext("Kind"), lambda row: review_words.kind_name(row.document_kind)),
        Column(gettext("Product kind"), lambda row: word("product_kind", row.product_kind)),
        Column(gettext("Customer code"), lambda row: row.customer_code),
        Column(gettext("Customer"), lambda row: row.customer_name, 30),
        Column(gettext("Opinions so far"), _opinions, 40),
        Column(gettext("Filed on"), lambda row: localday(row.created_at)),
    ]


def _opinions(row: reviews.ReviewRow) -> str:
    """What each seat said, '–' where it is still to speak."""
    said = [
        f"{named(seat, 'label')} {word('verdict', seat.verdict) if seat.verdict else '–'}"
        for seat in row.seats
        if seat.kind == "opinion"
    ]
    return "; ".join(said)


register(Exportable("reviews", N_("Reviews"), TAKE_OUT, _columns, _exported))
