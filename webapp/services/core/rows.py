"""Rows made for the screen out of what was read from the database."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

Row = TypeVar("Row")


def row_of(kind: type[Row], source: object, /, **given: Any) -> Row:
    """A row of this dataclass: its fields are those given, all others the source's of that name.

    Only what the class names is read, so that no other column comes along.
    """
    names = _names_of(cast(Hashable, kind))
    return kind(**{name: getattr(source, name) for name in names if name not in given}, **given)


def columns_of(kind: type[Any], model: Any, /, **given: Any) -> list[Any]:
    """The columns that a row class is read from, in the order of its fields: those given, and the
    model's of the same name. What neither has is left out, to be worked out afterwards."""
    of_model = {column.key: getattr(model, column.key) for column in model.__table__.columns}
    known = {**of_model, **given}
    return [known[name] for name in _names_of(cast(Hashable, kind)) if name in known]


@cache
def _names_of(kind: Hashable) -> tuple[str, ...]:
    """Looked up once for a class: a list asks for each of its rows."""
    return tuple(field.name for field in fields(cast(Any, kind)))
