"""My work: every queue that a person may act on, whatever kind of document waits in it.

Areas register a source of work; this page never changes when a new kind comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
class Touched:
    """A document that this person last acted on at ``at``; ``status_label`` is a gettext id."""

    kind: str
    number: str
    title: str
    status: str
    status_label: str
    at: datetime


def as_queues(
    steps: Iterable[str],
    statuses: Mapping[str, str],
    endpoint: str,
    counted: Iterable[Any],
) -> list[Queue]:
    """A queue for each step, empty ones too; ``counted`` are status, count, oldest and overdue."""
    counts = {status: (count, oldest, int(late)) for status, count, oldest, late in counted}
    return [
        Queue(key, statuses[key], endpoint, {"status": key}, *counts.get(key, (0, None, 0)))
        for key in steps
    ]


def as_touched(kind: str, statuses: Mapping[str, str], rows: Iterable[Any]) -> list[Touched]:
    """Rows of number, customer, status and moment, as what a person acted on."""
    return [
        Touched(kind, number, customer, status, statuses[status], at)
        for number, customer, status, at in rows
    ]


def nothing_touched(session: Session, actor: Actor) -> list[Touched]:
    return []


@dataclass(frozen=True, slots=True)
class WorkSource:
    """An area's queues for an actor, and what he acted on last, each in a fixed number of
    queries."""

    key: str
    queues: Callable[[Session, Actor, datetime], list[Queue]]
    touched: Callable[[Session, Actor], list[Touched]] = nothing_touched


_sources: dict[str, WorkSource] = {}


def register(source: WorkSource) -> None:
    _sources[source.key] = source


def my_work(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """All queues of this person, those of one area together, in the order areas registered."""
    return [queue for source in _sources.values() for queue in source.queues(session, actor, now)]


def last_touched(session: Session, actor: Actor, most: int = 8) -> list[Touched]:
    """What this person acted on last, of every kind, the newest first."""
    found = [one for source in _sources.values() for one in source.touched(session, actor)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]
