"""Sorting foreign lines into orders: each reason, who is held back, and that it adds up."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.importing.lines import (
    Cell,
    FileRefused,
    RefusedLine,
    Row,
    Sums,
    WantedLine,
    WantedOrder,
)
from webapp.services.importing.mapping import OrderMapping, load_mapping
from webapp.services.importing.rules import LineJudge, sort_into_orders, survey

HEADER = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
GOOD: tuple[Cell, ...] = ("1", "85123A", "HEART", "6", "2010-12-01 08:26:00", "2.55", "17850", "UK")


def online_retail() -> OrderMapping:
    return load_mapping(Path(__file__).parent.parent / "data" / "online-retail.toml")


JUDGE = LineJudge(HEADER, online_retail())


def cells(**changes: Cell) -> tuple[Cell, ...]:
    places = dict(zip(("order", "product", "name", "quantity", "date", "price", "customer",
                       "region"), GOOD, strict=True))  # fmt: skip
    return tuple((places | changes).values())


def judged(rows: list[tuple[Cell, ...]]) -> Iterator[WantedLine | RefusedLine]:
    return (JUDGE.judge(Row(line, row)) for line, row in enumerate(rows, start=2))


def sort(rows: list[tuple[Cell, ...]]) -> tuple[list[WantedOrder], list[RefusedLine]]:
    results = list(sort_into_orders(judged(rows), survey(judged(rows))))
    orders = [result for result in results if isinstance(result, WantedOrder)]
    return orders, [result for result in results if isinstance(result, RefusedLine)]


@pytest.mark.rule("D1")
def test_a_good_line_is_read_whole() -> None:
    line = JUDGE.judge(Row(2, GOOD))
    assert line == WantedLine(
        line=2,
        order="1",
        product="85123A",
        name="HEART",
        quantity=Decimal(6),
        price=Decimal("2.5500"),
        day=date(2010, 12, 1),
        customer="17850",
        region="UK",
    )
    assert line.amount == Decimal("15.30")


@pytest.mark.parametrize(
    ("changes", "reason", "amount"),
    [
        ({"order": " "}, "The order number is missing.", "15.30"),
        ({"order": "C536379"}, "This is a cancellation.", "15.30"),
        ({"product": ""}, "The product code is missing.", "15.30"),
        ({"product": Decimal(10**16)}, "A number of more than 15 digits must stand", "15.30"),
        ({"customer": ""}, "The customer is missing.", "15.30"),
        ({"quantity": "-6"}, "The quantity is negative.", "-15.30"),
        ({"quantity": "0"}, "The quantity is zero.", "0.00"),
        ({"quantity": "six"}, "“%(entry)s” is not a number.", "0"),
        ({"quantity": "1.5"}, "At most %(decimals)s decimal places.", "0"),
        ({"quantity": date(2010, 1, 1)}, "“%(entry)s” is not a number.", "0"),
        ({"quantity": ""}, "Is missing.", "0"),
        ({"price": "0.0"}, "The price is zero.", "0.00"),
        ({"price": "-2.55"}, "The price is negative.", "-15.30"),
        ({"price": "NaN"}, "“%(entry)s” is not a number.", "0"),
        ({"price": date(2010, 1, 1)}, "“%(entry)s” is not a number.", "0"),
        ({"date": "yesterday"}, "“%(entry)s” is not a date.", "15.30"),
        ({"date": ""}, "Is missing.", "15.30"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(
    changes: dict[str, Cell], reason: str, amount: str
) -> None:
    line = JUDGE.judge(Row(7, cells(**changes)))
    assert isinstance(line, RefusedLine)
    assert line.line == 7
    assert line.reason.text.startswith(reason)
    assert line.amount == Decimal(amount)


def test_codes_for_no_goods_are_refused_only_when_named(tmp_path: Path) -> None:
    assert isinstance(JUDGE.judge(Row(2, cells(product="POST"))), WantedLine)
    text = (Path(__file__).parent.parent / "data" / "online-retail.toml").read_text("utf-8")
    path = tmp_path / "map.toml"
    path.write_text(text.replace("refuse_codes = []", 'refuse_codes = ["POST"]'), "utf-8")
    strict = LineJudge(HEADER, load_mapping(path))
    assert isinstance(strict.judge(Row(2, cells(product="post"))), RefusedLine)


def test_a_short_row_is_one_with_empty_cells() -> None:
    line = JUDGE.judge(Row(2, GOOD[:3]))
    assert isinstance(line, RefusedLine)


@pytest.mark.parametrize("header", [HEADER[:-1], (*HEADER, "country")])
def test_a_header_must_have_each_column_once(header: tuple[str, ...]) -> None:
    with pytest.raises(FileRefused):
        LineJudge(header, online_retail())


def test_one_bad_line_holds_back_its_whole_order_and_no_other() -> None:
    orders, refused = sort([cells(), cells(order="2"), cells(price="0"), cells(), cells(order="2")])
    assert [order.number for order in orders] == ["2"]
    assert [line.line for line in orders[0].lines] == [3, 6]
    assert [(line.line, line.reason.params.get("number")) for line in refused] == [
        (2, 4),
        (4, None),
        (5, 4),
    ]


def test_the_same_product_twice_stays_two_lines() -> None:
    orders, refused = sort([cells(), cells()])
    assert len(orders[0].lines) == 2
    assert not refused


def test_an_order_of_two_customers_is_refused() -> None:
    orders, refused = sort([cells(), cells(customer="99"), cells(order="2", customer="99")])
    assert [order.number for order in orders] == ["2"]
    assert [line.reason.text for line in refused] == [
        "The order is held back by line %(number)s.",
        "The order has lines of another customer, “%(customer)s”.",
    ]


def test_lines_without_an_order_number_hold_back_nothing() -> None:
    orders, refused = sort([cells(order=""), cells(), cells(order="")])
    assert len(orders) == 1
    assert [line.line for line in refused] == [2, 4]


def test_an_order_refused_when_placed_gives_back_all_its_lines() -> None:
    (order,), _ = sort([cells(), cells()])
    (bad,) = sort([cells(price="0")])[1]
    refused = order.refused(bad.reason)
    assert [line.line for line in refused] == [2, 3]
    assert {line.amount for line in refused} == {Decimal("15.30")}


lines = st.builds(
    cells,
    order=st.sampled_from(["1", "2", "3", "C4", ""]),
    quantity=st.sampled_from(["6", "0", "-1", "x", "１２"]),
    price=st.sampled_from(["2.55", "0", "1,000.005", "?"]),
    customer=st.sampled_from(["17850", "17850", "17850", "", "1"]),
)


@given(st.lists(lines, max_size=30))
def test_every_line_is_stored_or_refused_once_and_the_sums_agree(
    rows: list[tuple[Cell, ...]],
) -> None:
    surveyed = survey(judged(rows))
    orders, refused = sort(rows)
    sums = Sums(surveyed.lines, surveyed.amount)
    for order in orders:
        sums.store(line.amount for line in order.lines)
        assert {line.customer for line in order.lines} == {order.customer}
    for line in refused:
        sums.refuse(line)
    assert sums.add_up()
    seen = [line.line for order in orders for line in order.lines] + [r.line for r in refused]
    assert sorted(seen) == list(range(2, len(rows) + 2))
    assert not {order.number for order in orders} & {line.order for line in refused}


def test_sums_that_lack_a_line_do_not_add_up() -> None:
    surveyed = survey(judged([cells(), cells(price="0")]))
    sums = Sums(surveyed.lines, surveyed.amount)
    sums.store([Decimal("15.30")])
    assert not sums.add_up()
