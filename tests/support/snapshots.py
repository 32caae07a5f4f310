"""What stands in a database: every table's rows, counted and hashed, to be compared."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models.base import Base

Snapshot = dict[str, tuple[int, str]]


def snapshot(session: Session) -> Snapshot:
    """Row count and checksum of every table, as they are committed now."""
    with Session(session.get_bind()) as fresh:
        return {name: _of_table(fresh, name) for name in sorted(Base.metadata.tables)}


def _of_table(session: Session, name: str) -> tuple[int, str]:
    table = Base.metadata.tables[name]
    rows = session.execute(select(table).order_by(*table.primary_key)).all()
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
