"""Which lines of a foreign order list can become orders: pure judgement, no storage.

A line is judged alone; an order by all its lines: one bad line holds back the whole order,
and no other. Lines of one order may be scattered over the file. The list is gone through
twice: `survey` remembers per order only its last line and its first fault, and
`sort_into_orders` then gives each order as soon as its last line has passed, so that memory
follows the orders that are open and not the length of the list.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from webapp.services.core.errors import N_, Message
from webapp.services.core.parsing import (
    ParseError,
    parse_money,
    parse_quantity,
)
from webapp.services.importing.fields import RowReader, text_of
from webapp.services.importing.lines import (
    Fault,
    RefusedLine,
    Row,
    WantedLine,
    WantedOrder,
    line_amount,
)
from webapp.services.importing.mapping import LineRules, OrderMapping
from webapp.services.importing.order_fields import SEQUENCE, order_fields


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

    def __init__(self, header: tuple[str, ...], mapping: OrderMapping) -> None:
        self._rules = mapping.rules
        self._columns = mapping.columns.titles()
        fields = order_fields(mapping.rules, is_complete=mapping.is_complete)
        self._reader = RowReader(header, fields, self._columns, mapping.constants)

    def judge(self, row: Row) -> WantedLine | RefusedLine:
        """Read one line, or say everything that is wrong with it."""
        reading = self._reader.read(row)
        faults = (*_beyond_reading(reading.values, self._rules), *reading.faults)
        if faults:
            order = text_of(self._reader.cell(row, "order"))
            return RefusedLine(row.line, order, _in_sequence(faults), self._amount(row))
        return _wanted(row.line, reading.values)

    def _amount(self, row: Row) -> Decimal:
        """What a refused line comes to by its own figures, 0 when they cannot be read."""
        quantity, price = (self._reader.cell(row, key) for key in ("quantity", "price"))
        if isinstance(quantity, date) or isinstance(price, date):
            return Decimal(0)
        try:
            return line_amount(
                parse_quantity(quantity, self._rules.quantity_decimals, allow_negative=True),
                parse_money(price, decimals=self._rules.price_decimals, allow_negative=True),
            )
        except ParseError:
            return Decimal(0)


def _beyond_reading(values: Mapping[str, Any], rules: LineRules) -> Iterator[Fault]:
    order, product = values.get("order") or "", values.get("product") or ""
    if rules.cancellation_prefix and order.startswith(rules.cancellation_prefix):
        yield Fault("order", Message(N_("This is a cancellation.")))
    if product.casefold() in rules.refuse_codes:
        yield Fault("product", Message(N_("“%(code)s” stands for no goods."), {"code": product}))


def _in_sequence(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults as their fields are judged: the order's number first, its day last."""
    return tuple(sorted(faults, key=lambda fault: SEQUENCE.index(fault.field)))


def _wanted(line: int, values: Mapping[str, Any]) -> WantedLine:
    return WantedLine(
        line=line,
        order=values["order"],
        product=values["product"],
        name=values["name"] or "",
        quantity=values["quantity"],
        price=values["price"],
        day=values["date"],
        customer=values["customer"],
        region=values["region"] or "",
        wanted_on=values["wanted_on"],
        contract=values["contract"] or "",
        remark=values["remark"] or "",
    )


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


def _is_faulty(line: WantedLine | RefusedLine, outline: _Outline) -> bool:
    if isinstance(line, RefusedLine):
        return True
    outline.customer = outline.customer or line.customer
    return line.customer != outline.customer


def _as_refused(line: WantedLine | RefusedLine) -> RefusedLine:
    if isinstance(line, RefusedLine):
        return line
    return _refused(line, "", Message(N_("The file changed while it was read.")))


def _held_back(line: WantedLine, outline: _Outline) -> RefusedLine:
    if line.line == outline.fault_line:
        other = N_("The order has lines of another customer, “%(customer)s”.")
        return _refused(line, "customer", Message(other, {"customer": outline.customer}))
    held = N_("The order is held back by line %(number)s.")
    return _refused(line, "order", Message(held, {"number": outline.fault_line}))


def _refused(line: WantedLine, field: str, reason: Message) -> RefusedLine:
    return RefusedLine(line.line, line.order, (Fault(field, reason),), line.amount)
