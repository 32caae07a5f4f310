"""Figures and dates as typed and as spreadsheets hold them: tables of cases."""

import contextlib
import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.core.parsing import (
    ParseError,
    parse_code,
    parse_date,
    parse_money,
    parse_quantity,
    to_half_width,
)

RUBBISH = [
    "",
    "   ",
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "1e5",
    "1E+309",
    "1e309",
    "0x10",
    "1_000",
    "1,23",
    "12,34,567",
    "1.2.3",
    "--1",
    "+-1",
    ".5",
    "5.",
    "一百",
    "٣",
    "²",
    "1\x002",
    "\x00",
    "1;2",
    "1" * 61,
    "1" * 100_000,
    "9999999999999999999999",
    "\ud800",
]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0.00"),
        ("12", "12.00"),
        ("12.5", "12.50"),
        ("12.500", "12.50"),
        ("+3", "3.00"),
        ("1,234.00", "1234.00"),
        ("￥1,234.00", "1234.00"),
        ("¥ 1,234,567.8", "1234567.80"),
        ("１２３．４５", "123.45"),
        ("１，２３４。５", "1234.50"),
        (" 12 345 ", "12345.00"),
        ("RMB 8元", "8.00"),
        ("cny8", "8.00"),
        ("\ufeff9\u200b", "9.00"),
        ("007", "7.00"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_money_is_read(text: str, amount: str) -> None:
    assert str(parse_money(text)) == amount


@pytest.mark.parametrize("text", [*RUBBISH, "0.001", "-1", "1000000000000", "$5", "元"])
def test_money_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_money(text)


def test_money_of_a_correction_may_be_negative() -> None:
    assert parse_money("-￥12.30", allow_negative=True) == Decimal("-12.30")


def test_minus_zero_is_zero() -> None:
    assert str(parse_money("-0")) == "0.00"


def test_unit_price_has_four_decimals() -> None:
    assert str(parse_money("0.1234", decimals=4)) == "0.1234"


@pytest.mark.parametrize(
    ("value", "decimals", "quantity"),
    [
        ("5", 0, "5"),
        ("5.000", 0, "5"),
        ("１２", 0, "12"),
        ("1,200.5", 3, "1200.500"),
        (7, 0, "7"),
        (Decimal("2.50"), 1, "2.5"),
        ("999999999", 0, "999999999"),
        ("0", 0, "0"),
    ],
)
def test_quantity_is_read(value: str | int | Decimal, decimals: int, quantity: str) -> None:
    assert str(parse_quantity(value, decimals)) == quantity


@pytest.mark.parametrize("text", [*RUBBISH, "0.5", "-1", "1000000000", "¥5"])
def test_quantity_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_quantity(text, 0)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400")])
def test_numbers_that_are_none_are_refused(value: Decimal) -> None:
    for read in (parse_money, parse_date, parse_code):
        with pytest.raises(ParseError):
            read(value)


@pytest.mark.parametrize(
    "value",
    [
        "2016/8/1",
        "2016-08-01",
        "2016.8.1",
        "20160801",
        "2016年8月1日",
        "２０１６年８月１日",
        " 2016 年 8 月 1 日 ",
        "2016-08-01 08:26:00",
        "2016-08-01T08:26",
        "2016/8/1 0:00",
        42583,
        Decimal("42583.35"),
        20160801,
        Decimal(20160801),
        date(2016, 8, 1),
        datetime(2016, 8, 1, 23, 59),
    ],
)
def test_date_is_read(value: str | int | Decimal | date) -> None:
    assert parse_date(value) == date(2016, 8, 1)


@pytest.mark.parametrize(
    ("serial", "day"),
    [(1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1))],
)
def test_first_excel_serials(serial: int, day: date) -> None:
    assert parse_date(serial) == day


@pytest.mark.parametrize(
    "value",
    [
        *RUBBISH,
        "2016-13-01",
        "2016-02-30",
        "2016-8/1",
        "16-8-1",
        "1/8/2016",
        "1899-12-31",
        "2101-01-01",
        "0000-01-01",
        "42583",
        "2016年8月",
        0,
        -5,
        60,
        20161301,
        99_999,
        Decimal("0.5"),
        date(1850, 1, 1),
    ],
)
def test_date_is_refused(value: str | int | Decimal | date) -> None:
    with pytest.raises(ParseError):
        parse_date(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (" ８５１２３Ａ ", "85123A"),
        ("0012", "0012"),
        (Decimal(85123), "85123"),
        (Decimal("85123.0"), "85123"),
        ("6222020200112233445", "6222020200112233445"),
        (999_999_999_999_999, "999999999999999"),
    ],
)
def test_code_is_read_as_text(value: str | int | Decimal, code: str) -> None:
    assert parse_code(value) == code


@pytest.mark.parametrize("value", ["", "a\x00b", "x" * 61, Decimal("1.5"), 10**15])
def test_code_is_refused(value: str | int | Decimal) -> None:
    with pytest.raises(ParseError):
        parse_code(value)


def test_a_refusal_carries_its_message_untranslated() -> None:
    with pytest.raises(ParseError) as caught:
        parse_money("0.001")
    assert caught.value.message.text == "At most %(decimals)s decimal places."
    assert caught.value.message.params == {"decimals": "2"}


def test_half_width() -> None:
    assert to_half_width("　ＡＢＣ－１２３　\u200b ￥") == "ABC-123 ¥"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_money, parse_date, lambda value: parse_quantity(value, 3)):
        with contextlib.suppress(ParseError):
            assert read(text) is not None


@given(st.decimals(0, 10**11, places=2), st.booleans())
def test_money_reads_back_as_it_was_written(amount: Decimal, grouped: bool) -> None:
    assert parse_money(f"￥{amount:,.2f}" if grouped else str(amount)) == amount


@given(st.dates(date(1900, 3, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_day_agrees(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways = [f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d"), serial]
    assert {parse_date(way) for way in ways} == {day}


@pytest.mark.parametrize("text", ["1," * 50_000, "1" * 100_000, " " * 100_000, "2016-" * 20_000])
def test_long_input_is_answered_at_once(text: str) -> None:
    started = time.perf_counter()
    for read in (parse_money, parse_date, parse_code):
        with pytest.raises(ParseError):
            read(text)
    assert time.perf_counter() - started < 0.15
