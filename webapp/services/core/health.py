"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.models import Branch


def database_answers(session: Session) -> bool:
    """Whether a table of the product can be read."""
    try:
        session.scalar(select(Branch.id).limit(1))
    except SQLAlchemyError:
        session.rollback()
        return False
    return True
