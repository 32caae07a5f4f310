"""Reading foreign tables: encodings, line numbers, kinds of file, and what is refused."""

import gzip
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from webapp.services.importing.lines import FileRefused
from webapp.services.importing.mapping import Columns, MappingRefused, load_mapping
from webapp.services.importing.reader import open_table

TEXT = "单号,名称\r\nA1,螺栓\r\n"


def read(path: Path) -> tuple[tuple[str, ...], list[tuple[int, tuple[object, ...]]]]:
    with open_table(path) as table:
        return table.header, [(row.line, row.cells) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_chinese_text_is_read_in_each_encoding(tmp_path: Path, encoding: str, packed: bool) -> None:
    content = TEXT.encode(encoding)
    path = tmp_path / ("list.csv.gz" if packed else "list.CSV")
    path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    assert read(path) == (("单号", "名称"), [(2, ("A1", "螺栓"))])


def test_what_is_neither_is_read_as_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"a,b\n\xa3\n")
    assert read(path)[1] == [(2, ("£",))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_that_of_the_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"a{delimiter}b\n1{delimiter}2\n")
    assert read(path) == (("a", "b"), [(2, ("1", "2"))])


def test_line_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('a,b\n\n1,"two\nlines"\n , \n3,4\n')
    assert [line for line, _ in read(path)[1]] == [3, 6]


def test_a_long_list_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.csv.gz"
    with gzip.open(path, "wt") as stream:
        stream.write("a,b,c\n")
        stream.writelines(f"{number},螺栓 M8,12.50\n" for number in range(200_000))
    tracemalloc.start()
    with open_table(path) as table:
        assert sum(1 for _ in table.rows) == 200_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_spreadsheet_cells_keep_what_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(1, 0, ["单号", "数量", "日期", "标记"])
    sheet.write_row(3, 0, ["0012", 0.1 + 0.2])
    sheet.write_datetime(3, 2, datetime(2016, 8, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_boolean(3, 3, True)
    sheet.write_number(4, 0, 85123)
    book.close()
    header, rows = read(path)
    assert header == ("单号", "数量", "日期", "标记")
    assert rows[0][0] == 4
    assert rows[0][1] == ("0012", Decimal("0.3"), date(2016, 8, 1), "TRUE")
    assert rows[1][1][0] == Decimal(85123)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("list.csv", b"", "The file is empty."),
        ("list.csv", b"\n\n", "The file is empty."),
        ("list.xls", b"x", "Only .csv, .csv.gz and .xlsx files can be read."),
        ("list.xlsx", b"PK\x03\x04rubbish", "The file is damaged."),
        ("list.xlsx", b"a,b\n", "The file is damaged."),
        ("list.csv.gz", b"a,b\n", "The file is damaged."),
        ("list.csv.gz", gzip.compress(TEXT.encode() * 9, mtime=0)[:-12], "The file is damaged."),
        ("list.csv", b"a,b\n" + b'"' + b"x" * 200_000, "The file is damaged."),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        read(path)
    assert caught.value.message.text == message


MAPPING = """
source = "old"
[columns]
order = "单号"
product = "货号"
quantity = "数量"
price = "单价"
date = "日期"
customer = "客户"
"""


def test_a_mapping_is_read(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(MAPPING + '[rules]\nrefuse_codes = ["POST"]\n', encoding="utf-8")
    mapping = load_mapping(path)
    assert mapping.source == "old"
    assert mapping.columns == Columns("单号", "货号", "数量", "单价", "日期", "客户")
    assert mapping.rules.refuse_codes == {"post"}
    assert mapping.rules.cancellation_prefix == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "source = 1",
        "not toml",
        "columns = 3",
        MAPPING.replace("source", "sauce"),
        MAPPING.replace("customer", "client"),
        MAPPING.replace('"客户"', '""'),
        MAPPING + "[rules]\nquantity_decimals = 9\n",
        MAPPING + '[rules]\nprice_decimals = "4"\n',
        MAPPING + "[rules]\nrefuse_code = []\n",
        MAPPING + "[more]\n",
    ],
)
def test_a_mapping_with_a_slip_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingRefused):
        load_mapping(path)
