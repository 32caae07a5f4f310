"""How prices are changed many at once, what they earn, and how the rows of a history stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from webapp.services.core.errors import N_

PERCENT = "percent"
AMOUNT = "amount"
#: What a changed price may be rounded to, CNY.
ROUNDINGS = (Decimal("0.0001"), Decimal("0.01"), Decimal("0.1"), Decimal(1))

NOW = "now"
TO_COME = "to_come"
FOLLOWED = "followed"
ENDED = "ended"
TAKEN_BACK = "taken_back"
STANDINGS = {
    NOW: N_("Holds"),
    TO_COME: N_("To come"),
    FOLLOWED: N_("Followed"),
    ENDED: N_("No longer valid"),
    TAKEN_BACK: N_("Taken back"),
}
#: Where the price of a line came from.
SOURCES = {
    "customer": N_("Customer price"),
    "level": N_("Level price"),
    "base": N_("Base price"),
    "special": N_("Special price"),
    "free": N_("Free goods"),
    "gift": N_("Gift"),
    "contract": N_("Contract"),
    "quotation": N_("Quotation"),
}
#: What set a price, where nobody typed it.
ORIGINS = {
    "manual": N_("Entered"),
    "import": N_("Imported"),
    "founding": N_("Founding"),
}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """By how much prices go up, or down with a minus: percent, or CNY a unit."""

    kind: str
    value: Decimal
    rounding: Decimal

    def applied_to(self, price: Decimal) -> Decimal:
        """The new price, rounded half up; it may come out as nothing or less."""
        raised = price * (1 + self.value / 100) if self.kind == PERCENT else price + self.value
        steps = (raised / self.rounding).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return (steps * self.rounding).quantize(ROUNDINGS[0])


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when a row says that it holds."""

    id: int
    valid_from: date
    valid_to: date | None = None
    is_taken_back: bool = False

    def holds_on(self, day: date) -> bool:
        is_over = self.valid_to is not None and self.valid_to < day
        return self.valid_from <= day and not is_over and not self.is_taken_back


def standings(spans: Sequence[Span], today: date) -> dict[int, str]:
    """How each row of one kind stands today, by its id; of those that hold the last begun does,
    and of several of one day the last that was set."""
    holding = [span for span in spans if span.holds_on(today)]
    newest = max(holding, key=lambda span: (span.valid_from, span.id), default=None)
    return {span.id: _standing(span, newest, today) for span in spans}


def _standing(span: Span, newest: Span | None, today: date) -> str:
    if span.is_taken_back:
        return TAKEN_BACK
    if span.valid_from > today:
        return TO_COME
    if not span.holds_on(today):
        return ENDED
    return NOW if span is newest else FOLLOWED


def margin(price: Decimal, cost: Decimal) -> Decimal | None:
    """What of a price is earned, in percent with one decimal; None for nothing asked."""
    if not price:
        return None
    return ((price - cost) / price * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
