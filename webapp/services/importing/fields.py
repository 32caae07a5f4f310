"""What a list has columns for, and how a cell is read: pure, without storage.

A cell is read as it was written: text stays text, figures and days are read by
``core/parsing``. Whatever is wrong with a row is said at once, each at its column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from webapp.services.core.errors import N_
from webapp.services.core.parsing import (
    ParseError,
    parse_code,
    parse_date,
    parse_money,
    parse_quantity,
    to_half_width,
)
from webapp.services.core.permissions import Permission
from webapp.services.importing.lines import Cell, Fault, FileRefused, Row

MISSING = N_("Is missing.")
PRICE_PLACES = 4
QUANTITY_PLACES = 3
YES = frozenset({"是", "有", "真", "y", "yes", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "没有", "假", "n", "no", "false", "0", "×", "✗"})

#: What files call an article's and a customer's code.
ARTICLE_TITLES = (
    *("货号", "商品编码", "商品代码", "商品货号", "编码", "代码"),
    *("article", "article no", "code", "stockcode", "sku"),
)
CUSTOMER_TITLES = (
    *("客户编码", "客户代码", "客户编号", "客户"),
    *("customer", "customer no", "customerid"),
)

Reader = Callable[[Cell], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a list may have.

    ``headings`` are what files call it, in any language; ``missing`` is said of an empty cell
    of a column that is needed. With ``is_constant`` one value may be given for all rows instead
    of a column. Whoever fills it in needs ``permission``; ``example`` stands in the template.
    """

    key: str
    label: str
    read: Reader
    headings: tuple[str, ...] = ()
    required: bool = False
    missing: str = MISSING
    is_constant: bool = False
    permission: Permission | None = None
    hint: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as it was read: values by field, None for an empty cell, and what is wrong."""

    line: int
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


class RowReader:
    """Reads the rows of one file. ``columns`` are titles by field, ``constants`` texts that
    stand in every row.

    Raises FileRefused when the file lacks a column that is named, or has it twice.
    """

    def __init__(
        self,
        header: Sequence[str],
        fields: Sequence[Field],
        columns: Mapping[str, str],
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self._fields = fields
        self._constants = constants or {}
        self._places = places_of(header, columns)

    def cell(self, row: Row, key: str) -> Cell:
        place = self._places.get(key)
        if place is None:
            return self._constants.get(key, "")
        return row.cells[place] if place < len(row.cells) else ""

    def read(self, row: Row) -> Reading:
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for field in self._fields:
            try:
                values[field.key] = self._value(field, self.cell(row, field.key))
            except ParseError as refused:
                faults.append(Fault(field.key, refused.message))
        return Reading(row.line, values, tuple(faults))

    @staticmethod
    def _value(field: Field, cell: Cell) -> Any:
        if cell != "" and text_of(cell):
            return field.read(cell)
        if field.required:
            raise ParseError(field.missing)
        return None


def places_of(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Where in a row each field stands; raises FileRefused for a title that is not there once."""
    titles = [plain_title(title) for title in header]
    places = {}
    for key, title in columns.items():
        count = titles.count(plain_title(title))
        if count != 1:
            raise FileRefused(
                N_("The file has no column “%(title)s”.")
                if count == 0
                else N_("The file has the column “%(title)s” more than once."),
                title=title,
            )
        places[key] = titles.index(plain_title(title))
    return places


def plain_title(title: str) -> str:
    """A title as titles are compared: without regard to case, width and stray spaces."""
    return to_half_width(title).casefold()


def text_of(cell: Cell) -> str:
    """A cell as a short text in half-width characters."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return to_half_width(str(cell)).replace("\x00", "")


def read_text(longest: int) -> Reader:
    """A name or remark, kept in the characters that it was typed in."""

    def read(cell: Cell) -> str:
        if isinstance(cell, Decimal):
            return parse_code(cell) if cell == cell.to_integral_value() else format(cell, "f")
        kept = "".join(c for c in str(cell)[: 4 * longest + 4] if _may_stay(c))
        text = " ".join(kept.split())
        if len(text) > longest:
            raise ParseError(N_("At most %(most)s characters."), most=longest)
        return text

    return read


def _may_stay(character: str) -> bool:
    return (character >= " " or character in "\t\n") and not 0xD7FF < ord(character) < 0xE000


def read_code(longest: int) -> Reader:
    """A code, number or telephone: text, in half-width characters."""

    def read(cell: Cell) -> str:
        code = parse_code(cell) if isinstance(cell, str | Decimal) else str(cell)
        if len(code) > longest:
            raise ParseError(N_("At most %(most)s characters."), most=longest)
        return code

    return read


def read_price(cell: Cell) -> Decimal:
    """CNY a unit, up to four decimals."""
    return parse_money(figure_of(cell), decimals=PRICE_PLACES)


def read_money(cell: Cell) -> Decimal:
    return parse_money(figure_of(cell))


def read_quantity(cell: Cell) -> Decimal:
    """A quantity, which may be zero."""
    return parse_quantity(figure_of(cell), QUANTITY_PLACES)


def read_some(cell: Cell) -> Decimal:
    """A quantity above zero."""
    quantity = read_quantity(cell)
    if not quantity:
        raise ParseError(N_("The quantity is zero."))
    return quantity


def read_whole(most: int) -> Reader:
    """A whole number from 0 up to ``most``."""

    def read(cell: Cell) -> int:
        number = parse_quantity(figure_of(cell), 0)
        if number > most:
            raise ParseError(N_("The number is too large."))
        return int(number)

    return read


def read_day(cell: Cell) -> date:
    return parse_date(cell)


def read_yes(cell: Cell) -> bool:
    word = text_of(cell).casefold()
    if word in YES | NO:
        return word in YES
    raise ParseError(N_("“%(entry)s” is neither yes nor no."), entry=word[:30])


def read_choice(words: Mapping[str, Sequence[str]]) -> Reader:
    """One of several keys, said by the key itself or by a word for it in any language."""
    known = {word.casefold(): key for key, said in words.items() for word in (key, *said)}

    def read(cell: Cell) -> str:
        word = text_of(cell).casefold()
        if word not in known:
            raise ParseError(N_("“%(entry)s” is not known here."), entry=word[:30])
        return known[word]

    return read


def figure_of(cell: Cell) -> str | Decimal:
    """A cell that is read as a number; a day is none."""
    if isinstance(cell, date):
        raise ParseError(N_("“%(entry)s” is not a number."), entry=str(cell))
    return cell
