"""Acts at the same moment: each in its own thread, on its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from webapp.db import Database
from webapp.services.core.errors import DomainError
from webapp.services.core.transaction import Done

Outcome = Done | DomainError


def at_once(database: Database, acts: Sequence[Callable[[Session], Done]]) -> list[Outcome]:
    """Runs the acts together from one starting line; answers what each did or why not."""
    line = threading.Barrier(len(acts))

    def run(act: Callable[[Session], Done]) -> Outcome:
        with database.session() as session:
            line.wait(timeout=30)
            try:
                return act(session)
            except DomainError as refused:
                return refused

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def winners(outcomes: Sequence[Outcome]) -> list[Done]:
    return [one for one in outcomes if isinstance(one, Done)]
