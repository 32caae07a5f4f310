"""Rows pasted from a spreadsheet or typed as text: an article code and a quantity a line.

Cells are parted by a tab; without one by a comma, a semicolon or spaces, full-width ones as well.
"""

from __future__ import annotations

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import to_half_width
from webapp.services.ordering.lines import RawLine

MOST_ROWS = 500
LONGEST_LINE = 400
LONGEST_CELL = 60
_CLOSING = {",", ";"}


def parse_rows(text: str, *, first_row: int = 1) -> list[RawLine]:
    """The rows of a pasted text, numbered as its lines are; lines without content are left out.

    Never fails on what stands in a row: a row without a quantity is answered later, by name.
    Raises RuleBroken at ``pasted`` for more rows than an order may have.
    """
    rows: list[RawLine] = []
    for offset, line in enumerate(_lines(text)):
        code, quantity = _cells(line[:LONGEST_LINE])
        if code or quantity:
            rows.append(RawLine(first_row + offset, code[:LONGEST_CELL], quantity[:LONGEST_CELL]))
    if len(rows) > MOST_ROWS:
        raise RuleBroken(N_("At most %(most)s rows at once."), "pasted", most=MOST_ROWS)
    return rows


def _lines(text: str) -> list[str]:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _cells(line: str) -> tuple[str, str]:
    """Code and quantity of one line; what stands in further cells is not looked at."""
    if "\t" in line.strip(" \u3000"):
        cells = [to_half_width(cell) for cell in line.split("\t")]
        return cells[0], cells[1]
    tidy = to_half_width(line)
    code, sign, quantity = _split_at_sign(tidy)
    if sign:
        return code, quantity
    words = tidy.split(" ")
    # A unit may stand apart from its number: A1 2 box.
    apart = len(words) > 2 and not _has_digit(words[-1]) and words[-2][0].isdigit()
    at = -2 if apart else -1
    code, quantity = " ".join(words[:at]), " ".join(words[at:])
    return (code, quantity) if code else (quantity, "")


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _split_at_sign(tidy: str) -> tuple[str, str, str]:
    """Parts at the first comma or semicolon: ``A1,5`` and ``A1；1,000`` alike."""
    at = next((index for index, char in enumerate(tidy) if char in _CLOSING), None)
    if at is None:
        return tidy, "", ""
    return tidy[:at].strip(), tidy[at], tidy[at + 1 :].strip(" ,;")
