"""What is entered in a revision of a quotation, and what of it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from webapp.services.core.errors import N_, Problems
from webapp.services.quotations import kinds
from webapp.services.quotations.rules import amount_of

MOST_LINES = 100
MOST_COSTS = 60
MOST_DAYS = 3650
#: CNY; a sum stays far below what a column holds.
LARGEST_AMOUNT = Decimal(10) ** 11
NAME_MISSING = N_("Please name it.")
TOO_LONG = N_("At most %(most)s characters.")
TOO_MUCH = N_("This amount is out of bounds.")
DAYS = N_("From 0 to %(most)s.")

#: How long the texts of a revision may be.
TEXTS = {
    "change_note": 500,
    "delivery_terms": 200,
    "payment_terms": 300,
    "quality_terms": 500,
    "packaging_terms": 300,
    "remark": 500,
}


@dataclass(frozen=True, slots=True)
class CostInput:
    """A cost of a line's whole quantity, CNY without tax; ``rate`` is the code of the market rate
    that it is measured by."""

    kind: str
    name: str
    quantity: Decimal
    price: Decimal
    specification: str = ""
    unit: str = ""
    rate: str = ""

    @property
    def amount(self) -> Decimal:
        return amount_of(self.quantity, self.price)


@dataclass(frozen=True, slots=True)
class LineInput:
    """A product at its price, CNY a unit with tax; ``code`` is the article's, '' for one that is
    not in the catalogue."""

    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    specification: str = ""
    code: str = ""
    costs: tuple[CostInput, ...] = ()

    @property
    def amount(self) -> Decimal:
        return amount_of(self.quantity, self.price)


@dataclass(frozen=True, slots=True)
class RevisionInput:
    """A whole revision. ``advance_percent`` is the share paid in advance, 0.3 for 30 %;
    ``change_note`` is for the company only."""

    lines: tuple[LineInput, ...]
    valid_until: date
    tax_rate: Decimal
    selling_expense: Decimal = Decimal("0.00")
    lead_days: int = 0
    payment_days: int = 0
    advance_percent: Decimal = Decimal("0.0000")
    delivery_terms: str = ""
    payment_terms: str = ""
    quality_terms: str = ""
    packaging_terms: str = ""
    remark: str = ""
    change_note: str = ""


def check_content(given: RevisionInput) -> None:
    """What no revision may say, not even one that is still worked on.

    Raises RuleBroken at its fields, those of rows as ``lines.<row>.<field>`` and
    ``lines.<row>.costs.<row>.<field>``, all at once.
    """
    problems = Problems()
    if not 1 <= len(given.lines) <= MOST_LINES:
        problems.add("", N_("A quotation has from 1 to %(most)s lines."), most=MOST_LINES)
    for index, line in enumerate(given.lines):
        _check_line(f"lines.{index}", line, problems)
    _check_terms(given, problems)
    totals = (_sum(line.amount for line in given.lines), _sum(one.amount for one in _costs(given)))
    if any(total > LARGEST_AMOUNT for total in (*totals, given.selling_expense)):
        problems.add("", TOO_MUCH)
    problems.refuse()


def check_ready(given: RevisionInput, today: date) -> None:
    """What keeps a revision from being put up for review: no price, no costs, or no validity left.

    Raises RuleBroken at its fields, all at once.
    """
    problems = Problems()
    for index, line in enumerate(given.lines):
        if not line.price:
            problems.add(f"lines.{index}.price", N_("The price of this line is missing."))
        if not line.costs:
            text = N_("What this line costs is missing: add its cost lines.")
            problems.add(f"lines.{index}.name", text)
        for row, cost in enumerate(line.costs):
            if not cost.price:
                text = N_("The price of this cost is missing: enter it, or take the cost out.")
                problems.add(f"lines.{index}.costs.{row}.price", text)
    if given.valid_until < today:
        problems.add("valid_until", N_("The offer would have expired already."))
    problems.refuse()


def _check_line(place: str, line: LineInput, problems: Problems) -> None:
    _check_named(place, line.name, line.specification, 200, line.unit, problems)
    if line.quantity <= 0:
        problems.add(f"{place}.quantity", N_("Must be more than zero."))
    if line.amount > LARGEST_AMOUNT:
        problems.add(f"{place}.price", TOO_MUCH)
    if len(line.costs) > MOST_COSTS:
        problems.add(f"{place}.name", N_("At most %(most)s cost lines."), most=MOST_COSTS)
    for row, cost in enumerate(line.costs):
        _check_cost(f"{place}.costs.{row}", cost, problems)


def _check_cost(place: str, cost: CostInput, problems: Problems) -> None:
    if cost.kind not in kinds.COSTS:
        problems.add(f"{place}.kind", N_("This choice does not exist."))
    _check_named(place, cost.name, cost.specification, 120, cost.unit, problems)
    if cost.quantity <= 0:
        problems.add(f"{place}.quantity", N_("Must be more than zero."))
    if cost.amount > LARGEST_AMOUNT:
        problems.add(f"{place}.price", TOO_MUCH)


def _check_named(
    place: str, name: str, specification: str, longest: int, unit: str, problems: Problems
) -> None:
    if not name:
        problems.add(f"{place}.name", NAME_MISSING)
    for field, text, most in (
        ("name", name, 120),
        ("specification", specification, longest),
        ("unit", unit, 20),
    ):
        if len(text) > most:
            problems.add(f"{place}.{field}", TOO_LONG, most=most)


def _check_terms(given: RevisionInput, problems: Problems) -> None:
    for field, most in TEXTS.items():
        if len(getattr(given, field)) > most:
            problems.add(field, TOO_LONG, most=most)
    for field in ("lead_days", "payment_days"):
        if not 0 <= getattr(given, field) <= MOST_DAYS:
            problems.add(field, DAYS, most=MOST_DAYS)
    if not 0 <= given.advance_percent <= 1:
        problems.add("advance_percent", N_("From 0 to 100 %%."))
    if not 0 <= given.tax_rate < 1:
        problems.add("tax_rate", N_("This choice does not exist."))
    if given.selling_expense < 0:
        problems.add("selling_expense", TOO_MUCH)


def _costs(given: RevisionInput) -> Iterable[CostInput]:
    return (cost for line in given.lines for cost in line.costs)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))
