"""What a quotation amounts to: amounts, cost sums and margins; pure and exact (B4, B5).

Amounts are CNY. Prices contain the tax, costs do not; so margins are of what is left of the price
without it. A ratio is a share of those net sales, 0.1234 for 12.34 %, to four decimals half up,
and None where there are no net sales to be a share of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Protocol

from webapp.services.core.money import round_money

NOTHING = Decimal("0.00")
RATIO = Decimal("0.0001")
LONGEST_RATIO = 60


class Cost(Protocol):
    """A cost line as sums read it."""

    @property
    def kind(self) -> str: ...

    @property
    def amount(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Margins:
    """What is earned by a price.

    ``gross_profit`` is net sales less costs, ``sales_profit`` (销售利润) also less what sales
    spends on the case; the three ratios are gross margin (毛利率), selling-expense ratio
    (销售费用率) and sales profit margin (销售利润率).
    """

    gross: Decimal
    tax: Decimal
    net: Decimal
    cost: Decimal
    selling_expense: Decimal
    gross_profit: Decimal
    sales_profit: Decimal
    gross_margin: Decimal | None
    selling_ratio: Decimal | None
    sales_margin: Decimal | None


def amount_of(quantity: Decimal, price: Decimal) -> Decimal:
    """A line's amount, rounded by itself, so that lines add up to what stands below them."""
    return round_money(quantity * price)


def net_of(gross: Decimal, tax_rate: Decimal) -> Decimal:
    """What is left of an amount without the tax in it; the tax is the rest."""
    return round_money(gross / (1 + tax_rate))


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """A share of something; None of nothing."""
    if not whole:
        return None
    # Of next to nothing it may be longer than the usual context can round.
    with localcontext(prec=LONGEST_RATIO):
        return (part / whole).quantize(RATIO, rounding=ROUND_HALF_UP)


def margins(gross: Decimal, tax_rate: Decimal, cost: Decimal, selling_expense: Decimal) -> Margins:
    """What a price earns at these costs."""
    net = net_of(gross, tax_rate)
    gross_profit = net - cost
    sales_profit = gross_profit - selling_expense
    return Margins(
        gross=gross,
        tax=gross - net,
        net=net,
        cost=cost,
        selling_expense=selling_expense,
        gross_profit=gross_profit,
        sales_profit=sales_profit,
        gross_margin=ratio(gross_profit, net),
        selling_ratio=ratio(selling_expense, net),
        sales_margin=ratio(sales_profit, net),
    )


def cost_sums(costs: Iterable[Cost], kinds: Iterable[str]) -> Mapping[str, Decimal]:
    """Costs by kind, in the order of ``kinds``, those with nothing as zero."""
    sums = dict.fromkeys(kinds, NOTHING)
    for one in costs:
        sums[one.kind] += one.amount
    return sums
