"""Writing slips of goods in and out: by keyboard, by scanner, or pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext

from webapp.blueprints.stock.blueprint import bp
from webapp.services.catalog.searching import suggest_products
from webapp.services.core.errors import Conflict, NotFound, RuleBroken
from webapp.services.core.parsing import read_id
from webapp.services.core.quantities import plain
from webapp.services.documents.acting import wrong_state
from webapp.services.ordering.lines import RawLine
from webapp.services.ordering.pasting import parse_rows
from webapp.services.shelves import kinds
from webapp.services.shelves.lines import WantedMove, resolve_moves
from webapp.services.shelves.queries import list_warehouses
from webapp.services.shelves.slip_queries import SlipLineView, SlipView, get_slip, list_lines
from webapp.services.shelves.slips import SlipInput, change_slip, open_slip
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, text_field
from webapp.web.language import say
from webapp.web.list_words import place_options
from webapp.web.order_lines import LineSheet, read_lines
from webapp.web.templating import named

EMPTY_ROWS = 8
MOST_PASTED = 60_000


class SlipForm(Form):
    warehouse_id = text_field(10)
    reason = text_field(200)
    pasted = text_field(MOST_PASTED)


class SlipSheet(LineSheet):
    """The lines of a slip as they are typed."""

    @classmethod
    def of_slip(cls, lines: Sequence[SlipLineView]) -> SlipSheet:
        return cls(
            [
                RawLine(row, line.code, plain(line.quantity), remark=line.remark)
                for row, line in enumerate(lines, start=1)
            ]
        )

    @classmethod
    def typed(cls, form: SlipForm) -> SlipSheet:
        """The rows of the form with what was pasted behind them, which then stands in rows."""
        raw = read_lines(request.form)
        after = max((line.row for line in raw), default=0) + 1
        try:
            raw += parse_rows(form.pasted.data or "", first_row=after)
        except RuleBroken as refused:
            form.absorb(refused)
        else:
            form.pasted.data = ""
        return cls(raw)

    def resolve(self) -> list[WantedMove]:
        """The lines that fit; check ``problems`` before they are used."""
        moves, self.problems = resolve_moves(db(), actor(), self.raw)
        return moves


@bp.get("/products")
def products() -> Response:
    """Articles that fit what is typed into a row."""
    found = suggest_products(db(), actor(), request.args.get("q", ""))
    return jsonify(
        [
            {"value": one.code, "label": named(one), "hint": f"{one.specification} {one.unit}"}
            for one in found
        ]
    )


@bp.route("/slips/new/<kind>", methods=["GET", "POST"])
def create(kind: str) -> Any:
    if kind not in (kinds.IN, kinds.OUT):
        raise NotFound()
    form = SlipForm()
    if request.method == "GET":
        return _page(kind, None, SlipSheet([]), form)
    return _write(kind, None, SlipSheet.typed(form), form)


@bp.route("/slips/<number>/edit", methods=["GET", "POST"])
def edit(number: str) -> Any:
    """Changes a draft; a posted slip stands."""
    slip = get_slip(db(), actor(), number)
    if slip.status != kinds.DRAFT or slip.is_count:
        raise wrong_state(slip)
    if request.method == "POST":
        form = SlipForm()
        return _write(slip.kind, slip, SlipSheet.typed(form), form)
    form = SlipForm(data={"warehouse_id": str(slip.warehouse_id), "reason": slip.reason})
    lines = list_lines(db(), actor(), slip, rows=slip.lines or 1).rows
    return _page(slip.kind, slip, SlipSheet.of_slip(lines), form)


def _write(kind: str, slip: SlipView | None, sheet: SlipSheet, form: SlipForm) -> Any:
    moves = sheet.resolve()
    if not form.validate() or form.refused or sheet.problems:
        return _page(kind, slip, sheet, form, 422)
    given = SlipInput(
        kind=kind,
        warehouse_id=read_id(form.warehouse_id.data or "") or 0,
        lines=moves,
        reason=form.reason.data or "",
    )
    try:
        done = _act(slip, given)
    except RuleBroken as refused:
        sheet.absorb(refused, form)
        return _page(kind, slip, sheet, form, 422)
    except Conflict as moved:
        if slip is None:
            raise
        form.refused[""] = [say(moved.message)]
        return _page(kind, get_slip(db(), actor(), slip.number), sheet, form, 409)
    said = gettext("%(number)s is posted.", number=done.number)
    if done.status == kinds.DRAFT:
        said = gettext("%(number)s is saved as a draft.", number=done.number)
    flash(said, "success")
    return redirect(url_for("stock.show", number=done.number), 303)


def _act(slip: SlipView | None, given: SlipInput) -> Any:
    post = request.form.get("then") == "post"
    if slip is None:
        return open_slip.once(form_key(), db(), actor(), given, post=post)
    return change_slip.once(
        form_key(), db(), actor(), slip.number, form_version(), given, post=post
    )


def _page(
    kind: str, slip: SlipView | None, sheet: SlipSheet, form: SlipForm, status: int = 200
) -> Any:
    sheet.say_on_top(form)
    body = render_template(
        "stock/edit.html",
        kind=kind,
        slip=slip,
        version=form_version() if status == 422 else slip and slip.version,
        form=form,
        rows=sheet.rows(spare=3 if sheet.raw else EMPTY_ROWS),
        warehouses=place_options(list_warehouses(db(), actor()), "id"),
    )
    return body, status
