"""Quantities typed in units: what is understood, and what is refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from webapp.models import Product
from webapp.services.catalog.units import UnitRow, read_quantity, unit_factors
from webapp.services.core.errors import RuleBroken

FACTORS = unit_factors(
    Product(unit="个", unit_en="pc"),
    (UnitRow("盒", "box", Decimal(12)), UnitRow("箱", "carton", Decimal(144))),
)


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("typed", "quantity"),
    [
        ("24", "24"),
        ("２箱", "288"),
        ("2 盒", "24"),
        ("2box", "24"),
        ("2 BOXES", "24"),
        ("1.5 carton", "216"),
        ("1,000 pcs", "1000"),
        ("3个", "3"),
        ("0箱", "0"),
    ],
)
def test_a_quantity_in_a_unit_is_counted_in_the_own_unit(typed: str, quantity: str) -> None:
    assert read_quantity(typed, FACTORS) == Decimal(quantity)


@pytest.mark.parametrize(
    "typed", ["2 桶", "2 boxer", "1e309", "箱", "-2箱", "2箱3", "NaN", "0.0001箱"]
)
def test_what_is_no_quantity_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken):
        read_quantity(typed, FACTORS)


def test_an_unknown_unit_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_quantity("2 桶", FACTORS)
    params = refused.value.message.params
    assert params["unit"] == "桶"
    assert params["units"] == "个, pc, 盒, box, 箱, carton"


def test_a_bare_number_counts_what_was_scanned() -> None:
    assert read_quantity("2", FACTORS, Decimal(12)) == Decimal(24)
    assert read_quantity("2箱", FACTORS, Decimal(12)) == Decimal(288)
