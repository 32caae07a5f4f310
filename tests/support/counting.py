"""How many statements the app runs: a list costs the same with three rows as with twenty-five."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the app runs meanwhile."""
    seen: list[str] = []

    def note(*call: object) -> None:
        # What begins a transaction is no question, as what ends it.
        if not str(call[2]).startswith("BEGIN"):
            seen.append(str(call[2]))

    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
