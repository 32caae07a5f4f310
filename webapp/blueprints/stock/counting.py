"""Stocktaking on the tablet: a sheet is made, and counted line by line by whoever stands there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from webapp.blueprints.stock.blueprint import bp
from webapp.services.core.errors import Problems, RuleBroken
from webapp.services.core.parsing import QUANTITY_PLACES, parse_quantity, read_id
from webapp.services.documents.acting import wrong_state
from webapp.services.shelves import kinds
from webapp.services.shelves.counting import Counted, enter_counts, start_count
from webapp.services.shelves.queries import list_categories, list_warehouses
from webapp.services.shelves.slip_queries import SHEET_LINES, SlipView, get_slip, list_lines
from webapp.web.context import actor, db, form_key
from webapp.web.forms import Form, clean_text, text_field
from webapp.web.language import say
from webapp.web.list_words import place_options
from webapp.web.listing import Listing

LONGEST_FIGURE = 20
COUNTED = "counted."


class SheetForm(Form):
    warehouse_id = text_field(10)
    category_id = text_field(10)
    reason = text_field(200)


class ShownForm(Form):
    shown = text_field(10)


class CountForm:
    """What was counted, as typed: ``typed`` by line id, ``errors`` by field.

    Lines that say what they said when the page was drawn were not touched: they are left out, so
    that what somebody else has counted there meanwhile is neither undone nor hidden.
    """

    def __init__(self) -> None:
        self.typed: dict[int, str] = {}
        self.seen: dict[int, str] = {}
        self.errors: dict[str, list[str]] = {}
        names = [name for name in request.form if name.startswith(COUNTED)]
        for name in names[: 2 * SHEET_LINES]:
            line_id = read_id(name.removeprefix(COUNTED))
            typed, seen = _text(name), _text(f"was.{line_id}")
            if line_id is not None and typed != seen:
                self.typed[line_id], self.seen[line_id] = typed, seen

    def counts(self) -> list[Counted]:
        """The lines that were touched. Raises RuleBroken at each that cannot be read."""
        problems = Problems()
        counts = []
        for line_id, text in self.typed.items():
            try:
                was, counted = _figure(self.seen[line_id]), _figure(text)
            except RuleBroken as refused:
                problems.take(f"{COUNTED}{line_id}", refused)
                continue
            counts.append(Counted(line_id, was, counted))
        problems.refuse()
        return counts

    def absorb(self, refused: RuleBroken) -> None:
        for name, messages in refused.fields.items():
            self.errors.setdefault(name, []).extend(say(one) for one in messages)


def _text(name: str) -> str:
    return clean_text(request.form.get(name, "")[:LONGEST_FIGURE])


def _figure(text: str) -> Decimal | None:
    return parse_quantity(text, QUANTITY_PLACES) if text else None


@bp.route("/counts/new", methods=["GET", "POST"])
def begin() -> Any:
    """Makes the sheet of a warehouse or of one category in it."""
    form = SheetForm()
    if form.is_submitted() and form.validate():
        try:
            done = start_count.once(
                form_key(),
                db(),
                actor(),
                read_id(form.warehouse_id.data or "") or 0,
                read_id(form.category_id.data or ""),
                form.reason.data or "",
            )
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            flash(gettext("%(number)s can be counted now.", number=done.number), "success")
            return redirect(url_for("stock.count", number=done.number), 303)
    body = render_template(
        "stock/begin_count.html",
        form=form,
        warehouses=place_options(list_warehouses(db(), actor()), "id"),
        categories=place_options(list_categories(db()), "id"),
    )
    return body, 422 if form.errors else 200


@bp.route("/slips/<number>/count", methods=["GET", "POST"])
def count(number: str) -> Any:
    slip = get_slip(db(), actor(), number)
    if not slip.is_count or slip.status != kinds.DRAFT:
        raise wrong_state(slip)
    form = CountForm()
    if request.method == "GET":
        return _page(slip, form)
    try:
        done = enter_counts.once(form_key(), db(), actor(), number, form.counts())
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(get_slip(db(), actor(), number), form, 422)
    flash(_said(done.details["changed"]), "success")
    return redirect(_listing(slip).here(), 303)


def _said(changed: int) -> str:
    if not changed:
        return str(gettext("Nothing was different, so nothing was changed."))
    return str(ngettext("%(num)s count is saved.", "%(num)s counts are saved.", changed))


def _listing(slip: SlipView) -> Listing[ShownForm]:
    return Listing("stock_count", "stock.count", ShownForm(request.args), number=slip.number)


def _page(slip: SlipView, form: CountForm, status: int = 200) -> Any:
    listing = _listing(slip)
    shown = listing.filter.get("shown", "")
    page = listing.page(
        lambda after, before: list_lines(
            db(), actor(), slip, shown=shown, after=after, before=before
        )
    )
    body = render_template(
        "stock/count.html", slip=slip, listing=listing, page=page, shown=shown, form=form
    )
    return body, status
