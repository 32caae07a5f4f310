"""Writing spreadsheets in which no entry of a stranger becomes a formula or a link."""

from __future__ import annotations

from typing import IO

import xlsxwriter

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def new_workbook(target: IO[bytes]) -> xlsxwriter.Workbook:
    """A workbook written row by row, so that its size does not matter."""
    return xlsxwriter.Workbook(target, OPTIONS)
