"""Telephone numbers as customers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.parsing import ParseError
from webapp.services.customers.rules import parse_phone

GOOD = {
    "13800138000": "13800138000",
    " 138 0013 8000 ": "138 0013 8000",
    "138-0013-8000": "138-0013-8000",
    "0571-87654321": "0571-87654321",
    "0571-8765 4321-803": "0571-8765 4321-803",
    "（０１０）65543210转22": "(010)65543210转22",
    "400-820-8820": "400-820-8820",
    "+86 138 0013 8000": "+86 138 0013 8000",
    "+49 30 1234567": "+49 30 1234567",
    "87654321": "87654321",
}
BAD = (
    "",
    "123",
    "12345678901",
    "138001380001",
    "abc",
    "0571-876543",
    "1" * 50,
    "+0 12345678",
    "١٣٨",
)


@pytest.mark.parametrize(("typed", "kept"), GOOD.items())
def test_a_number_is_kept_as_it_was_typed(typed: str, kept: str) -> None:
    assert parse_phone(typed) == kept


@pytest.mark.parametrize("typed", BAD)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ParseError):
        parse_phone(typed)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        kept = parse_phone(text)
    except ParseError:
        return
    assert len(kept) <= 40
    assert parse_phone(kept) == kept
