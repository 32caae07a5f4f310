"""How far rates move, and the curves that are drawn of them (B16)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.services.rates.rules import Move, RateValue, change_of, moves_between
from webapp.web.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, line_chart

DAY = date(2026, 11, 23)
TOLERANCES = {
    "material": Decimal(3),
    "exchange": Decimal(2),
    "rebate": Decimal(0),
    "tariff": Decimal("0.5"),
}
VALUES = st.decimals("0.0001", "999999", places=4)


def rate(kind: str, value: str, rate_id: int = 1) -> RateValue:
    return RateValue(rate_id, "R", kind, "率", "Rate", "", Decimal(value), DAY)


@pytest.mark.rule("B16")
@pytest.mark.parametrize(
    ("kind", "before", "after", "moved"),
    [
        ("material", "100", "103", False),
        ("material", "100", "103.0001", True),
        ("material", "100", "96.9999", True),
        ("material", "100", "97", False),
        ("exchange", "7.1", "7.242", False),
        ("exchange", "7.1", "7.2421", True),
        ("rebate", "13", "13", False),
        ("rebate", "13", "12.9999", True),
        ("rebate", "0", "0", False),
        ("tariff", "27.5", "28", False),
        ("tariff", "27.5", "28.01", True),
        ("material", "0", "1", True),
        ("material", "0", "0", False),
    ],
)
def test_a_rate_moves_beyond_its_tolerance(kind: str, before: str, after: str, moved: bool) -> None:
    was, now = rate(kind, before), rate(kind, after)
    assert bool(moves_between([was], {1: now}, TOLERANCES)) is moved


@pytest.mark.rule("B16")
def test_a_rate_without_a_value_has_not_moved() -> None:
    assert (
        moves_between([rate("material", "5", 1)], {2: rate("material", "9", 2)}, TOLERANCES) == ()
    )


@pytest.mark.rule("B16")
@given(before=VALUES, after=VALUES)
@settings(max_examples=60)
def test_a_move_is_exact_and_can_be_kept(before: Decimal, after: Decimal) -> None:
    change = change_of("material", before, after)
    assert (change > 0) == (after > before)
    assert change_of("rebate", before, after) == after - before
    for move in moves_between(
        [rate("material", str(before))], {1: rate("material", str(after))}, TOLERANCES
    ):
        assert Move.from_plain(move.to_plain()) == move
    value = rate("material", str(before))
    assert RateValue.from_plain(value.to_plain()) == value


@given(values=st.lists(st.decimals("0", "999999", places=4), min_size=2, max_size=40))
@settings(max_examples=60)
def test_a_curve_stays_within_its_box(values: list[Decimal]) -> None:
    chart = line_chart([(DAY + timedelta(days=n), value) for n, value in enumerate(values)])
    assert chart is not None
    assert all(LEFT <= dot.x <= WIDTH - RIGHT for dot in chart.dots)
    assert all(TOP <= dot.y <= HEIGHT - BOTTOM for dot in chart.dots)
    assert 2 <= len(chart.rows) <= 8
    assert [dot.x for dot in chart.dots] == sorted(dot.x for dot in chart.dots)


def test_a_curve_needs_two_values() -> None:
    assert line_chart([]) is None
    assert line_chart([(DAY, Decimal(1))]) is None
