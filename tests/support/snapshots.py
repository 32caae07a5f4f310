"""What stands in a database: every table's rows, counted and hashed, to be compared."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models.base import Base

Snapshot = dict[str, tuple[int, str]]


#: Events that reading a page may leave: that somebody looked at a confidential file (H3, I4).
LOOKS = ("CustomerViewed", "PricesViewed")
HEADS = frozenset({"trail_length", "trail_head"})


def snapshot(session: Session, *, without_looks: bool = False) -> Snapshot:
    """Row count and checksum of every table, as they are committed now.

    ``without_looks`` passes over what a look at a confidential file leaves: its event, and the
    head of the chain that it hangs on.
    """
    with Session(session.get_bind()) as fresh:
        tables = sorted(Base.metadata.tables)
        return {name: _of_table(fresh, name, without_looks) for name in tables}


def _of_table(session: Session, name: str, without_looks: bool) -> tuple[int, str]:
    table = Base.metadata.tables[name]
    columns = [one for one in table.columns if not (without_looks and one.name in HEADS)]
    statement = select(*columns).order_by(*table.primary_key)
    if without_looks and name == "event":
        statement = statement.where(table.c.name.not_in(LOOKS))
    rows = session.execute(statement).all()
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
