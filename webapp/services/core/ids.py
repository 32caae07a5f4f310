"""Ids of new rows that come in numbers, drawn before the rows are written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.models import Base

NEXT = text(
    "SELECT nextval(named.sequence) FROM generate_series(1, :number),"
    " (SELECT pg_get_serial_sequence(:name, 'id')::regclass AS sequence) AS named"
)


def give_ids(session: Session, rows: Sequence[Base]) -> None:
    """Gives the new rows of one table, in a transaction that writes, their ids.

    They go in as one batch then. A database that is to say which id each row got takes them row by
    row (SQLite), or by a text as long as the batch, which the driver reads anew each time.
    """
    if len(rows) < 2:
        return
    for row, id_ in zip(rows, _draw(session, type(rows[0]), len(rows)), strict=True):
        row.id = id_


def _draw(session: Session, model: type[Base], number: int) -> Sequence[int]:
    # Not through the session, which would write the rows first.
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        asked = {"name": model.__tablename__, "number": number}
        return connection.scalars(NEXT, asked).all()
    # It counts on from the highest id, as SQLite does; the write lock keeps all others away.
    highest = connection.scalar(select(func.max(model.id))) or 0
    return range(highest + 1, highest + 1 + number)
