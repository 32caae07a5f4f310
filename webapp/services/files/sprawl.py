"""Spreadsheets whose cells lie far apart: laid out whole in memory they would fill it, so they
are judged unread, while they are unpacked piece by piece."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from webapp.services.core.errors import N_
from webapp.services.files.checks import MAX_UNPACKED, UploadRefused

_PIECE = 1 << 18
#: Longer than any reference to a cell, so that none is lost between two pieces.
_OVERLAP = 64
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,9})(\d{1,9})[\"']")
_A = ord("A") - 1


def refuse_sprawl(content: bytes, most_rows: int, most_columns: int) -> None:
    """Raises UploadRefused for a sheet with cells beyond these bounds, for one that is damaged,
    and for one that unpacks to more than its table of contents says or anybody needs."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                is_sheet = "worksheets/" in member.filename
                for piece in _pieces(archive, member):
                    unpacked += len(piece)
                    if unpacked > 2 * MAX_UNPACKED:
                        raise UploadRefused(N_("The spreadsheet is too large when unpacked."))
                    if is_sheet:
                        _judge(piece, most_rows, most_columns)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError):
        raise UploadRefused(N_("The spreadsheet is damaged.")) from None
    except (NotImplementedError, RuntimeError):
        raise UploadRefused(N_("The spreadsheet is damaged.")) from None


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member piece by piece, each with the end of the one before; its checksum is compared
    at the end."""
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _judge(piece: bytes, most_rows: int, most_columns: int) -> None:
    for found in _REFERENCE.finditer(piece):
        column, row = found.groups()
        if int(row) > most_rows or _column(column) > most_columns:
            raise UploadRefused(N_("The sheet has too many rows or columns."))


def _column(letters: bytes) -> int:
    """The number of a column by its letters, A being 1."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - _A
    return number
