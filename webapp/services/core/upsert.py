"""Rows that two people may be the first to need at the same moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from webapp.models import Base


def dialect_insert(session: Session, model: type[Base]) -> Any:
    """The insert of the session's database, which both spell ``ON CONFLICT`` alike."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(model) if is_postgresql else sqlite.insert(model)


def ensure_row(session: Session, model: type[Base], keys: dict[str, Any], **values: Any) -> None:
    """Makes the row with these unique keys unless it is there, whoever comes first."""
    session.execute(
        dialect_insert(session, model)
        .values(**keys, **values)
        .on_conflict_do_nothing(index_elements=list(keys))
    )
