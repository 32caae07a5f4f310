"""Two revisions side by side: the same line of each in one row, and what differs marked; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from webapp.services.core.errors import N_
from webapp.services.quotations.views import CostView, LineView, RevisionView
from webapp.services.reviews.sheets import FactKind

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """A value of both revisions, with its gettext id and how it is shown."""

    label: str
    left: Any
    right: Any
    kind: FactKind

    @property
    def is_changed(self) -> bool:
        return bool(self.left != self.right)

    @property
    def difference(self) -> Decimal | None:
        """Right less left of an amount that changed."""
        if self.kind != "money" or not self.is_changed:
            return None
        return Decimal(self.right) - Decimal(self.left)


@dataclass(frozen=True, slots=True)
class Pair(Generic[Thing]):
    """The same thing in both revisions; None where one does not have it."""

    left: Thing | None
    right: Thing | None

    @property
    def either(self) -> Thing:
        found = self.right if self.right is not None else self.left
        if found is None:
            raise ValueError("a pair of nothing")
        return found

    @property
    def is_added(self) -> bool:
        return self.left is None

    @property
    def is_gone(self) -> bool:
        return self.right is None

    def differs(self, *fields: str) -> bool:
        """Whether any of these fields differs, or one side is missing."""
        left, right = self.left, self.right
        return any(getattr(left, one, None) != getattr(right, one, None) for one in fields)


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A product in both revisions, with its costs paired."""

    line: Pair[LineView]
    costs: tuple[Pair[CostView], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two revisions say, beside each other."""

    left: RevisionView
    right: RevisionView
    figures: tuple[ComparedFact, ...]
    terms: tuple[ComparedFact, ...]
    lines: tuple[ComparedLine, ...]


#: What is compared of margins and of terms: field, gettext id, and how it is shown.
FIGURES: tuple[tuple[str, str, FactKind], ...] = (
    ("gross", N_("Amount (CNY)"), "money"),
    ("net", N_("Net sales (CNY)"), "money"),
    ("cost", N_("Total cost (CNY)"), "money"),
    ("gross_profit", N_("Gross profit (CNY)"), "money"),
    ("gross_margin", N_("Gross margin"), "percent"),
    ("selling_expense", N_("Selling expense (CNY)"), "money"),
    ("selling_ratio", N_("Selling-expense ratio"), "percent"),
    ("sales_profit", N_("Sales profit (CNY)"), "money"),
    ("sales_margin", N_("Sales profit margin"), "percent"),
)
TERMS: tuple[tuple[str, str, FactKind], ...] = (
    ("tax_rate", N_("Tax rate"), "percent"),
    ("valid_until", N_("Valid until"), "day"),
    ("lead_days", N_("Lead time"), "days"),
    ("delivery_terms", N_("Delivery terms"), "text"),
    ("advance_percent", N_("Paid in advance"), "percent"),
    ("payment_days", N_("Days for the rest"), "days"),
    ("payment_terms", N_("Payment terms"), "text"),
    ("quality_terms", N_("Quality terms"), "text"),
    ("packaging_terms", N_("Packaging terms"), "text"),
    ("remark", N_("Remark"), "text"),
)


def compare(left: RevisionView, right: RevisionView) -> Comparison:
    """Two revisions of one quotation, the earlier one as ``left`` by custom."""
    return Comparison(
        left=left,
        right=right,
        figures=tuple(_facts(left.margins, right.margins, FIGURES)),
        terms=tuple(_facts(left, right, TERMS)),
        lines=tuple(
            ComparedLine(pair, tuple(_paired(_costs(pair.left), _costs(pair.right), _cost_key)))
            for pair in _paired(left.lines, right.lines, _line_key)
        ),
    )


def _facts(
    left: object, right: object, fields: Sequence[tuple[str, str, FactKind]]
) -> Iterator[ComparedFact]:
    for field, label, kind in fields:
        yield ComparedFact(label, getattr(left, field), getattr(right, field), kind)


def _paired(
    left: Sequence[Thing], right: Sequence[Thing], key: Callable[[Thing], object]
) -> Iterator[Pair[Thing]]:
    """Things of the same key in their order, the right side's order first; of several alike, the
    first goes with the first."""
    waiting: dict[object, list[Thing]] = {}
    for one in left:
        waiting.setdefault(key(one), []).append(one)
    for other in right:
        alike = waiting.get(key(other))
        yield Pair(alike.pop(0) if alike else None, other)
    for one in left:
        if any(one is left_over for left_over in waiting[key(one)]):
            yield Pair(one, None)


def _costs(line: LineView | None) -> Sequence[CostView]:
    return line.costs if line is not None else ()


def _line_key(line: LineView) -> object:
    return line.code or (line.name, line.specification)


def _cost_key(cost: CostView) -> object:
    return cost.kind, cost.name, cost.specification
