"""Asking for a return, for the customer and for staff alike: quantities and reasons by line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import request
from wtforms import FileField

from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.parsing import parse_optional_quantity
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done
from webapp.services.files.checks import PAPERS
from webapp.services.files.storing import Paper
from webapp.services.returns.placing import ReturnedLine, request_return, resubmit_return
from webapp.services.returns.views import ReturnableOrder, ReturnLineView, ReturnView
from webapp.web.context import actor, db, form_key, form_version
from webapp.web.forms import Form, clean_text, read_uploads, text_field

MOST_PHOTOS = 6
LONGEST_ID = 10
LONGEST_TYPED = 300


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What stands in the two fields of a line."""

    quantity: str = ""
    reason: str = ""


class ReturnForm(Form):
    """The general reason and the photos; each line has ``quantity.<id>`` and ``reason.<id>``."""

    reason = text_field(500)
    photos = FileField()

    def __init__(self) -> None:
        self.given: dict[int, TypedLine] = {}
        super().__init__()

    def fill(self, reason: str, lines: tuple[ReturnLineView, ...]) -> None:
        """Shows a request as it stands, to be changed."""
        self.reason.data = reason
        self.given = {
            one.order_line_id: TypedLine(plain(one.quantity), one.reason) for one in lines
        }

    def typed(self, line_id: int) -> TypedLine:
        """What was typed for a line, to be shown again."""
        if request.method != "POST":
            return self.given.get(line_id, TypedLine())
        return TypedLine(_typed(f"quantity.{line_id}"), _typed(f"reason.{line_id}"))

    def lines(self, order: ReturnableOrder) -> list[ReturnedLine]:
        """The lines that have a quantity. Raises RuleBroken at ``lines.<id>``."""
        problems = Problems()
        found = []
        for line in order.lines:
            typed = self.typed(line.id)
            try:
                quantity = parse_optional_quantity(typed.quantity)
            except RuleBroken as refused:
                problems.take(f"lines.{line.id}", refused)
                continue
            if quantity:
                found.append(ReturnedLine(line.id, quantity, typed.reason))
        problems.refuse()
        return found

    def send(self, order: ReturnableOrder, view: ReturnView | None) -> Done | None:
        """Asks for the return, or submits ``view`` again; None when something is refused, which
        then stands at its field."""
        if not self.validate():
            return None
        try:
            given = (self.lines(order), self.reason.data or "", self.papers())
            if view is None:
                return request_return.once(form_key(), db(), actor(), order.number, *given)
            return resubmit_return.once(
                form_key(), db(), actor(), view.number, form_version(), *given
            )
        except RuleBroken as refused:
            self.absorb(refused)
            return None

    def papers(self) -> list[Paper]:
        """The photos sent along. Raises RuleBroken at ``photos``."""
        uploads = read_uploads("photos", PAPERS)
        if len(uploads) > MOST_PHOTOS:
            raise RuleBroken(N_("At most %(most)s files."), "photos", most=MOST_PHOTOS)
        return [Paper("photo", one) for one in uploads]


class ReceivedForm(Form):
    """Quantities that came back by return line id: ``received.<id>``."""

    def typed(self, line_id: int) -> str:
        return _typed(f"received.{line_id}")

    def quantities(self) -> dict[int, Decimal] | None:
        """What was entered, None where nothing was asked. Raises RuleBroken at ``lines.<id>``."""
        problems = Problems()
        found: dict[int, Decimal] = {}
        for name in request.form:
            id_ = name.removeprefix("received.")
            if name == id_ or not (id_.isascii() and id_.isdigit()) or len(id_) > LONGEST_ID:
                continue
            text = _typed(name)
            try:
                found[int(id_)] = parse_optional_quantity(text)
            except RuleBroken as refused:
                problems.take(f"lines.{id_}", refused)
        problems.refuse()
        return found or None


def _typed(name: str) -> str:
    return clean_text(request.form.get(name, "")[:LONGEST_TYPED])
