"""The company's standard order form (D6): a spreadsheet with the customer's articles and prices,
written for him and read back filled in. CSV files with a code and a quantity are read as well."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from webapp.models import Product
from webapp.services.catalog.shelf import ShelfRow, get_viewer, shelf_rows, shelf_statement
from webapp.services.catalog.visibility import visible_for
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.core.parsing import parse_code, to_half_width
from webapp.services.core.spreadsheets import new_workbook
from webapp.services.files.checks import FileKind, check_upload
from webapp.services.files.sprawl import refuse_sprawl
from webapp.services.ordering.lines import RawLine
from webapp.services.ordering.pasting import MOST_ROWS

LARGEST_FILE = 4 * 1024 * 1024
MOST_SHEET_ROWS = 20_000
MOST_SHEET_COLUMNS = 100
#: Articles written at once: a statement cannot name any number of them.
AT_ONCE = 500
CODE_HEADINGS = frozenset(
    {"code", "article code", "article", "货号", "商品货号", "商品编码", "编码"}
)
QUANTITY_HEADINGS = frozenset({"quantity", "order quantity", "qty", "数量", "订货数量", "订购数量"})

Cell = Any


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of the form in the reader's language; columns from code to quantity."""

    title: str
    note: str
    sheet: str
    columns: Sequence[str]
    is_chinese: bool


def write_order_form(session: Session, actor: Actor, now: datetime, words: FormWords) -> bytes:
    """The standard form for this customer: every article on the shelf at his own price."""
    viewer = get_viewer(session, actor.require_customer(), company_day(now))
    statement = shelf_statement(viewer).where(Product.on_shelf, visible_for(actor))
    found = session.execute(statement.order_by(Product.code)).yield_per(AT_ONCE)
    rows = (row for some in found.partitions() for row in shelf_rows(session, viewer, some))
    return _workbook(rows, words)


def _workbook(rows: Iterable[ShelfRow], words: FormWords) -> bytes:
    target = io.BytesIO()
    book = new_workbook(target)
    sheet = book.add_worksheet(words.sheet)
    text = book.add_format({"num_format": "@"})
    price = book.add_format({"num_format": "#,##0.00##"})
    entry = book.add_format({"bg_color": "#FFF7DB", "border": 1, "border_color": "#C3CDD0"})
    sheet.set_column(0, 0, 16, text)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 22)
    sheet.set_column(3, 7, 11)
    sheet.write_string(0, 0, words.title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, words.note, book.add_format({"font_color": "#4C5A62"}))
    head = book.add_format({"bold": True, "bg_color": "#E2F0F1", "bottom": 1})
    for column, heading in enumerate(words.columns):
        sheet.write_string(2, column, heading, head)
    sheet.freeze_panes(3, 1)
    for number, row in enumerate(rows, start=3):
        _write_row(sheet, number, row, words, (text, price, entry))
    book.close()
    return target.getvalue()


def _write_row(
    sheet: Any, number: int, row: ShelfRow, words: FormWords, formats: tuple[Any, Any, Any]
) -> None:
    text, price, entry = formats
    sheet.write_string(number, 0, row.code, text)
    sheet.write_string(number, 1, row.name if words.is_chinese else row.name_en or row.name, text)
    sheet.write_string(number, 2, row.specification, text)
    sheet.write_string(number, 3, row.unit if words.is_chinese else row.unit_en or row.unit, text)
    sheet.write_number(number, 4, row.price, price)
    sheet.write_number(number, 5, row.min_quantity)
    sheet.write_number(number, 6, row.step_quantity)
    sheet.write_blank(number, 7, None, entry)


@dataclass(frozen=True, slots=True)
class ReadForm:
    """The rows of a filled form that carry a quantity, and those that could not be read."""

    rows: tuple[RawLine, ...]
    problems: dict[int, list[Message]]


def read_order_form(name: str, content: bytes) -> ReadForm:
    """A filled form, .xlsx or .csv. Raises RuleBroken at ``file`` for one that cannot be read."""
    try:
        if name.lower().endswith((".csv", ".txt")):
            return _read_table(_csv_rows(content))
        check_upload(name, content, frozenset({FileKind.XLSX}), LARGEST_FILE)
        return _read_table(_sheet_rows(content))
    except RuleBroken as refused:
        raise refused.at("file") from refused


def _csv_rows(content: bytes) -> list[list[Cell]]:
    if len(content) > LARGEST_FILE:
        raise RuleBroken(N_("The file is larger than %(number)s MB."), number=4)
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = next((sign for sign in ("\t", ";", ",") if sign in first), ",")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise RuleBroken(N_("The file cannot be read as a table.")) from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise RuleBroken(N_("The file is neither UTF-8 nor GB18030 text."))


def _sheet_rows(content: bytes) -> list[list[Cell]]:
    # Loaded when the first form comes as a spreadsheet: most processes never read one.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    refuse_sprawl(content, MOST_SHEET_ROWS, MOST_SHEET_COLUMNS)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError, IndexError):
        raise RuleBroken(N_("The spreadsheet is damaged.")) from None


def _read_table(table: Sequence[Sequence[Cell]]) -> ReadForm:
    first, code_at, quantity_at = _columns(table)
    rows: list[RawLine] = []
    problems: dict[int, list[Message]] = {}
    for number, cells in enumerate(table[first:], start=first + 1):
        quantity = _text(cells[quantity_at]) if quantity_at < len(cells) else ""
        code = cells[code_at] if code_at < len(cells) else ""
        if not quantity:
            continue
        if len(rows) == MOST_ROWS:
            raise RuleBroken(N_("At most %(most)s rows at once."), most=MOST_ROWS)
        rows.append(RawLine(number, _code(code, number, problems), quantity[:60]))
    if not rows:
        raise RuleBroken(N_("No quantity is filled in anywhere in this file."))
    return ReadForm(tuple(rows), problems)


def _columns(table: Sequence[Sequence[Cell]]) -> tuple[int, int, int]:
    """The first row below the headings, and where code and quantity stand; without headings
    the first two columns."""
    for number, cells in enumerate(table[:10]):
        names = [_text(cell).lower() for cell in cells]
        code_at = next((i for i, name in enumerate(names) if name in CODE_HEADINGS), None)
        quantity_at = next((i for i, name in enumerate(names) if name in QUANTITY_HEADINGS), None)
        if code_at is not None and quantity_at is not None:
            return number + 1, code_at, quantity_at
    return 0, 0, 1


def _code(cell: Cell, row: int, problems: dict[int, list[Message]]) -> str:
    if isinstance(cell, str) and not cell.strip():
        return ""
    try:
        return parse_code(cell if isinstance(cell, str) else Decimal(str(cell)))
    except RuleBroken as refused:
        problems[row] = [refused.message]
    except ArithmeticError:
        problems[row] = [Message(N_("This is not a code."))]
    return _text(cell)[:60]


def _text(cell: Cell) -> str:
    """A cell as text; a number cell without the tail that spreadsheets add (20.0)."""
    if isinstance(cell, str):
        return to_half_width(cell.replace("\x00", "")[:400])
    try:
        number = Decimal(str(cell))
        whole = number.to_integral_value()
        return str(whole) if number == whole else f"{number:f}"
    except ArithmeticError:
        return str(cell)[:60]
