"""Writing any list as a spreadsheet, row by row: its size does not matter to the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, Generic, TypeVar

from webapp.services.core.paging import Page
from webapp.services.core.spreadsheets import new_workbook

Row = TypeVar("Row")
#: How many rows are read at once, and after how many the progress is told.
READ_AT_ONCE = 500
#: How numbers look; what is not here is a text cell, so that no entry becomes a formula.
FORMATS = {"money": "#,##0.00", "price": "#,##0.00##", "quantity": "#,##0.###", "number": "#,##0"}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, how a row's cell reads, its width in characters, and its ``kind``:
    text, money, price, quantity or number."""

    heading: str
    cell: Callable[[Row], Any]
    width: int = 14
    kind: str = "text"


def write_sheet(
    target: IO[bytes],
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    tell: Callable[[int], None] = lambda count: None,
) -> int:
    """Writes the rows below their headings; answers how many. ``tell`` hears the count so far."""
    with new_workbook(target) as book:
        sheet = book.add_worksheet()
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        numbers = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, numbers.get(column.kind, text))
            sheet.write_string(0, index, column.heading, head)
        sheet.freeze_panes(1, 1)
        count = 0
        for count, row in enumerate(rows, start=1):
            for index, column in enumerate(columns):
                _write(sheet, count, index, column.cell(row), numbers.get(column.kind), text)
            if count % READ_AT_ONCE == 0:
                tell(count)
    return count


def _write(sheet: Any, row: int, column: int, value: Any, number: Any, text: Any) -> None:
    if number is not None and isinstance(value, Decimal | int):
        sheet.write_number(row, column, value, number)
    else:
        sheet.write_string(row, column, "" if value is None else str(value), text)


def every_row(read: Callable[[str, int], Page[Row]]) -> Iterator[Row]:
    """All rows of a list that is read in pages; ``read`` takes a place and how many rows."""
    after = ""
    while True:
        page = read(after, READ_AT_ONCE)
        yield from page.rows
        after = page.after
        if not after or not page.rows:
            return
