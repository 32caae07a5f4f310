"""Credit codes and bar codes: known numbers, and every single slip found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.identifiers import (
    CreditCodeStanding,
    check_credit_code,
    credit_code_check_character,
    ean13_check_digit,
    is_ean13,
)

CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("91350100M000100Y43", CreditCodeStanding.VALID),
        ("  91350100m000100y43 ", CreditCodeStanding.VALID),
        ("91350100M000100Y4Z", CreditCodeStanding.INVALID),
        ("91350100M000100Y44", CreditCodeStanding.INVALID),
        ("91350100M000100Y4", CreditCodeStanding.INVALID),
        ("", CreditCodeStanding.INVALID),
        ("350100100012345", CreditCodeStanding.OLD),
        ("３５０１００１０００１２３４５", CreditCodeStanding.INVALID),
        ("9" * 5000, CreditCodeStanding.INVALID),
    ],
)
def test_credit_codes(text: str, standing: CreditCodeStanding) -> None:
    assert check_credit_code(text).standing is standing


def test_a_credit_code_is_stored_trimmed_and_upper_case() -> None:
    assert check_credit_code(" 91350100m000100y43\n").code == "91350100M000100Y43"


@given(
    st.text(CREDIT_CHARACTERS, min_size=17, max_size=17),
    st.integers(0, 16),
    st.sampled_from(CREDIT_CHARACTERS),
)
def test_one_wrong_character_is_always_found(body: str, place: int, other: str) -> None:
    check = credit_code_check_character(body)
    assert check_credit_code(body + check).standing is CreditCodeStanding.VALID
    if body[place] != other:
        slip = body[:place] + other + body[place + 1 :] + check
        assert check_credit_code(slip).standing is CreditCodeStanding.INVALID


@pytest.mark.parametrize("body", ["", "9135010", "91350100M000100YI"])
def test_no_check_character_for_a_malformed_body(body: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        credit_code_check_character(body)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("6901234567892", True),
        ("4006381333931", True),
        ("6901234567893", False),
        ("690123456789", False),
        ("６９０１２３４５６７８９２", False),
        ("69012345678 2", False),
        ("", False),
    ],
)
def test_bar_codes(text: str, valid: bool) -> None:
    assert is_ean13(text) is valid


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_made_bar_code_checks(body: str) -> None:
    assert is_ean13(body + ean13_check_digit(body))


@pytest.mark.parametrize("body", ["", "12345678901", "12345678901x"])
def test_no_check_digit_for_a_malformed_body(body: str) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        ean13_check_digit(body)
