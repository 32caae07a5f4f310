"""Conditions spelled as partial indexes are, so that the database uses them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import InstrumentedAttribute


def none_of(column: InstrumentedAttribute[str], values: Sequence[str]) -> ColumnElement[bool]:
    """``column`` is none of these. SQLite compares the text of the condition with the index's, so
    the values stand in it."""
    return column.not_in(bindparam(None, values, expanding=True, literal_execute=True))
