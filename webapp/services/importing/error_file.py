"""The same file back with a column of errors, and empty templates to fill in."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from webapp.services.core.errors import N_, Message
from webapp.services.core.spreadsheets import new_workbook
from webapp.services.files.checks import CheckedUpload, FileKind
from webapp.services.files.names import safe_name
from webapp.services.importing.fields import Field
from webapp.services.importing.lines import Cell
from webapp.services.importing.reader import Table

ERRORS = N_("Errors")
LONGEST_CELL = 32_000
DAY_FORMAT = "yyyy-mm-dd"

Say = Callable[[Message], str]


def write_error_file(name: str, table: Table, said: Mapping[int, str], say: Say) -> CheckedUpload:
    """Every row of a list as it was, and in a last column what is wrong with it.

    Texts stay texts: nothing in a file of strangers becomes a formula.
    """
    target = io.BytesIO()
    book = new_workbook(target)
    sheet = book.add_worksheet()
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": DAY_FORMAT})
    bold = book.add_format({"bold": True})
    red = book.add_format({"font_color": "#B42318", "text_wrap": True})
    last = len(table.header)
    sheet.set_column(last, last, 60)
    for column, title in enumerate((*table.header, say(Message(ERRORS)))):
        sheet.write_string(0, column, title[:LONGEST_CELL], bold)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row.cells[:last]):
            _write(sheet, number, column, cell, text, day)
        if row.line in said:
            sheet.write_string(number, last, said[row.line][:LONGEST_CELL], red)
    book.close()
    stem = name.rpartition(".")[0] or name
    return _as_upload(f"{stem} {say(Message(ERRORS))}", target.getvalue())


def _write(sheet: Any, row: int, column: int, cell: Cell, text: Any, day: Any) -> None:
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, datetime.min.time())
        sheet.write_datetime(row, column, moment.replace(tzinfo=None), day)
    elif cell:
        sheet.write_string(row, column, cell[:LONGEST_CELL], text)


def write_template(title: str, fields: Sequence[Field], say: Say) -> bytes:
    """An empty list to fill in: headings and one example, and a sheet that explains them.

    Every cell is a text cell, so that long numbers keep their digits.
    """
    target = io.BytesIO()
    book = new_workbook(target)
    sheet, notes = book.add_worksheet(title[:31]), book.add_worksheet(say(Message(N_("Notes"))))
    text = book.add_format({"num_format": "@"})
    must = book.add_format({"bold": True, "bg_color": "#E2F0F1", "num_format": "@"})
    head = book.add_format({"bold": True, "num_format": "@"})
    for column, one in enumerate(fields):
        sheet.set_column(column, column, 18, text)
        sheet.write_string(0, column, say(Message(one.label)), must if one.required else head)
    for column, one in enumerate(fields):
        sheet.write_string(1, column, one.example, text)
    sheet.freeze_panes(1, 0)
    _write_notes(notes, fields, say, head)
    book.close()
    return target.getvalue()


def _write_notes(sheet: Any, fields: Sequence[Field], say: Say, head: Any) -> None:
    for column, width in enumerate((26, 12, 70)):
        sheet.set_column(column, column, width)
    for column, title in enumerate((N_("Column"), N_("Required"), N_("Note"))):
        sheet.write_string(0, column, say(Message(title)), head)
    for row, one in enumerate(fields, start=1):
        sheet.write_string(row, 0, say(Message(one.label)))
        sheet.write_string(row, 1, say(Message(N_("yes"))) if one.required else "")
        sheet.write_string(row, 2, say(Message(one.hint)) if one.hint else "")
    last = N_("An empty cell leaves what is there. Remove the example before you send the file.")
    sheet.write_string(len(fields) + 2, 0, say(Message(last)))


def _as_upload(stem: str, content: bytes) -> CheckedUpload:
    name = safe_name(f"{stem}.xlsx", FileKind.XLSX.extensions[0])
    digest = hashlib.sha256(content).hexdigest()
    return CheckedUpload(name, FileKind.XLSX.media_type, content, digest)
