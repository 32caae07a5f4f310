"""What lists name by a code or by a name in either language: levels, regions, warehouses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import (
    Branch,
    Category,
    ChoiceItem,
    CustomerLevel,
    Product,
    Region,
    TaxClass,
    User,
    Warehouse,
)
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.keeping import read_once

#: Code and its names, as far as there are several.
Named = tuple[str, ...]
TABLES: dict[str, Any] = {
    "level": CustomerLevel,
    "region": Region,
    "branch": Branch,
    "category": Category,
    "tax_class": TaxClass,
    "warehouse": Warehouse,
}


class Directory:
    """Codes by what people write for them: the code itself or a name, in any case."""

    def __init__(self, field: str, rows: Iterable[Named]) -> None:
        self._field = field
        self._codes: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        for code, *names in rows:
            self._codes[code.casefold()] = code
            for name in names:
                self._names.setdefault(name.casefold(), set()).add(code)

    def code(self, entry: str) -> str:
        """The code meant. Raises RuleBroken for what is not there, or stands for several."""
        word = entry.casefold()
        found = {self._codes[word]} if word in self._codes else self._names.get(word, set())
        if len(found) == 1:
            return next(iter(found))
        text = (
            N_("“%(entry)s” stands for several; please write the code.")
            if found
            else N_("There is no “%(entry)s”.")
        )
        raise RuleBroken(text, self._field, entry=entry[:40])


class Articles:
    """Ids of articles by code."""

    def __init__(self, ids: Mapping[str, int]) -> None:
        self._ids = ids

    @property
    def ids(self) -> Collection[int]:
        return self._ids.values()

    def id(self, code: str) -> int:
        """Raises RuleBroken at ``product`` for what is no article."""
        if code not in self._ids:
            raise RuleBroken(N_("There is no article “%(code)s”."), "product", code=code)
        return self._ids[code]


def articles(session: Session, codes: Collection[str]) -> Articles:
    """The articles of these codes, in one query."""
    rows = session.execute(select(Product.code, Product.id).where(Product.code.in_(codes)))
    return Articles({row.code: row.id for row in rows})


def directory(session: Session, field: str) -> Directory:
    """The directory of a field that names a row, read once a transaction."""
    return read_once(
        session, ("directory", field), lambda: Directory(field, _named(session, field))
    )


def choices(session: Session, field: str, list_key: str) -> Directory:
    """The directory of one of the company's own lists."""

    def read() -> Directory:
        rows = session.execute(
            select(ChoiceItem.code, ChoiceItem.name, ChoiceItem.name_en).where(
                ChoiceItem.list_key == list_key, ChoiceItem.removed_at.is_(None)
            )
        )
        return Directory(field, [tuple(row) for row in rows])

    return read_once(session, ("directory", list_key), read)


def known_codes(session: Session, field: str) -> list[Named]:
    """Code and names of what a field may name, to be offered."""
    return _named(session, field)


def _named(session: Session, field: str) -> list[Named]:
    if field == "salesperson":
        people = select(User.user_name, User.name).where(
            User.kind == "company", User.disabled_at.is_(None)
        )
        return [tuple(row) for row in session.execute(people)]
    table = TABLES[field]
    rows = session.execute(select(table.code, table.name, table.name_en).order_by(table.code))
    return [tuple(row) for row in rows]
