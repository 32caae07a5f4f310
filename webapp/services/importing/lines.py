"""What an order list is made of on its way in: raw rows, wanted lines and orders, refusals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from webapp.services.core.errors import Message, RuleBroken

Cell = str | Decimal | date

_FEN = Decimal("0.01")


class FileRefused(RuleBroken):
    """A file that cannot be read as an order list; its message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the number of its first line in the file (the header is 1), and its cells."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a row, at the field that it stands in; ``''`` is the row as a whole."""

    field: str
    message: Message


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line that reads well. ``price`` is the unit price, None for that of the price list;
    ``amount`` is what the line comes to. ``day`` is the order's own, ``wanted_on`` that of the
    delivery; None is today."""

    line: int
    order: str
    product: str
    name: str
    quantity: Decimal
    price: Decimal | None
    day: date | None
    customer: str
    region: str
    wanted_on: date | None = None
    contract: str = ""
    remark: str = ""

    @property
    def amount(self) -> Decimal:
        return line_amount(self.quantity, self.price or Decimal(0))


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not stored, and why. `amount` is 0 where its figures cannot be read."""

    line: int
    order: str
    faults: tuple[Fault, ...]
    amount: Decimal

    @property
    def reason(self) -> Message:
        """The first thing that is wrong."""
        return self.faults[0].message


@dataclass(frozen=True, slots=True)
class WantedOrder:
    """An order all of whose lines read well, in the sequence of the file."""

    number: str
    lines: tuple[WantedLine, ...]

    @property
    def customer(self) -> str:
        return self.lines[0].customer

    @property
    def day(self) -> date | None:
        return self.lines[0].day

    @property
    def region(self) -> str:
        return self.lines[0].region

    def refused(self, reason: Message) -> list[RefusedLine]:
        """All lines of the order, refused for one reason found only when it was placed."""
        faults = (Fault("", reason),)
        return [RefusedLine(line.line, self.number, faults, line.amount) for line in self.lines]


@dataclass(slots=True)
class Sums:
    """Lines and amounts (CNY): what was read must be what was stored and what was refused."""

    lines_read: int
    amount_read: Decimal
    lines_stored: int = 0
    amount_stored: Decimal = Decimal(0)
    lines_refused: int = 0
    amount_refused: Decimal = Decimal(0)

    def store(self, amounts: Iterable[Decimal]) -> None:
        """Count the lines of an order by the amounts that were stored, not those read."""
        for amount in amounts:
            self.lines_stored += 1
            self.amount_stored += amount

    def refuse(self, line: RefusedLine) -> None:
        self.lines_refused += 1
        self.amount_refused += line.amount

    def add_up(self) -> bool:
        return (self.lines_read, self.amount_read) == (
            self.lines_stored + self.lines_refused,
            self.amount_stored + self.amount_refused,
        )


def line_amount(quantity: Decimal, price: Decimal) -> Decimal:
    """Quantity times unit price in CNY, rounded half up to the fen."""
    return (quantity * price).quantize(_FEN, ROUND_HALF_UP)
