"""Changing rows behind the product's back, as somebody with the database's password could."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

GUARDS = ("event_no_update", "event_no_delete", "seal_no_update", "seal_no_delete")


def tamper(session: Session, statement: str, **values: Any) -> None:
    """Runs a statement with the guards of append-only tables and foreign keys out of the way."""
    session.rollback()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    if engine.dialect.name == "sqlite":
        _tamper_file(str(engine.url.database), statement, values)
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(statement), values)
        session.commit()
    session.expire_all()


def _tamper_file(path: str, statement: str, values: dict[str, Any]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for guard in GUARDS:
            connection.execute(f"DROP TRIGGER IF EXISTS {guard}")
        connection.execute(statement, values)
        connection.commit()
