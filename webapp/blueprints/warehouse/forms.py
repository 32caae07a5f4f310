"""What the keeper enters: quantities picked, the carrier's data, a reason."""

from __future__ import annotations

from decimal import Decimal

from flask import request

from webapp.services.core.errors import Conflict, Problems, RuleBroken
from webapp.services.core.parsing import parse_optional_quantity
from webapp.services.shipping.pick_sheets import PickSheet
from webapp.web.forms import Form, clean_text, text_field
from webapp.web.language import say

QUANTITY = "quantity."
LONGEST_ID = 10
LONGEST_TYPED = 40


class PickForm(Form):
    """Quantities by order line id, one field a line: ``quantity.<id>``."""

    @property
    def typed(self) -> dict[int, str]:
        """What stands in the fields, to be shown again as it was typed."""
        return {id_: clean_text(text)[:LONGEST_TYPED] for id_, text in _sent_lines().items()}

    def quantities(self) -> dict[int, Decimal]:
        """Quantities that were picked; raises RuleBroken at ``lines.<id>``."""
        problems = Problems()
        found: dict[int, Decimal] = {}
        for id_, text in _sent_lines().items():
            try:
                found[id_] = parse_optional_quantity(text)
            except RuleBroken as refused:
                problems.take(f"lines.{id_}", refused)
        problems.refuse()
        return found

    def refuse(self, refused: RuleBroken | Conflict, sheet: PickSheet) -> None:
        """Puts a refusal at the lines that it names; stock is named by article."""
        if isinstance(refused, Conflict):
            self.refused.setdefault("", []).append(say(refused.message))
            return
        lines = {f"stock.{line.code}": f"lines.{line.id}" for line in sheet.to_pick}
        here = {f"lines.{line.id}" for line in sheet.to_pick}
        for name, messages in refused.fields.items():
            place = lines.get(name, name if name in here else "")
            self.refused.setdefault(place, []).extend(say(one) for one in messages)


def _sent_lines() -> dict[int, str]:
    """Line ids with what came for them; of a doubled field the first counts."""
    names = [name for name in request.form if _is_line(name)]
    return {int(name.removeprefix(QUANTITY)): request.form[name] for name in names}


def _is_line(name: str) -> bool:
    id_ = name.removeprefix(QUANTITY)
    return name.startswith(QUANTITY) and id_.isascii() and id_.isdigit() and len(id_) <= LONGEST_ID


class ReasonForm(Form):
    """Why something is closed short, cancelled or sent back, and where to."""

    reason = text_field(500)
    target = text_field(20)


def refuse(form: Form, refused: RuleBroken | Conflict) -> int:
    """Puts a refusal into the form; answers the status that its page is sent with."""
    if isinstance(refused, RuleBroken):
        form.absorb(refused)
        return 422
    form.refused.setdefault("", []).append(say(refused.message))
    return 409
