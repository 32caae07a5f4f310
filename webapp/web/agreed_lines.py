"""The lines of a contract or quotation as an order form: one field of quantity a line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask import request

from webapp.services.core.errors import Message, RuleBroken
from webapp.services.core.parsing import parse_quantity
from webapp.services.orders.orderable import OrderableView
from webapp.web.forms import Form, clean_text
from webapp.web.language import say

DECIMALS = 3
FIELD = "agreed."


class AgreedSheet:
    """What was typed for each line, by the line's id, and what is wrong with it."""

    def __init__(self, view: OrderableView, typed: Mapping[int, str]) -> None:
        self.view = view
        self.typed = dict(typed)
        self.quantities: dict[int, Decimal] = {}
        self.errors: dict[int, list[str]] = {}

    @classmethod
    def sent(cls, view: OrderableView) -> AgreedSheet:
        """The sheet as the form was sent; check ``errors`` before ``quantities`` are used."""
        sheet = cls(view, {line.id: _typed(line.id) for line in view.lines})
        for line_id, text in sheet.typed.items():
            sheet._read(line_id, text)
        return sheet

    def _read(self, line_id: int, text: str) -> None:
        if not text:
            return
        try:
            self.quantities[line_id] = parse_quantity(text, DECIMALS)
        except RuleBroken as refused:
            self.errors[line_id] = [say(message) for message in refused.messages]

    def absorb(self, refused: RuleBroken, form: Form) -> None:
        """Refusals that name a line stand at it, all others at the form's fields."""
        wanted = [line.id for line in self.view.lines if self.quantities.get(line.id)]
        left: dict[str, list[Message]] = {}
        for place, messages in refused.fields.items():
            line_id = _line_named(place, wanted, self.view)
            if line_id is None:
                left[place] = messages
            else:
                self.errors.setdefault(line_id, []).extend(say(one) for one in messages)
        if left:
            form.absorb(RuleBroken.of(left))


def _typed(line_id: int) -> str:
    return clean_text(request.form.get(f"{FIELD}{line_id}", "")[:40]).strip()


def _line_named(place: str, wanted: list[int], view: OrderableView) -> int | None:
    """The line that a refusal is about: by its place among the wanted ones, its own id, or the
    article whose stock is short."""
    kind, _, rest = place.partition(".")
    if kind == "lines" and rest.isdigit() and int(rest) < len(wanted):
        return wanted[int(rest)]
    if kind == "agreed" and rest.isdigit():
        return int(rest)
    if kind == "stock":
        return next((one.id for one in view.lines if one.code == rest), None)
    return None
