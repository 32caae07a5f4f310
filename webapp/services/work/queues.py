"""My work: every queue that a person may act on, whatever kind of document waits in it.

Areas register a source of work; this page never changes when a new kind comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.services.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Queue:
    """Documents of one kind that wait for somebody with this person's rights.

    ``label`` is a gettext id; ``endpoint`` and ``arguments`` name the page that lists them.
    ``overdue`` counts those waiting longer than the company allows.
    """

    key: str
    label: str
    endpoint: str
    arguments: dict[str, str]
    count: int
    oldest: datetime | None
    overdue: int


@dataclass(frozen=True, slots=True)
class WorkSource:
    """An area's queues for an actor, read in a fixed number of queries."""

    key: str
    queues: Callable[[Session, Actor, datetime], list[Queue]]


_sources: dict[str, WorkSource] = {}


def register(source: WorkSource) -> None:
    _sources[source.key] = source


def my_work(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """All queues of this person, those of one area together, in the order areas registered."""
    return [queue for source in _sources.values() for queue in source.queues(session, actor, now)]
