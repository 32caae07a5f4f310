"""Orders as a list: rows with the same number form one order, placed by the same act as any
other (H4). How lines are judged and sorted into orders, the command line has too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields as fields_of

from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.importing.engine import (
    NEW,
    SAME,
    Chosen,
    Importer,
    ImportKind,
    Item,
    Opener,
    Plan,
    RefusedRow,
)
from webapp.services.importing.fields import QUANTITY_PLACES
from webapp.services.importing.lines import Fault, RefusedLine, WantedOrder
from webapp.services.importing.mapping import Columns, LineRules, OrderMapping
from webapp.services.importing.order_fields import order_fields
from webapp.services.importing.placing import ImportTerms, bring_in, check_same, find_known
from webapp.services.importing.rules import LineJudge, sort_into_orders, survey

RULES = LineRules(quantity_decimals=QUANTITY_PLACES)
#: Columns that only lists of the command line make use of.
UNUSED = frozenset({"name", "region"})
OF_HEADER = {"requested_date": "wanted_on", "contract_number": "contract"}


class OrderList(ImportKind):
    key = "orders"
    label = N_("Orders")
    permission = Permission.ORDER_CREATE
    key_fields = ("order",)
    fields = tuple(one for one in order_fields(RULES, is_complete=False) if one.key not in UNUSED)
    #: One order is one transaction.
    batch = 1

    def items(self, opened: Opener, chosen: Chosen) -> Iterator[Item | RefusedRow]:
        mapping = _mapping(chosen)
        with opened() as table:
            judge = LineJudge(table.header, mapping)
            surveyed = survey(judge.judge(row) for row in table.rows)
        with opened() as table:
            judged = (judge.judge(row) for row in table.rows)
            for found in sort_into_orders(judged, surveyed):
                yield _refused(found) if isinstance(found, RefusedLine) else _item(found)

    def begin(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> Importer:
        return _Orders(tx, chosen)

    def faults(self, item: Item, refused: RuleBroken) -> tuple[tuple[int, Fault], ...]:
        found = []
        for name, messages in refused.fields.items():
            line, field = self._place(item, name)
            found += [(line, Fault(field, message)) for message in messages]
        return tuple(found) or ((item.lines[0], Fault("", refused.message)),)

    def _place(self, item: Item, name: str) -> tuple[int, str]:
        """The row and the field that a refusal of placing belongs to."""
        order: WantedOrder = item.content
        head, _, rest = name.partition(".")
        if head == "lines" and rest.isdigit() and int(rest) < len(order.lines):
            return order.lines[int(rest)].line, "quantity"
        if head in ("stock", "product"):
            found = next((one for one in order.lines if one.product == rest), order.lines[0])
            return found.line, "quantity" if head == "stock" else "product"
        return item.lines[0], self.place_of(OF_HEADER.get(name, name))


class _Orders(Importer):
    def __init__(self, tx: Tx, chosen: Chosen) -> None:
        self._tx = tx
        self._terms = ImportTerms(chosen.source)

    def plan(self, item: Item) -> Plan:
        wanted: WantedOrder = item.content
        known = find_known(self._tx, f"{self._terms.source}:{item.key}")
        if known is not None:
            check_same(known, wanted)
            return Plan(SAME)
        if wanted.day is not None and wanted.day > self._tx.today:
            raise RuleBroken(N_("This day lies in the future."), "date")
        return Plan(NEW, lambda: bring_in.act(self._tx, wanted, self._terms))


def _mapping(chosen: Chosen) -> OrderMapping:
    """What was chosen, as the mapping that the command line reads from its file."""
    titles = {one.name: chosen.columns.get(one.name, "") for one in fields_of(Columns)}
    return OrderMapping(
        chosen.source, Columns(**titles), RULES, constants=chosen.constants, is_complete=False
    )


def _item(order: WantedOrder) -> Item:
    return Item(order.number, tuple(line.line for line in order.lines), order)


def _refused(line: RefusedLine) -> RefusedRow:
    return RefusedRow(line.order, line.line, line.faults)
