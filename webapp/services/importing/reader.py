"""Read tables of any size, line by line: csv, csv.gz and xlsx, as they come.

A csv is streamed: memory does not grow with the file. Its encoding is found by trying (UTF-8
with or without a mark, GB18030, Latin-1), its delimiter by the header. Figures of a
spreadsheet come as Decimal, never as binary floats.
"""

import codecs
import csv
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from pathlib import Path
from typing import IO, cast

from webapp.services.core.errors import N_
from webapp.services.files.sprawl import refuse_sprawl
from webapp.services.importing.lines import Cell, FileRefused, Row

#: Bounds of a list that is sent in the browser.
MOST_ROWS = 50_000
MOST_COLUMNS = 60
_CHUNK = 1 << 16
_ENCODINGS = ("utf-8", "gb18030")
_DELIMITERS = (",", "\t", ";")
_SPREADSHEET_DIGITS = ".15g"


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the records below it; the records can be read once."""

    header: tuple[str, ...]
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a table for reading; which kind it is, its name says (.csv, .csv.gz, .xlsx).

    Empty records are passed over. Raises FileRefused, on opening or while reading, for
    another kind, an empty file and damaged content, and OSError as `open` does.
    """
    name = path.name.lower()
    try:
        if name.endswith(".xlsx"):
            yield _table(_spreadsheet_rows(path))
        elif name.endswith((".csv", ".csv.gz")):
            with _opened(path, encoding=_encoding_of(path)) as stream:
                yield _table(_csv_rows(stream))
        else:
            raise FileRefused(N_("Only .csv, .csv.gz and .xlsx files can be read."))
    except (csv.Error, EOFError, zlib.error, gzip.BadGzipFile):
        raise FileRefused(N_("The file is damaged.")) from None


@contextmanager
def open_upload(name: str, content: bytes) -> Iterator[Table]:
    """Opens a list that was sent, .xlsx or .csv by its name, within the bounds of such lists.

    Raises FileRefused like ``open_table``, and beyond ``MOST_ROWS`` rows while it is read.
    """
    is_spreadsheet = name.lower().endswith(".xlsx")
    if is_spreadsheet:
        refuse_sprawl(content, MOST_ROWS + 1, MOST_COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("list.xlsx" if is_spreadsheet else "list.csv")
        path.write_bytes(content)
        with open_table(path) as table:
            if len(table.header) > MOST_COLUMNS:
                raise FileRefused(N_("The list has more than %(most)s columns."), most=MOST_COLUMNS)
            yield Table(table.header, _bounded(table.rows))


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise FileRefused(N_("The list has more than %(most)s rows."), most=f"{MOST_ROWS:,}")
        yield row


def _table(rows: Iterator[Row]) -> Table:
    head = next(rows, None)
    if head is None:
        raise FileRefused(N_("The file is empty."))
    return Table(tuple(str(cell).strip() for cell in head.cells), rows)


def _opened(path: Path, encoding: str) -> IO[str]:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


def _encoding_of(path: Path) -> str:
    """Decode the whole file once for each candidate, keeping nothing."""
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for chunk in _chunks(path):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return "utf-8-sig" if encoding == "utf-8" else encoding
    return "latin-1"


def _chunks(path: Path) -> Iterator[bytes]:
    packed = path.name.lower().endswith(".gz")
    with gzip.open(path) if packed else path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _csv_rows(stream: IO[str]) -> Iterator[Row]:
    head = stream.readline(_CHUNK)
    stream.seek(0)
    reader = csv.reader(stream, delimiter=max(_DELIMITERS, key=head.count))
    line = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield Row(line, tuple(record))
        line = reader.line_num + 1


def _spreadsheet_rows(path: Path) -> Iterator[Row]:
    # Loaded when the first list comes as a spreadsheet: most processes never read one.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (zipfile.BadZipFile, ValueError, IndexError, CalamineError):
        raise FileRefused(N_("The file is damaged.")) from None
    for line, record in enumerate(sheet.iter_rows(), start=1):
        cells = tuple(_cell(value) for value in record)
        if any(cell != "" for cell in cells):
            yield Row(line, cells)


def _cell(value: object) -> Cell:
    """A spreadsheet stores every figure in binary; 15 digits of it are what was typed."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Real):
        return Decimal(format(value, _SPREADSHEET_DIGITS))
    if isinstance(value, datetime | date):
        return cast("Cell", value)
    return str(value)
