"""Many rows at once: copies of what the product's own services made.

Rows are copied inside the database, so a hundred thousand take a second; what must be unique, or
differs from row to row, is given as an expression of the running number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    String,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    true,
)
from sqlalchemy.orm import Session

from webapp.db import UtcDateTime
from webapp.models import Base

Number = ColumnElement[int]
Given = Mapping[str, Any]
#: How many different moments rows lie at.
MOMENTS = 50


def named(prefix: str, number: Number) -> ColumnElement[str]:
    """A code of this running number."""
    return literal(f"{prefix}-") + cast(number, String)


def spread(number: Number, begin: datetime) -> ColumnElement[datetime]:
    """A moment of some day before ``begin``, by the running number."""
    days = [literal(begin - timedelta(days=day), UtcDateTime()) for day in range(MOMENTS)]
    return case(dict(enumerate(days)), value=number % MOMENTS)


def copy(
    session: Session,
    model: type[Base],
    rows: int,
    changes: Callable[[Number], Given],
    like: int = 0,
) -> int:
    """Copies the row ``like``, or the table's first, with some columns by the running number;
    answers the id of the first copy."""
    numbers = _numbers(rows)
    table, names = model.__table__, _names(model)
    changed = changes(numbers.c.n)
    last = session.scalar(select(func.max(table.c.id))) or 0
    statement = (
        select(*(_value(changed, name, table.c[name]) for name in names))
        .select_from(table.join(numbers, true()))
        .where(table.c.id == (like or first(session, model)))
    )
    session.execute(insert(model).from_select(names, statement))
    return first(session, model, last + 1)


def follow(
    session: Session,
    model: type[Base],
    parent: type[Base],
    since: int,
    changes: Callable[[Any], Given],
    like: int = 0,
) -> int:
    """A row like ``like``, or the first of ``model``, for each row of ``parent`` from the id
    ``since`` on, with some columns by the parent's; answers the id of the first copy."""
    table, owner, names = model.__table__, parent.__table__, _names(model)
    changed = changes(owner.c)
    last = session.scalar(select(func.max(table.c.id))) or 0
    statement = (
        select(*(_value(changed, name, table.c[name]) for name in names))
        .select_from(table.join(owner, owner.c.id >= since))
        .where(table.c.id == (like or first(session, model)))
    )
    session.execute(insert(model).from_select(names, statement))
    return first(session, model, last + 1)


def first(session: Session, model: type[Base], since: int = 0) -> int:
    """The lowest id from ``since`` on."""
    column = model.__table__.c.id
    found = session.scalar(select(func.min(column)).where(column >= since))
    assert found is not None, f"{model.__tablename__} has no row to copy"
    return int(found)


def _value(changed: Given, name: str, column: Any) -> Any:
    if name not in changed:
        return column
    value = changed[name]
    return value if isinstance(value, ColumnElement) else literal(value, column.type)


def _numbers(last: int) -> CTE:
    """1 … last."""
    begin = select(literal(1).label("n")).cte("numbers", recursive=True)
    return begin.union_all(select(begin.c.n + 1).where(begin.c.n < last))


def _names(model: type[Base]) -> list[str]:
    return [column.name for column in model.__table__.columns if column.name != "id"]
