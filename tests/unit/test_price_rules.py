"""Changing prices many at once, and how the rows of a history stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from webapp.services.catalog.price_rules import (
    AMOUNT,
    ENDED,
    FOLLOWED,
    NOW,
    PERCENT,
    TAKEN_BACK,
    TO_COME,
    Adjustment,
    Span,
    margin,
    standings,
)

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)
LONG_AGO = date(1900, 1, 1)


@pytest.mark.parametrize(
    ("old", "kind", "value", "rounding", "new"),
    [
        ("12.50", PERCENT, "10", "0.01", "13.75"),
        ("12.50", PERCENT, "-10", "0.01", "11.25"),
        ("0.3333", PERCENT, "5", "0.0001", "0.35"),
        ("0.3333", PERCENT, "5", "0.01", "0.35"),
        ("86.00", PERCENT, "3", "0.1", "88.6"),
        ("86.00", PERCENT, "3", "1", "89"),
        ("0.125", PERCENT, "100", "0.1", "0.3"),
        ("10.05", AMOUNT, "0.10", "0.1", "10.2"),
        ("10.05", AMOUNT, "-10.05", "0.01", "0"),
        ("10.05", AMOUNT, "-11", "0.01", "-0.95"),
    ],
)
def test_an_adjustment_rounds_half_up(
    old: str, kind: str, value: str, rounding: str, new: str
) -> None:
    adjustment = Adjustment(kind, Decimal(value), Decimal(rounding))

    assert adjustment.applied_to(Decimal(old)) == Decimal(new)


@pytest.mark.rule("F5")
@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([Span(1, LONG_AGO)], {1: NOW}),
        ([Span(1, LONG_AGO), Span(2, TODAY)], {1: FOLLOWED, 2: NOW}),
        ([Span(1, LONG_AGO), Span(2, TOMORROW)], {1: NOW, 2: TO_COME}),
        ([Span(1, LONG_AGO), Span(2, YESTERDAY, YESTERDAY)], {1: NOW, 2: ENDED}),
        ([Span(1, LONG_AGO), Span(2, YESTERDAY, TODAY)], {1: FOLLOWED, 2: NOW}),
        ([Span(1, TODAY), Span(2, TODAY)], {1: FOLLOWED, 2: NOW}),
        (
            [Span(1, LONG_AGO), Span(2, TOMORROW, is_taken_back=True)],
            {1: NOW, 2: TAKEN_BACK},
        ),
        ([], {}),
    ],
)
def test_the_last_begun_that_is_not_over_holds(spans: list[Span], expected: dict[int, str]) -> None:
    assert standings(spans, TODAY) == expected
    assert standings(spans[::-1], TODAY) == expected


@pytest.mark.parametrize(
    ("price", "cost", "percent"),
    [("10", "7.5", "25.0"), ("10", "12", "-20.0"), ("3", "2", "33.3"), ("0", "2", None)],
)
def test_a_margin_is_a_share_of_the_price(price: str, cost: str, percent: str | None) -> None:
    found = margin(Decimal(price), Decimal(cost))

    assert found == (None if percent is None else Decimal(percent))
