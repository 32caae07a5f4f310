"""How a database would find the rows of a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.orm import Session


def plan_of(session: Session, statement: Select[*tuple[Any, ...]]) -> str:
    """How PostgreSQL would find the rows, full reads only where nothing else is possible."""
    words = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    session.execute(text("SET LOCAL enable_seqscan = off"))
    session.execute(text("SET LOCAL enable_bitmapscan = off"))
    return "\n".join(session.scalars(text(f"EXPLAIN {words}")))
