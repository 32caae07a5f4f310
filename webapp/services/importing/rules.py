"""Which lines of a foreign order list can become orders: pure judgement, no storage.

A line is judged alone; an order by all its lines: one bad line holds back the whole order,
and no other. Lines of one order may be scattered over the file. The list is gone through
twice: `survey` remembers per order only its last line and its first fault, and
`sort_into_orders` then gives each order as soon as its last line has passed, so that memory
follows the orders that are open and not the length of the list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from webapp.services.core.errors import N_, Message
from webapp.services.core.parsing import (
    ParseError,
    parse_code,
    parse_date,
    parse_money,
    parse_quantity,
    to_half_width,
)
from webapp.services.importing.lines import (
    Cell,
    FileRefused,
    RefusedLine,
    Row,
    WantedLine,
    WantedOrder,
    line_amount,
)
from webapp.services.importing.mapping import Columns, ImportMapping, LineRules

_NAME_LENGTH = 120


@dataclass(slots=True)
class _Outline:
    """What is remembered of an order between the two passes."""

    customer: str = ""
    last_line: int = 0
    fault_line: int = 0


@dataclass(slots=True)
class Survey:
    """The first pass over a list: lines, what they come to (CNY), and each order's outline."""

    lines: int = 0
    amount: Decimal = Decimal(0)
    outlines: dict[str, _Outline] = field(default_factory=dict)

    @property
    def orders(self) -> int:
        return len(self.outlines)


class LineJudge:
    """Judges single lines of one file by its header and mapping.

    Raises FileRefused when the header lacks a column that the mapping names, or has it twice.
    """

    def __init__(self, header: tuple[str, ...], mapping: ImportMapping) -> None:
        self._rules = mapping.rules
        self._places = _places(header, mapping.columns)

    def judge(self, row: Row) -> WantedLine | RefusedLine:
        """Read one line, or say the first thing that is wrong with it."""
        cells = {key: self._cell(row, place) for key, place in self._places.items()}
        order = _text(cells["order"])
        try:
            if not order:
                raise ParseError(N_("The order number is missing."))
            return _read(row.line, order, cells, self._rules)
        except ParseError as refusal:
            return RefusedLine(row.line, order, refusal.message, _amount(cells, self._rules))

    @staticmethod
    def _cell(row: Row, place: int) -> Cell:
        return row.cells[place] if place < len(row.cells) else ""


def survey(judged: Iterable[WantedLine | RefusedLine]) -> Survey:
    """Go through a list once and remember where each order ends and where it first fails.

    A customer other than the one of the order's first line is a fault of the line too.
    """
    found = Survey()
    for line in judged:
        found.lines += 1
        found.amount += line.amount
        if not line.order:
            continue
        outline = found.outlines.setdefault(line.order, _Outline())
        outline.last_line = line.line
        if not outline.fault_line and _is_faulty(line, outline):
            outline.fault_line = line.line
    return found


def sort_into_orders(
    judged: Iterable[WantedLine | RefusedLine], surveyed: Survey
) -> Iterator[WantedOrder | RefusedLine]:
    """Go through the same list again: give whole orders, and every refused line by itself.

    A good line of an order that is held back is refused with the number of the line that
    holds it back.
    """
    open_lines: dict[str, list[WantedLine]] = {}
    for line in judged:
        outline = surveyed.outlines.get(line.order)
        if isinstance(line, RefusedLine) or outline is None:
            yield _as_refused(line)
            continue
        if outline.fault_line:
            yield _held_back(line, outline)
            continue
        open_lines.setdefault(line.order, []).append(line)
        if line.line == outline.last_line:
            yield WantedOrder(line.order, tuple(open_lines.pop(line.order)))


def _places(header: tuple[str, ...], columns: Columns) -> dict[str, int]:
    titles = [to_half_width(title).casefold() for title in header]
    places = {}
    for key in Columns.__slots__:
        title = str(getattr(columns, key))
        if not title:
            continue
        count = titles.count(to_half_width(title).casefold())
        if count != 1:
            raise FileRefused(
                N_("The file has no column “%(title)s”.")
                if count == 0
                else N_("The file has the column “%(title)s” more than once."),
                title=title,
            )
        places[key] = titles.index(to_half_width(title).casefold())
    return places


def _read(line: int, order: str, cells: dict[str, Cell], rules: LineRules) -> WantedLine:
    if rules.cancellation_prefix and order.startswith(rules.cancellation_prefix):
        raise ParseError(N_("This is a cancellation."))
    product = _code(cells["product"], N_("The product code is missing."))
    if product.casefold() in rules.refuse_codes:
        raise ParseError(N_("“%(code)s” stands for no goods."), code=product)
    customer = _code(cells["customer"], N_("The customer is missing."))
    return WantedLine(
        line=line,
        order=order,
        product=product,
        name=_text(cells.get("name", ""))[:_NAME_LENGTH],
        quantity=_quantity(cells["quantity"], rules),
        price=_price(cells["price"], rules),
        day=parse_date(cells["date"]),
        customer=customer,
        region=_text(cells.get("region", ""))[:_NAME_LENGTH],
    )


def _code(cell: Cell, missing: str) -> str:
    if not _text(cell):
        raise ParseError(missing)
    return parse_code(cell) if isinstance(cell, str | Decimal) else str(cell)


def _quantity(cell: Cell, rules: LineRules) -> Decimal:
    if isinstance(cell, date):
        raise ParseError(N_("“%(entry)s” is not a number."), entry=str(cell))
    quantity = parse_quantity(cell, rules.quantity_decimals, allow_negative=True)
    if quantity < 0:
        raise ParseError(N_("The quantity is negative."))
    if quantity == 0:
        raise ParseError(N_("The quantity is zero."))
    return quantity


def _price(cell: Cell, rules: LineRules) -> Decimal:
    if isinstance(cell, date):
        raise ParseError(N_("“%(entry)s” is not a number."), entry=str(cell))
    price = parse_money(cell, decimals=rules.price_decimals, allow_negative=True)
    if price < 0:
        raise ParseError(N_("The price is negative."))
    if price == 0:
        raise ParseError(N_("The price is zero."))
    return price


def _amount(cells: dict[str, Cell], rules: LineRules) -> Decimal:
    """What a refused line comes to by its own figures, 0 when they cannot be read."""
    quantity, price = cells["quantity"], cells["price"]
    if isinstance(quantity, date) or isinstance(price, date):
        return Decimal(0)
    try:
        return line_amount(
            parse_quantity(quantity, rules.quantity_decimals, allow_negative=True),
            parse_money(price, decimals=rules.price_decimals, allow_negative=True),
        )
    except ParseError:
        return Decimal(0)


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return to_half_width(str(cell)).replace("\x00", "")


def _is_faulty(line: WantedLine | RefusedLine, outline: _Outline) -> bool:
    if isinstance(line, RefusedLine):
        return True
    outline.customer = outline.customer or line.customer
    return line.customer != outline.customer


def _as_refused(line: WantedLine | RefusedLine) -> RefusedLine:
    if isinstance(line, RefusedLine):
        return line
    reason = Message(N_("The file changed while it was read."))
    return RefusedLine(line.line, line.order, reason, line.amount)


def _held_back(line: WantedLine, outline: _Outline) -> RefusedLine:
    if line.line == outline.fault_line:
        reason = Message(
            N_("The order has lines of another customer, “%(customer)s”."),
            {"customer": outline.customer},
        )
    else:
        reason = Message(
            N_("The order is held back by line %(number)s."), {"number": outline.fault_line}
        )
    return RefusedLine(line.line, line.order, reason, line.amount)
