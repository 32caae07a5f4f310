"""Amounts in capitals: the examples of the regulation, and reading them back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.capitals import amount_in_capitals

DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}

EXAMPLES = [
    ("0.05", "伍分"),
    ("0.50", "伍角整"),
    ("0.55", "伍角伍分"),
    ("0", "零元整"),
    ("1", "壹元整"),
    ("10", "壹拾元整"),
    ("100.00", "壹佰元整"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),
    ("10000000.01", "壹仟万元零壹分"),
    ("10000500", "壹仟万零伍佰元整"),
    ("10050000.00", "壹仟零伍万元整"),
    ("100005000", "壹亿零伍仟元整"),
    ("100500000", "壹亿零伍拾万元整"),
    ("100000000", "壹亿元整"),
    ("200000030.04", "贰亿零叁拾元零肆分"),
    (
        "999999999999.99",
        "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    ),
]


def read_back(text: str) -> Decimal:
    """Read capitals as a person does: an independent reader for the property."""
    rest = text.removeprefix("人民币")
    sign = -1 if rest.startswith("负") else 1
    total = group = digit = fen = 0
    for character in rest.removeprefix("负").removesuffix("整"):
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            group, digit = group + digit * PLACES[character], 0
        elif character in "万亿":
            scale = {"万": 10_000, "亿": 100_000_000}[character]
            total, group, digit = total + (group + digit) * scale, 0, 0
        elif character == "元":
            total, group, digit = total + group + digit, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[character], 0
    return sign * (Decimal(total) + Decimal(fen) / 100)


@pytest.mark.parametrize(("amount", "capitals"), EXAMPLES)
def test_examples(amount: str, capitals: str) -> None:
    assert amount_in_capitals(Decimal(amount)) == f"人民币{capitals}"


def test_negative_amount_has_its_sign_after_the_prefix() -> None:
    assert amount_in_capitals(Decimal("-20.30")) == "人民币负贰拾元零叁角整"


def test_trailing_zeros_beyond_the_fen_are_no_fraction() -> None:
    assert amount_in_capitals(Decimal("1.2000")) == "人民币壹元贰角整"


@pytest.mark.parametrize("amount", ["1000000000000", "-1e12", "0.001", "NaN", "Infinity"])
def test_what_cannot_be_written_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        amount_in_capitals(Decimal(amount))


@given(st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1))
def test_every_amount_reads_back(fen: int) -> None:
    amount = Decimal(fen) / 100
    written = amount_in_capitals(amount)
    assert read_back(written) == amount
    assert "零零" not in written
    assert written.endswith(("整", "分"))
