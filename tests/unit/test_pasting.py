"""Rows pasted from a spreadsheet, as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.errors import RuleBroken
from webapp.services.ordering.pasting import MOST_ROWS, parse_rows

CODES = st.from_regex(r"[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,6}){0,2}", fullmatch=True)
QUANTITIES = st.integers(min_value=1, max_value=999_999)
PARTED = st.sampled_from(["\t", ",", "，", ";", "；", " ", "　", "  ", " \t ", ", "])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("BOLT-8\t20", ("BOLT-8", "20")),
        ("BOLT-8\t1,000\t个", ("BOLT-8", "1,000")),
        ("BOLT-8,20", ("BOLT-8", "20")),
        ("BOLT-8，２０", ("BOLT-8", "20")),
        ("ＢＯＬＴ－８　２０", ("BOLT-8", "20")),
        ("BANK CHARGES 2", ("BANK CHARGES", "2")),
        ("BOLT-8", ("BOLT-8", "")),
        ("\t20", ("", "20")),
        ("BOLT-8\t", ("BOLT-8", "")),
        ("BOLT-8\tzwanzig", ("BOLT-8", "zwanzig")),
        ("BOLT-8\t2 箱", ("BOLT-8", "2 箱")),
        ("BOLT-8 2箱", ("BOLT-8", "2箱")),
        ("BOLT-8 2 box", ("BOLT-8", "2 box")),
        ("BANK CHARGES 2 box", ("BANK CHARGES", "2 box")),
    ],
)
def test_one_line_is_a_code_and_a_quantity(line: str, cells: tuple[str, str]) -> None:
    [row] = parse_rows(line)
    assert (row.code, row.quantity) == cells


@given(
    rows=st.lists(st.tuples(CODES, QUANTITIES, PARTED, ENDS), min_size=1, max_size=30),
    wide=st.booleans(),
)
def test_what_was_written_is_read_whatever_parts_it(
    rows: list[tuple[str, int, str, str]], wide: bool
) -> None:
    def written(number: int) -> str:
        digits = str(number)
        return "".join(chr(ord(d) + 0xFEE0) for d in digits) if wide else digits

    text = "".join(f"{code}{parted}{written(many)}{end}" for code, many, parted, end in rows)
    read = parse_rows(text)
    assert [(row.code, row.quantity) for row in read] == [(code, str(n)) for code, n, _, _ in rows]


@given(st.text(max_size=2000))
def test_no_text_breaks_the_reader(text: str) -> None:
    rows = parse_rows(text[:400])
    assert all(row.code or row.quantity for row in rows)
    assert [row.row for row in rows] == sorted({row.row for row in rows})


def test_rows_keep_the_number_of_their_line() -> None:
    assert [row.row for row in parse_rows("A 1\n\n\nB 2", first_row=5)] == [5, 8]


def test_more_rows_than_an_order_may_have_are_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        parse_rows("A 1\n" * (MOST_ROWS + 1))
    assert list(refused.value.fields) == ["pasted"]


@pytest.mark.control("C10")
def test_a_long_line_costs_no_time() -> None:
    rows = parse_rows(" " * 100_000 + "A" * 100_000)
    assert len(rows) <= 1
