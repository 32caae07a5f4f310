"""Pinyin initials of the names that a clerk would type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.pinyin import initials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不锈钢外六角螺栓", "bxgwljls"),
        ("重庆五金", "cqwj"),
        ("重量", "zl"),
        ("长城扳手", "ccbs"),
        ("M8×30 螺母", "m830lm"),
        ("LED灯泡 9W", "leddp9w"),
        ("", ""),
        ("（）·—", ""),
    ],
)
def test_initials(text: str, expected: str) -> None:
    assert initials(text) == expected


@given(st.text(max_size=60))
def test_only_lower_case_letters_and_digits_come_out(text: str) -> None:
    found = initials(text)
    assert found == "" or (found.isascii() and found.isalnum() and found == found.lower())
