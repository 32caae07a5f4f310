"""Cells as they are written, headings as files have them, and sheets that sprawl."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from webapp.services.core.parsing import ParseError
from webapp.services.files.checks import UploadRefused
from webapp.services.files.sprawl import refuse_sprawl
from webapp.services.importing import fields
from webapp.services.importing.headings import fits, match_headings
from webapp.services.importing.lines import FileRefused, Row
from webapp.services.importing.opening_stock import OpeningStockList

pytestmark = pytest.mark.rule("H4")

STOCK = OpeningStockList.fields


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (fields.read_text(10), "  杭州（西湖） ", "杭州（西湖）"),
        (fields.read_text(10), "a\x00b\ud800", "ab"),
        (fields.read_text(10), Decimal(12), "12"),
        (fields.read_text(10), Decimal("1.5"), "1.5"),
        (fields.read_code(20), "ＫＨ００１", "KH001"),
        (fields.read_code(20), Decimal(13900000000), "13900000000"),
        (fields.read_price, "￥1,234.00", Decimal(1234)),
        (fields.read_quantity, "１２", Decimal(12)),
        (fields.read_whole(99), Decimal(30), 30),
        (fields.read_day, "2016年8月1日", date(2016, 8, 1)),
        (fields.read_day, Decimal(42583), date(2016, 8, 1)),
        (fields.read_yes, "是", True),
        (fields.read_yes, "NO", False),
        (fields.read_choice({"new": ("新品",)}), "新品", "new"),
    ],
)
def test_cells_are_read_as_written(read: fields.Reader, cell: Any, value: Any) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (fields.read_text(3), "long"),
        (fields.read_text(30), Decimal(10**16)),
        (fields.read_code(3), "long"),
        (fields.read_code(40), Decimal(10**15)),
        (fields.read_price, "1.00001"),
        (fields.read_price, date(2016, 8, 1)),
        (fields.read_price, "-1"),
        (fields.read_some, "0"),
        (fields.read_whole(9), "10"),
        (fields.read_whole(9), "1.5"),
        (fields.read_yes, "maybe"),
        (fields.read_choice({"new": ()}), "old"),
    ],
)
def test_what_cannot_be_read_is_said(read: fields.Reader, cell: Any) -> None:
    with pytest.raises(ParseError):
        read(cell)


def test_every_fault_of_a_row_is_said_at_once_each_at_its_column() -> None:
    reader = fields.RowReader(
        ("A", "B"), STOCK, {"product": "A", "quantity": "B"}, {"warehouse": "HQ-1"}
    )
    assert reader.read(Row(2, ("BOLT", "3"))).values["warehouse"] == "HQ-1"
    wrong = reader.read(Row(3, ("", "x")))
    assert [fault.field for fault in wrong.faults] == ["product", "quantity"]
    assert [fault.field for fault in reader.read(Row(4, ())).faults] == ["product", "quantity"]
    with pytest.raises(FileRefused):
        fields.RowReader(("A", "a"), STOCK, {"product": "A"})


def test_headings_are_known_in_any_case_width_and_language() -> None:
    header = ("　ｓｋｕ ", "Warehouse", "期初数量", "", "备注")
    assert match_headings(header, STOCK) == {
        "product": "　ｓｋｕ ",
        "warehouse": "Warehouse",
        "quantity": "期初数量",
    }
    assert match_headings(("数量", "数量"), STOCK) == {}


def test_a_mapping_fits_a_file_that_has_all_its_columns() -> None:
    assert fits(("A", "B", "C"), {"product": "a", "quantity": "B"})
    assert not fits(("A", "A"), {"product": "A"})
    assert not fits(("A",), {})


def sheet(*cells: tuple[int, int]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    for row, column in cells:
        page.write_string(row, column, "x")
    book.close()
    return target.getvalue()


@pytest.mark.control("C34")
def test_sheets_that_sprawl_are_refused_unread() -> None:
    refuse_sprawl(sheet((0, 0), (99, 9)), 100, 10)
    for far in ((100, 0), (0, 10), (1_048_575, 16_383)):
        with pytest.raises(UploadRefused):
            refuse_sprawl(sheet((0, 0), far), 100, 10)


@pytest.mark.control("C34")
def test_an_archive_that_lies_about_its_size_is_damaged() -> None:
    content = sheet((0, 0))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert int.from_bytes(content[at : at + 4], "little") == size
    lying = content[:at] + (size // 2).to_bytes(4, "little") + content[at + 4 :]
    with pytest.raises(UploadRefused):
        refuse_sprawl(lying, 100, 10)
