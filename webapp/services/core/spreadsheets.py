"""Writing spreadsheets in which no entry of a stranger becomes a formula or a link."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def new_workbook(target: IO[bytes]) -> xlsxwriter.Workbook:
    """A workbook written row by row, so that its size does not matter."""
    # Some 2 MiB of modules, which a process that writes no spreadsheet need not hold.
    import xlsxwriter  # noqa: PLC0415

    return xlsxwriter.Workbook(target, OPTIONS)
