"""My work: every queue that a person may act on, whatever kind of document waits in it.

Areas register a source of work; this page never changes when a new kind comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    desc,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import iterate

from webapp.db import Id, UtcDateTime
from webapp.models import Event
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.keeping import MASTER_DATA, keep

MOST_TOUCHED = 8


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """An area's queues as a part of the one statement that counts all of them.

    ``counted`` are selects of status, count, oldest and overdue; ``labels`` name the queues by
    status, in their order. One that ``hides_empty`` has no queue where nothing waits.
    """

    counted: Sequence[Counted]
    labels: Mapping[str, str]
    endpoint: str
    prefix: str = ""
    hides_empty: bool = False

    def queues(self, found: Mapping[str, Figures]) -> list[Queue]:
        return [
            Queue(
                f"{self.prefix}{status}",
                label,
                self.endpoint,
                {"status": status},
                *found.get(status, NOTHING),
            )
            for status, label in self.labels.items()
            if status in found or not self.hides_empty
        ]


@dataclass(frozen=True, slots=True)
class WorkSource:
    """An area's queues for an actor, and the documents of it that he acted on.

    ``waiting`` is None for whoever has no queue there. ``touched`` selects number, title, status
    and moment of documents in his reach out of his acts; ``statuses`` are their words.
    """

    kind: str
    waiting: Callable[[Session, Actor, date], Waiting | None]
    touched: Callable[[Actor, date], Counted] | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)


#: Count, oldest and overdue of a queue.
Figures = tuple[int, datetime | None, int]
Counted = Select[*tuple[Any, ...]]
NOTHING: Figures = (0, None, 0)
#: So many of a person's acts on documents are looked through for what he acted on last: most people
#: do several things to one document, and nobody's page may cost more the longer he has been here.
#: Acts on master data do not count: one list that he brings in makes thousands.
MOST_ACTS = 300
_acts = (
    select(Event.subject_kind, Event.subject_id, Event.at)
    .where(Event.actor_id == bindparam("user_id"), Event.subject_kind.not_in(sorted(MASTER_DATA)))
    .order_by(Event.at.desc())
    .limit(MOST_ACTS)
    .subquery()
)
#: The last act of this person on each subject.
ACTS = (
    select(_acts.c.subject_kind, _acts.c.subject_id, func.max(_acts.c.at).label("at"))
    .group_by(_acts.c.subject_kind, _acts.c.subject_id)
    .cte("acts")
)

_sources: dict[str, WorkSource] = {}


def register(source: WorkSource) -> None:
    _sources[source.kind] = source


def acted_on(model: Any) -> ColumnElement[bool]:
    """Joins a kind of documents with ``ACTS``."""
    return and_(ACTS.c.subject_kind == model.__tablename__, ACTS.c.subject_id == model.id)


def ago(hours: int) -> BindParameter[datetime]:
    """The moment so many hours before the page is drawn, in a statement that is built once."""
    return bindparam(f"{AGO}{hours}", type_=UtcDateTime())


AGO = "hours_ago_"


def figures(status: Any, since: Any, overdue: ColumnElement[bool]) -> Counted:
    """The columns of a queue, to be narrowed, and grouped by status."""
    return select(status, func.count(), func.min(since), func.sum(case((overdue, 1), else_=0)))


@dataclass(frozen=True, slots=True)
class Counts:
    """The one statement that counts a person's queues, and how long ago its moments are; None
    where he has no queue."""

    waiting: Mapping[str, Waiting]
    statement: Any
    hours: frozenset[int]


def my_work(session: Session, actor: Actor, now: datetime, *, of: str = "") -> list[Queue]:
    """All queues of this person, or those of one kind of documents; those of one area together, in
    the order areas registered; in one query over what is open."""
    kinds, day = [of] if of else list(_sources), company_day(now)
    counts = _kept(session, actor, day, of, lambda: _counts(session, actor, day, kinds))
    if counts.statement is None:
        return []
    moments = {f"{AGO}{hours}": now - timedelta(hours=hours) for hours in counts.hours}
    told = {"user_id": actor.user_id, **moments}
    found: dict[str, dict[str, Figures]] = {}
    for kind, status, count, oldest, overdue in session.execute(counts.statement, told):
        if count:
            found.setdefault(kind, {})[status] = (count, oldest, int(overdue))
    return [
        queue
        for kind, waiting in counts.waiting.items()
        for queue in waiting.queues(found.get(kind, {}))
    ]


def last_touched(session: Session, actor: Actor, now: datetime) -> list[Touched]:
    """What this person acted on last, of every kind, the newest first; in one query over his last
    acts."""
    if not actor.is_company:
        return []
    day = company_day(now)
    statement = _kept(session, actor, day, "touched", lambda: _touched(actor, day))
    return [
        Touched(kind, number, title, status, _sources[kind].statuses[status], at)
        for kind, number, title, status, at in session.execute(
            statement, {"user_id": actor.user_id}
        )
    ]


def _kept(session: Session, actor: Actor, day: date, what: str, build: Callable[[], Any]) -> Any:
    """A person's statements depend on his rights and the company's choices, which are master data,
    and on the day: who stands in for whom."""
    return keep(session, ("work", what, actor.kind, actor.rights, day), build)


def _anybody(actor: Actor) -> Actor:
    """The same rights in whoever's hands: who he is, is told with the question, so that all who
    hold these rights share a statement of half a megabyte."""
    return replace(actor, user_id=cast(Any, bindparam("user_id", type_=Id)))


def _counts(session: Session, actor: Actor, day: date, kinds: Sequence[str]) -> Counts:
    if not actor.is_company:
        return Counts({}, None, frozenset())
    holder = _anybody(actor)
    waiting = {kind: _sources[kind].waiting(session, holder, day) for kind in kinds}
    mine = {kind: one for kind, one in waiting.items() if one is not None}
    counted = [_of(kind, one) for kind, part in mine.items() for one in part.counted]
    statement = union_all(*counted) if counted else None
    return Counts(mine, statement, _hours(statement))


def _touched(actor: Actor, day: date) -> Any:
    holder = _anybody(actor)
    parts = [_of(kind, one.touched(holder, day)) for kind, one in _sources.items() if one.touched]
    return union_all(*parts).order_by(desc("at")).limit(MOST_TOUCHED)


def _of(kind: str, statement: Counted) -> Counted:
    """The rows with the kind of document before them."""
    return statement.with_only_columns(literal(kind).label("kind"), *statement.selected_columns)


def _hours(statement: Any) -> frozenset[int]:
    """How long ago the moments are that a statement wants to be told."""
    if statement is None:
        return frozenset()
    names = (one.key for one in iterate(statement) if isinstance(one, BindParameter))
    return frozenset(int(name.removeprefix(AGO)) for name in names if name.startswith(AGO))
