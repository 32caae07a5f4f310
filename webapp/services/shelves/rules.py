"""Pure decisions about slips: what a line moves, and what a count differs by."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from webapp.services.shelves import kinds

ZERO = Decimal(0)


class SlipLine(Protocol):
    """A line of a slip, in the product's unit."""

    @property
    def quantity(self) -> Decimal: ...

    @property
    def book(self) -> Decimal | None: ...

    @property
    def counted(self) -> Decimal | None: ...


def difference(line: SlipLine) -> Decimal | None:
    """Counted less what the books said when it was counted; None while it is not counted."""
    if line.counted is None:
        return None
    return line.counted - (line.book or ZERO)


def moves(kind: str, line: SlipLine) -> Decimal:
    """What posting this line changes on hand. A count changes it by its difference, whatever it is
    by then: goods that came or went since the counting are in the books on their own account."""
    if kind == kinds.COUNT:
        return difference(line) or ZERO
    return line.quantity if kind == kinds.IN else -line.quantity
