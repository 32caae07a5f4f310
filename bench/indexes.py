"""Large tables without their indexes and foreign keys for as long as they are filled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

#: What is copied without its indexes, which are made anew at the end.
LARGE = ("sales_order", "order_line", "event", "shipment", "shipment_line")


@contextmanager
def without_indexes(session: Session) -> Iterator[None]:
    """On PostgreSQL the large tables lose what slows copying down, and get it back."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    tables = list(LARGE)
    keys = session.execute(text(KEYS), {"tables": tables}).all()
    indexes = session.execute(text(INDEXES), {"tables": tables}).all()
    for table, name, _ in keys:
        session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for name, _ in indexes:
        session.execute(text(f"DROP INDEX {name}"))
    session.commit()
    yield
    for _, definition in indexes:
        session.execute(text(definition))
    for table, name, definition in keys:
        session.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
    session.commit()


KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid::regclass::text = ANY(:tables)
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = ANY(:tables) AND schemaname = 'public'
AND indexname NOT IN (SELECT conname FROM pg_constraint)
AND indexname <> 'ix_order_line_order_id_position'
"""
