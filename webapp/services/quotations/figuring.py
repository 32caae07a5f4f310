"""What stands in the editor of a revision, and what it amounts to as it is typed; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp.services.quotations import kinds
from webapp.services.quotations.contents import TEXTS, CostInput, LineInput, RevisionInput
from webapp.services.quotations.rules import NOTHING, Margins, cost_sums, margins
from webapp.services.quotations.views import LineView, RevisionView

SHOWN = ("valid_until", "tax_rate", "lead_days", "payment_days", "advance_percent")


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


def content_shown(revision: RevisionView) -> RevisionInput:
    """A revision as it would be entered, from what was read for its page. A material stays measured
    by a rate that has a value; by any other it is measured by nothing."""
    terms = {name: getattr(revision, name) for name in (*TEXTS, *SHOWN)}
    return RevisionInput(
        lines=tuple(_entered(line) for line in revision.lines),
        selling_expense=revision.margins.selling_expense,
        **terms,
    )


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


def _entered(line: LineView) -> LineInput:
    return LineInput(
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        price=line.price,
        specification=line.specification,
        code=line.code,
        costs=tuple(
            CostInput(
                kind=cost.kind,
                name=cost.name,
                quantity=cost.quantity,
                price=cost.price,
                specification=cost.specification,
                unit=cost.unit,
                rate="" if cost.market is None else cost.market.code,
            )
            for cost in line.costs
        ),
    )
