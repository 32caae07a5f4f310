"""A database that fails at a chosen moment, to see that an act leaves nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


class InjectedFault(Exception):
    """Raised in the place of a statement, or of the commit."""


class FaultyEngine:
    """Counts what reaches the database, and fails at the statement of a given number.

    The commit counts as the last statement.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._left = -1
        self.seen = 0

    @contextmanager
    def failing_at(self, number: int) -> Iterator[None]:
        """While this lasts, statement ``number`` (from 1) is not run but fails."""
        self._left, self.seen = number, 0
        hooks = (("before_cursor_execute", self._statement), ("commit", self._commit))
        for name, hook in hooks:
            event.listen(self._engine, name, hook)
        try:
            yield
        finally:
            for name, hook in hooks:
                event.remove(self._engine, name, hook)

    def _statement(self, *_: Any) -> None:
        self._count()

    def _commit(self, _: Any) -> None:
        self._count()

    def _count(self) -> None:
        self.seen += 1
        if self.seen == self._left:
            raise InjectedFault
