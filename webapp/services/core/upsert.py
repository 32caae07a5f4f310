"""Rows that two people may be the first to need at the same moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from webapp.models import Base


def insert_of(dialect: str) -> Any:
    """The insert of a database, which both spell ``ON CONFLICT`` alike."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def ensure_row(session: Session, model: type[Base], keys: dict[str, Any], **values: Any) -> None:
    """Makes the row with these unique keys unless it is there, whoever comes first."""
    session.execute(
        insert_of(session.get_bind().dialect.name)(model)
        .values(**keys, **values)
        .on_conflict_do_nothing(index_elements=list(keys))
    )
