"""Slips: their list, one of them with what may be done to it, and its print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.stock.blueprint import bp
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import read_id
from webapp.services.core.permissions import Permission
from webapp.services.lists.sheets import Column, every_row
from webapp.services.shelves import kinds
from webapp.services.shelves.counting import MOST_COUNTED
from webapp.services.shelves.queries import list_warehouses
from webapp.services.shelves.slip_queries import (
    SlipFilter,
    SlipRow,
    SlipView,
    get_slip,
    list_lines,
    list_slips,
)
from webapp.services.shelves.slips import post_slip, void_slip
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.exports import Args, Exportable, register
from webapp.web.forms import Form, readable, text_field
from webapp.web.htmx import render
from webapp.web.language import say
from webapp.web.list_words import place_options
from webapp.web.listing import Listing, tab
from webapp.web.templating import localtime, named
from webapp.web.timeline import timeline
from webapp.web.words import choices, word


class FilterForm(Form):
    q = text_field(60)
    kind = text_field(10)
    warehouse = text_field(10)

    def wanted(self, status: str) -> SlipFilter:
        return SlipFilter(
            search=readable(self.q) or "",
            kind=readable(self.kind) or "",
            status=status,
            warehouse_id=read_id(readable(self.warehouse) or ""),
        )


class ReasonForm(Form):
    reason = text_field(500)


class LinesForm(Form):
    shown = text_field(10)


def _listing(args: Args) -> Listing[FilterForm]:
    return Listing(
        "stock_slips",
        "stock.slips",
        FilterForm(args),
        args=args,
        sorts=("number",),
        default="-number",
        statuses=tuple(kinds.STATUSES),
    )


@bp.get("/slips")
def slips() -> Any:
    listing = _listing(request.args)
    wanted = listing.form.wanted(listing.status)
    page = listing.page(
        lambda after, before: list_slips(
            db(), actor(), wanted, sort=listing.sort, after=after, before=before
        )
    )
    tabs = [tab(listing, "", gettext("All"))]
    tabs += [tab(listing, key, text) for key, text in choices("slip_status")]
    return render(
        "stock/slips.html",
        "stock/_slips.html",
        listing=listing,
        page=page,
        tabs=tabs,
        kinds=choices("slip_kind"),
        warehouses=place_options(list_warehouses(db(), actor()), "id"),
    )


@bp.get("/slips/<number>")
def show(number: str) -> Any:
    return _page(get_slip(db(), actor(), number))


def _page(
    slip: SlipView, status: int = 200, problems: RuleBroken | None = None, void: Any = None
) -> Any:
    """The slip; ``problems`` of its posting stand at the articles they name, others on top."""
    form = LinesForm(request.args)
    listing = Listing("stock_lines", "stock.show", form, number=slip.number)
    shown = readable(form.shown) or ""
    page = listing.page(
        lambda after, before: list_lines(
            db(), actor(), slip, shown=shown, after=after, before=before
        )
    )
    refused = problems.fields if problems else {}
    return render(
        "stock/show.html",
        "stock/_lines.html",
        status,
        slip=slip,
        listing=listing,
        page=page,
        shown=shown,
        void=void,
        refused=[say(one) for texts in refused.values() for one in texts],
        short={
            place.removeprefix("stock."): [say(one) for one in texts]
            for place, texts in refused.items()
        },
        with_worth=slip.worth is not None,
        timeline=timeline(slip.events, kinds.SLIP),
    )


@bp.post("/slips/<number>/post")
def post(number: str) -> Any:
    try:
        done = post_slip.once(form_key(), db(), actor(), number, form_version())
    except RuleBroken as refused:
        return _page(get_slip(db(), actor(), number), 422, refused)
    flash(gettext("%(number)s is posted.", number=done.number), "success")
    return redirect(url_for("stock.show", number=done.number), 303)


@bp.post("/slips/<number>/void")
def void(number: str) -> Any:
    form = ReasonForm()
    try:
        done = void_slip.once(
            form_key(), db(), actor(), number, form_version(), form.reason.data or ""
        )
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(get_slip(db(), actor(), number), 422, void=form)
    flash(gettext("%(number)s is void.", number=done.number), "success")
    return redirect(url_for("stock.show", number=done.number), 303)


@bp.get("/slips/<number>/print")
def print_view(number: str) -> Any:
    """The slip on A4, to be signed."""
    slip = get_slip(db(), actor(), number)
    lines = list_lines(db(), actor(), slip, rows=MOST_COUNTED).rows
    return render_template("stock/print.html", slip=slip, lines=lines)


def _rows(args: Args) -> Iterable[SlipRow]:
    listing = _listing(args)
    wanted = listing.form.wanted(listing.status)
    return every_row(
        lambda after, rows: list_slips(
            db(), actor(), wanted, sort=listing.sort, after=after, rows=rows
        )
    )


def _columns() -> Sequence[Column[SlipRow]]:
    return [
        Column(gettext("Number"), lambda row: row.number, 22),
        Column(gettext("Kind of slip"), lambda row: word("slip_kind", row.kind)),
        Column(gettext("Status"), lambda row: word("slip_status", row.status)),
        Column(gettext("Warehouse"), lambda row: named(row, "warehouse"), 18),
        Column(gettext("Reason"), lambda row: row.reason, 30),
        Column(gettext("Lines"), lambda row: row.lines, 8, "number"),
        Column(gettext("Written on"), lambda row: localtime(row.made_at), 18),
        Column(gettext("By"), lambda row: row.made_by),
        Column(gettext("Posted on"), lambda row: row.posted_at and localtime(row.posted_at), 18),
    ]


register(Exportable("stock_slips", N_("Stock slips"), Permission.STOCK_VIEW, _columns, _rows))
