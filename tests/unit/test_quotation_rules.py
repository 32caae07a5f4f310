"""What a quotation amounts to, what of it is refused, and how two revisions compare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.errors import RuleBroken
from webapp.services.quotations import kinds
from webapp.services.quotations.comparing import compare
from webapp.services.quotations.contents import (
    CostInput,
    LineInput,
    RevisionInput,
    check_content,
    check_ready,
)
from webapp.services.quotations.figuring import figures_of
from webapp.services.quotations.judged import inputs_of
from webapp.services.quotations.rules import cost_sums, margins, net_of, ratio
from webapp.services.quotations.views import CostView, LineView, RevisionView

TODAY = date(2026, 11, 23)
STEEL = CostInput("material", "冷轧卷", Decimal(500), Decimal("4.2000"), "1.5 mm", "kg", "SPCC")
PUNCH = CostInput("processing", "冲压", Decimal(500), Decimal("0.6000"), unit="件")
HINGE = LineInput("合页", Decimal(500), "副", Decimal("9.5000"), "100×75", costs=(STEEL, PUNCH))
OFFER = RevisionInput((HINGE,), TODAY, Decimal("0.1300"), Decimal("100.00"))


@dataclass(frozen=True)
class Cost:
    kind: str
    amount: Decimal


@pytest.mark.rule("B5")
@pytest.mark.parametrize(
    ("gross", "rate", "cost", "selling", "net", "shares"),
    [
        ("1130.00", "0.1300", "700.00", "50.00", "1000.00", ("0.3000", "0.0500", "0.2500")),
        ("1130.00", "0.1300", "1000.00", "0.00", "1000.00", ("0.0000", "0.0000", "0.0000")),
        ("1130.00", "0.1300", "1200.00", "30.00", "1000.00", ("-0.2000", "0.0300", "-0.2300")),
        ("100.00", "0.0000", "33.33", "0.00", "100.00", ("0.6667", "0.0000", "0.6667")),
        ("0.00", "0.1300", "10.00", "5.00", "0.00", (None, None, None)),
        ("0.01", "0.1300", "0.00", "0.00", "0.01", ("1.0000", "0.0000", "1.0000")),
    ],
)
def test_margins(
    gross: str, rate: str, cost: str, selling: str, net: str, shares: tuple[str | None, ...]
) -> None:
    earned = margins(Decimal(gross), Decimal(rate), Decimal(cost), Decimal(selling))
    assert (earned.net, earned.tax) == (Decimal(net), Decimal(gross) - Decimal(net))
    found = (earned.gross_margin, earned.selling_ratio, earned.sales_margin)
    assert found == tuple(None if one is None else Decimal(one) for one in shares)


MONEY = st.decimals(0, 10**9, places=2)
RATES = st.decimals(0, Decimal("0.9999"), places=4)


@pytest.mark.rule("B4", "B5")
@given(gross=MONEY, rate=RATES, cost=MONEY, selling=MONEY)
def test_margins_add_up_to_the_cent(
    gross: Decimal, rate: Decimal, cost: Decimal, selling: Decimal
) -> None:
    earned = margins(gross, rate, cost, selling)
    assert earned.net + earned.tax == gross
    assert 0 <= earned.net <= gross
    assert earned.sales_profit + selling + cost == earned.net
    assert abs(earned.net * (1 + rate) - gross) <= Decimal("0.01")
    assert (earned.gross_margin is None) == (earned.net == 0)


@pytest.mark.rule("B4")
@given(st.lists(st.tuples(st.sampled_from(list(kinds.COSTS)), MONEY), max_size=30))
def test_costs_by_kind_lose_nothing(found: list[tuple[str, Decimal]]) -> None:
    costs = [Cost(kind, amount) for kind, amount in found]
    sums = cost_sums(costs, kinds.COSTS)
    assert list(sums) == list(kinds.COSTS)
    assert sum(sums.values()) == sum(one.amount for one in costs)


def test_a_share_of_next_to_nothing_can_be_told() -> None:
    assert ratio(Decimal(10) ** 27, Decimal("0.01")) == Decimal(10) ** 29
    assert ratio(Decimal(1), Decimal(0)) is None
    assert net_of(Decimal("113.00"), Decimal("0.13")) == Decimal("100.00")


def test_figures_are_counted_while_it_is_typed() -> None:
    figures = figures_of(replace(OFFER, lines=(HINGE, replace(HINGE, costs=()))))
    assert figures.margins.gross == Decimal("9500.00")
    assert figures.margins.cost == Decimal("2400.00")
    assert figures.cost_sums["material"] == Decimal("2100.00")
    assert [one.amount for one in figures.lines] == [Decimal("4750.00")] * 2
    assert figures.lines[0].costs == (Decimal("2100.00"), Decimal("300.00"))


@pytest.mark.rule("B4")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": ()}, ""),
        ({"lead_days": -1}, "lead_days"),
        ({"payment_days": 3651}, "payment_days"),
        ({"advance_percent": Decimal("1.0001")}, "advance_percent"),
        ({"tax_rate": Decimal(1)}, "tax_rate"),
        ({"remark": "x" * 501}, "remark"),
        ({"selling_expense": Decimal(-1)}, "selling_expense"),
        ({"lines": (replace(HINGE, quantity=Decimal(0)),)}, "lines.0.quantity"),
        ({"lines": (replace(HINGE, unit="x" * 21),)}, "lines.0.unit"),
        ({"lines": (replace(HINGE, price=Decimal(10) ** 11),)}, "lines.0.price"),
        ({"lines": (replace(HINGE, costs=(STEEL,) * 61),)}, "lines.0.name"),
    ],
)
def test_what_no_revision_may_say(change: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_content(replace(OFFER, **change))  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_a_complete_one_is_ready_on_its_last_day() -> None:
    check_content(OFFER)
    check_ready(OFFER, TODAY)


@pytest.mark.rule("B5")
@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"lines": (replace(HINGE, price=Decimal(9)),)}, {"price"}),
        ({"lines": (replace(HINGE, quantity=Decimal(9)),)}, {"products"}),
        ({"lines": (replace(HINGE, costs=(STEEL,)),)}, {"costs"}),
        ({"lines": (replace(HINGE, costs=(replace(STEEL, price=Decimal(5)), PUNCH)),)},
         {"costs", "materials"}),
        ({"selling_expense": Decimal(1)}, {"costs"}),
        ({"valid_until": date(2027, 1, 1)}, {"price"}),
        ({"tax_rate": Decimal("0.06")}, {"price"}),
        ({"remark": "含运费"}, {"products"}),
        ({"payment_terms": "月结"}, {"payment"}),
        ({"lead_days": 9}, {"delivery"}),
        ({"quality_terms": "A"}, {"quality"}),
        ({"packaging_terms": "纸盒"}, {"packaging"}),
        ({"change_note": "改了"}, set()),
    ],
)  # fmt: skip
def test_a_change_touches_the_parts_that_judge_it(
    change: dict[str, object], parts: set[str]
) -> None:
    before, after = inputs_of(OFFER), inputs_of(replace(OFFER, **change))  # type: ignore[arg-type]
    assert set(before) == set(kinds.INPUTS)
    assert {name for name in before if before[name] != after[name]} == parts


def a_cost(name: str, price: str = "1.0000") -> CostView:
    amount = Decimal(price) * 10
    return CostView(1, "material", name, "", Decimal(10), "kg", Decimal(price), amount, None)


def a_line(name: str, *costs: CostView, price: str = "5.0000", code: str = "") -> LineView:
    amount = Decimal(price) * 10
    earned = margins(amount, Decimal("0.13"), Decimal(0), Decimal(0))
    return LineView(1, code, name, "", "个", Decimal(10), Decimal(price), amount, costs, earned)


def a_revision(number: int, *lines: LineView, lead_days: int = 20) -> RevisionView:
    total = sum((line.amount for line in lines), Decimal(0))
    return RevisionView(
        number=number,
        made_at=datetime(2026, 11, 23, tzinfo=UTC),
        filed_at=None,
        offered_at=None,
        change_note="",
        lead_days=lead_days,
        delivery_terms="",
        payment_terms="",
        advance_percent=Decimal("0.3"),
        payment_days=30,
        quality_terms="",
        packaging_terms="",
        remark="",
        valid_until=TODAY,
        tax_rate=Decimal("0.13"),
        lines=lines,
        margins=margins(total, Decimal("0.13"), Decimal(0), Decimal(0)),
        cost_sums={},
        basis=(),
    )


@pytest.mark.rule("B4", "L5")
def test_revisions_are_compared_line_by_line() -> None:
    left = a_revision(1, a_line("合页", a_cost("钢"), a_cost("漆")), a_line("插销"))
    right = a_revision(2, a_line("拉手"), a_line("合页", a_cost("钢", "2.0000")), lead_days=25)
    compared = compare(left, right)
    rows = [(one.line.either.name, one.line.is_added, one.line.is_gone) for one in compared.lines]
    assert rows == [("拉手", True, False), ("合页", False, False), ("插销", False, True)]
    costs = compared.lines[1].costs
    assert [one.either.name for one in costs] == ["钢", "漆"]
    assert (costs[0].differs("price"), costs[1].is_gone) == (True, True)
    changed = {one.label for one in (*compared.figures, *compared.terms) if one.is_changed}
    assert changed == {"Lead time"}


def test_lines_alike_go_together_in_their_order() -> None:
    left = a_revision(1, a_line("合页"), a_line("合页", price="6.0000"))
    compared = compare(left, a_revision(2, a_line("合页")))
    assert [one.line.is_gone for one in compared.lines] == [False, True]
    amount = compared.figures[0]
    assert amount.difference == Decimal(-60)
    assert compared.figures[4].difference is None


def test_equal_lines_are_left_over_once_each() -> None:
    left = a_revision(1, a_line("合页"), a_line("合页"), a_line("合页"))
    compared = compare(left, a_revision(2, a_line("合页")))
    assert [one.line.is_gone for one in compared.lines] == [False, True, True]
