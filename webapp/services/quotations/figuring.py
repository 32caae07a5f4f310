"""What a revision amounts to while it is still being written; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp.services.quotations import kinds
from webapp.services.quotations.contents import LineInput, RevisionInput
from webapp.services.quotations.rules import NOTHING, Margins, cost_sums, margins


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line's amount, its costs' amounts in their order, and what it earns before selling."""

    name: str
    amount: Decimal
    costs: tuple[Decimal, ...]
    margins: Margins


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a whole revision."""

    lines: tuple[LineFigures, ...]
    cost_sums: Mapping[str, Decimal]
    margins: Margins


def figures_of(given: RevisionInput) -> Figures:
    """The sums of what was entered."""
    costs = [cost for line in given.lines for cost in line.costs]
    known = [cost for cost in costs if cost.kind in kinds.COSTS]
    gross = sum((line.amount for line in given.lines), NOTHING)
    cost = sum((one.amount for one in costs), NOTHING)
    return Figures(
        lines=tuple(_line(line, given.tax_rate) for line in given.lines),
        cost_sums=cost_sums(known, kinds.COSTS),
        margins=margins(gross, given.tax_rate, cost, given.selling_expense),
    )


def _line(line: LineInput, tax_rate: Decimal) -> LineFigures:
    costs = tuple(cost.amount for cost in line.costs)
    earned = margins(line.amount, tax_rate, sum(costs, NOTHING), NOTHING)
    return LineFigures(line.name, line.amount, costs, earned)
