"""What every kind of list has in common: how its rows become items, and what becomes of an item.

A kind of list declares its fields (``ImportKind.fields``), how rows belong together
(``items``), and what an item would do to what is stored (``begin`` and ``Importer.plan``). The
doing itself is left to the acts of the areas, so that a list is refused what a form is refused.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import IntegrityError

from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Busy, DomainError, Message, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.importing.fields import Field, RowReader
from webapp.services.importing.lines import Fault
from webapp.services.importing.reader import Table

NEW, SAME, CHANGED, BAD = "new", "same", "changed", "bad"
STANDINGS = (NEW, SAME, CHANGED, BAD)
#: What is stored in one transaction; nobody waits longer for it than for a large form.
BATCH = 100
TAKEN = N_("Somebody stored the same meanwhile. Please check the file again.")

Opener = Callable[[], AbstractContextManager[Table]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose for a file: titles by field, one text for all rows where there is no
    column, whether what is there already may be changed, and under which number it is stored.

    ``source`` is the short name by which orders of this list are known.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    update: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is stored or refused as one: a row, or all rows of an order."""

    key: str
    lines: tuple[int, ...]
    content: Any


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be read, or is held back by another."""

    key: str
    line: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What an item would change of what is stored, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an item would do: nothing where it is the same as what is there."""

    standing: str
    store: Callable[[], object] | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an item, or would: its lines, and what is wrong at which of them."""

    key: str
    lines: tuple[int, ...]
    standing: str
    differences: tuple[Difference, ...] = ()
    faults: tuple[tuple[int, Fault], ...] = ()


class Importer(ABC):
    """Looks up what a batch of items needs, once; then plans each of them."""

    @abstractmethod
    def plan(self, item: Item) -> Plan:
        """Raises RuleBroken for an item that can never be stored."""

    def finish(self) -> None:  # noqa: B027 - most kinds store item by item
        """Stores what was put off to the end of the batch."""


class ImportKind(ABC):
    """A kind of list. ``key_fields`` are what an item is known by; ``places`` say at which field
    a refusal of the acts belongs that they call otherwise."""

    key: str
    label: str
    permission: Permission
    fields: tuple[Field, ...]
    key_fields: tuple[str, ...]
    places: Mapping[str, str] = {}
    batch = BATCH

    @abstractmethod
    def begin(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> Importer:
        """Opens a batch in a transaction."""

    def items(self, opened: Opener, chosen: Chosen) -> Iterator[Item | RefusedRow]:
        """The items of a file in its sequence; the same one twice is refused the second time."""
        seen: dict[tuple[str, ...], int] = {}
        with opened() as table:
            reader = RowReader(table.header, self.fields, chosen.columns, chosen.constants)
            for row in table.rows:
                reading = reader.read(row)
                key = self._key(reading.values)
                faults = reading.faults or _twice(seen.setdefault(key, row.line), row.line)
                if faults:
                    yield RefusedRow(key[0], row.line, faults)
                else:
                    yield Item(key[0], (row.line,), reading.values)

    def _key(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(values.get(name) or "").upper() for name in self.key_fields)

    def faults(self, item: Item, refused: RuleBroken) -> tuple[tuple[int, Fault], ...]:
        """What the acts refused, at the lines and fields where the file can be corrected."""
        return tuple(
            (item.lines[0], Fault(self.place_of(name), message))
            for name, messages in refused.fields.items()
            for message in messages
        )

    def place_of(self, name: str) -> str:
        """The field that a refusal belongs to, '' for the row as a whole."""
        plain = self.places.get(name, name)
        return plain if plain in {one.key for one in self.fields} else ""

    def offered(self, actor: Actor) -> tuple[Field, ...]:
        """The fields that this person may fill in."""
        return tuple(
            one for one in self.fields if one.permission is None or actor.may(one.permission)
        )


def carry_out(tx: Tx, kind: ImportKind, chosen: Chosen, items: Sequence[Item]) -> list[Verdict]:
    """Stores a batch in the open transaction; whatever is refused holds back nothing else.

    The batch is done as a whole first; only when something in it is refused, item by item.
    """
    if not items:
        return []
    try:
        with tx.session.begin_nested():
            importer = kind.begin(tx, chosen, items)
            verdicts = [_carried_out(importer, item, chosen) for item in items]
            importer.finish()
            return verdicts
    except (Busy, DomainError, IntegrityError) as refused:
        if isinstance(refused, Busy):
            raise
        if len(items) == 1:
            return [_refused(kind, items[0], refused)]
    return [verdict for item in items for verdict in carry_out(tx, kind, chosen, [item])]


def _carried_out(importer: Importer, item: Item, chosen: Chosen) -> Verdict:
    plan = importer.plan(item)
    if plan.store is not None and (plan.standing == NEW or chosen.update):
        plan.store()
    return Verdict(item.key, item.lines, plan.standing, plan.differences)


def _refused(kind: ImportKind, item: Item, refused: Exception) -> Verdict:
    if isinstance(refused, RuleBroken):
        faults = kind.faults(item, refused)
    elif isinstance(refused, DomainError):
        faults = ((item.lines[0], Fault("", refused.message)),)
    else:
        faults = ((item.lines[0], Fault("", Message(TAKEN))),)
    return Verdict(item.key, item.lines, BAD, faults=faults)


def _twice(first: int, line: int) -> tuple[Fault, ...]:
    if first == line:
        return ()
    text = N_("The same stands in line %(number)s already.")
    return (Fault("", Message(text, {"number": first})),)
