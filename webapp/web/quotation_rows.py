"""The rows of the quotation editor: read from its form as they were typed, and drawn again.

Fields are named ``lines.<row>.price`` and ``lines.<row>.costs.<row>.price``, counted from 0, so
that what a service says about a row stands at its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from webapp.services.quotations import kinds
from webapp.services.quotations.contents import (
    MOST_COSTS,
    MOST_LINES,
    CostInput,
    LineInput,
    RevisionInput,
)
from webapp.web.forms import clean_text
from webapp.web.templating import price, qty

LONGEST_CELL = 300
Row = TypeVar("Row", "CostRow", "LineRow")


@dataclass(slots=True)
class CostRow:
    """A cost line as its fields stand."""

    kind: str = kinds.MATERIAL
    name: str = ""
    specification: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    rate: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.quantity or self.price)

    @classmethod
    def of(cls, cost: CostInput) -> CostRow:
        return cls(
            kind=cost.kind,
            name=cost.name,
            specification=cost.specification,
            quantity=plain(qty(cost.quantity)),
            unit=cost.unit,
            price=plain(price(cost.price)) if cost.price else "",
            rate=cost.rate,
        )


@dataclass(slots=True)
class LineRow:
    """A product as its fields stand."""

    code: str = ""
    name: str = ""
    specification: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    costs: list[CostRow] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        filled = self.name or self.quantity or self.price
        return not filled and all(one.is_empty for one in self.costs)

    @classmethod
    def of(cls, line: LineInput) -> LineRow:
        return cls(
            code=line.code,
            name=line.name,
            specification=line.specification,
            quantity=plain(qty(line.quantity)),
            unit=line.unit,
            price=plain(price(line.price)) if line.price else "",
            costs=[CostRow.of(one) for one in line.costs],
        )


def plain(text: str) -> str:
    """A figure without separated thousands, to be typed over."""
    return text.replace(",", "")


def rows_of(content: RevisionInput) -> list[LineRow]:
    """The rows of a revision as it stands."""
    return [LineRow.of(line) for line in content.lines]


def read_rows(form: Mapping[str, str]) -> list[LineRow]:
    """The rows that were sent, in their order."""
    found = []
    for place in _places("lines", form, MOST_LINES):
        line = _read(LineRow, place, form)
        line.costs = [
            _read(CostRow, spot, form) for spot in _places(f"{place}.costs", form, MOST_COSTS)
        ]
        found.append(line)
    return found


def without_empty(rows: Iterable[LineRow]) -> list[LineRow]:
    """The rows in which anything stands."""
    kept = [row for row in rows if not row.is_empty]
    for row in kept:
        row.costs = [cost for cost in row.costs if not cost.is_empty]
    return kept


def changed_rows(rows: list[LineRow], act: str) -> list[LineRow]:
    """The rows after one was put in or taken out: ``add_line``, ``add_cost.<row>``,
    ``remove_line.<row>``, ``remove_cost.<row>.<row>``; any other act changes nothing."""
    name, *places = act.split(".")
    numbers = [int(one) for one in places if one.isascii() and one.isdigit() and len(one) < 5]
    if name == "add_line":
        rows.append(LineRow(costs=[CostRow()]))
    elif numbers and numbers[0] < len(rows):
        _change_line(rows, name, numbers)
    return rows


def _change_line(rows: list[LineRow], name: str, numbers: list[int]) -> None:
    line = rows[numbers[0]]
    if name == "add_cost":
        line.costs.append(CostRow())
    elif name == "remove_line":
        del rows[numbers[0]]
    elif name == "remove_cost" and len(numbers) == 2 and numbers[1] < len(line.costs):
        del line.costs[numbers[1]]


def _places(prefix: str, form: Mapping[str, str], most: int) -> Iterator[str]:
    for index in range(most + 1):
        if f"{prefix}.{index}.name" not in form:
            return
        yield f"{prefix}.{index}"


def _read(kind: type[Row], place: str, form: Mapping[str, str]) -> Row:
    names = [one.name for one in fields(kind) if one.name != "costs"]
    values: dict[str, Any] = {
        name: clean_text(form.get(f"{place}.{name}", "")[:LONGEST_CELL]) for name in names
    }
    return kind(**values)
