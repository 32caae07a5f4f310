"""The morning's grid: the values of a day, all rates at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from webapp.blueprints.rates.blueprint import bp
from webapp.blueprints.rates.forms import DayForm
from webapp.services.core.clock import company_day
from webapp.services.core.errors import RuleBroken
from webapp.services.core.parsing import ParseError, parse_money, to_half_width
from webapp.services.rates.entering import LONGEST_SOURCE, PLACES, Entered, enter_values
from webapp.services.rates.kinds import KINDS
from webapp.services.rates.queries import EntryRow, day_grid
from webapp.web.context import actor, db, form_key, now
from webapp.web.forms import clean_text, readable
from webapp.web.language import say


@dataclass(frozen=True, slots=True)
class GridRow:
    """A rate of the grid with what stands in its fields."""

    rate: EntryRow
    value: str
    source: str
    seen: str


class Grid:
    """The rows of a day, as they stand or as they were typed."""

    def __init__(self, day: date, *, is_typed: bool) -> None:
        self.day = day
        self.errors: dict[str, list[str]] = {}
        rates = day_grid(db(), actor(), day)
        self.rows = [_typed(rate) if is_typed else _standing(rate) for rate in rates]

    @property
    def kinds(self) -> list[tuple[str, list[GridRow]]]:
        """The rows by kind, materials first; kinds without any are left out."""
        by_kind = [(kind, [row for row in self.rows if row.rate.kind == kind]) for kind in KINDS]
        return [(kind, rows) for kind, rows in by_kind if rows]

    def entries(self) -> list[Entered]:
        """What was typed; look at ``errors`` before it is sent. An empty field enters nothing."""
        found = []
        for row in self.rows:
            if not row.value.strip():
                continue
            try:
                value = _value(row.value)
            except ParseError as refused:
                self.errors[f"value.{row.rate.code}"] = [say(one) for one in refused.messages]
                continue
            found.append(Entered(row.rate.code, value, row.source, _seen(row.seen)))
        return found


@bp.route("/enter", methods=["GET", "POST"])
def enter() -> Any:
    """The values of a day, today's unless another is asked for; sent, they are kept."""
    if request.method == "POST":
        return _keep()
    form = DayForm(request.args)
    form.validate()
    today = company_day(now())
    day = readable(form.day) or today
    grid = Grid(min(day, today), is_typed=False)
    return _page(DayForm(formdata=None, data={"day": grid.day}), grid)


def _keep() -> Any:
    form = DayForm()
    form.validate()
    grid = Grid(readable(form.day) or company_day(now()), is_typed=True)
    entries = grid.entries()
    if form.errors or grid.errors:
        form.refused.update(grid.errors)
        return _page(form, grid), 422
    try:
        done = enter_values.once(form_key(), db(), actor(), grid.day, entries)
    except RuleBroken as refused:
        form.absorb(refused)
        return _page(form, grid), 422
    _say(done.details["entered"], done.details["flagged"])
    return redirect(url_for("rates.index"), 303)


def _say(entered: int, flagged: list[str]) -> None:
    if not entered:
        flash(gettext("Nothing was different, so nothing was changed."), "info")
        return
    flash(ngettext("%(num)s value is kept.", "%(num)s values are kept.", entered), "success")
    if flagged:
        numbers = gettext(", ").join(flagged)
        flash(gettext("To be costed again: %(numbers)s", numbers=numbers), "info")


def _page(form: DayForm, grid: Grid) -> str:
    return render_template("rates/enter.html", form=form, grid=grid, longest_source=LONGEST_SOURCE)


def _typed(rate: EntryRow) -> GridRow:
    value, source, seen = (
        clean_text(request.form.get(f"{name}.{rate.code}", ""))
        for name in ("value", "source", "seen")
    )
    return GridRow(rate, value, source, seen)


def _standing(rate: EntryRow) -> GridRow:
    value = "" if rate.value is None else f"{rate.value.normalize():f}"
    return GridRow(rate, value, rate.source, value)


def _value(text: str) -> Decimal:
    return parse_money(to_half_width(text).removesuffix("%"), decimals=PLACES)


def _seen(text: str) -> Decimal | None:
    try:
        return _value(text) if text else None
    except ParseError:
        return None
