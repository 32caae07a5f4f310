"""The one commit point: a command runs in one transaction, once, and leaves its event.

A command is a function of a ``Tx``; ``@command`` makes it callable with a session and an actor.
Sent again with the same one-time key, it answers with its first result and changes nothing.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, Generic, ParamSpec, cast

from sqlalchemy import Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from webapp.db import WRITE
from webapp.models import Event, Notice
from webapp.models.base import Trailed
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import Busy
from webapp.services.core.events import Subject, append, go_on
from webapp.services.core.keeping import MASTER_DATA, keep_apart, keep_no_more, keep_together
from webapp.services.core.once import check_key, first_result, use_up
from webapp.standby import ONLY_READS

P = ParamSpec("P")

TRIES = 4
#: PostgreSQL: serialization failure, deadlock, lock not available.
RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})

#: What every act leaves, by plain statements: an object each would cost three times as much.
NEW_EVENT = insert(cast(Table, Event.__table__)).inline()
NEW_NOTICE = insert(cast(Table, Notice.__table__)).inline()


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answers: the document that it acted on, and how that stands now."""

    number: str = ""
    status: str = ""
    version: int = 0
    details: dict[str, Any] = field(default_factory=dict)
    repeated: bool = False


#: Called after each event with its subject and name, in the transaction that leaves it.
Listener = Callable[["Tx", Trailed, str], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Lets an area follow every event of the trail (see wiring); a second time changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


class Tx:
    """An open transaction with its actor and its one time of acting."""

    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self.session = session
        self.actor = actor
        self.now = now

    @property
    def today(self) -> date:
        return company_day(self.now)

    def record(
        self,
        subject: Trailed,
        name: str,
        data: dict[str, Any] | None = None,
        *,
        internal: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Writes the act's event behind the last one of the same subject, whose row is locked.

        All is written with it: a row of its own once, together with the head of its trail, and a
        new one before, because its id belongs to the event.
        """
        if cast(Any, subject).id is None:
            self.session.flush()
        what = Subject.of(subject)
        if what.kind in MASTER_DATA:
            keep_no_more(self.session)
        if not subject.trail_length:
            go_on(self.session, what)
        event = append(what, self.actor, self.now, name, data or {}, internal or {}, reason)
        self.session.flush()
        self.session.connection().execute(NEW_EVENT, event)
        for listener in _listeners:
            listener(self, subject, name)

    def remove(self, subject: Trailed, name: str, data: dict[str, Any] | None = None) -> None:
        """Closes the trail of a row that nothing needs, with an event named ``…Removed``, and
        deletes the row."""
        self.record(subject, name, data)
        self.session.flush()
        self.session.delete(subject)
        self.session.flush()

    def notify(
        self, user_id: int | None, name: str, params: dict[str, Any], *, kind: str, number: str
    ) -> None:
        """Puts a notice into a person's inbox; nobody is told of what he did himself."""
        if user_id is None or user_id == self.actor.user_id:
            return
        notice = {
            "user_id": user_id,
            "name": name,
            "params": params,
            "document_kind": kind,
            "document_number": number,
            "made_at": self.now,
        }
        self.session.connection().execute(NEW_NOTICE, notice)

    def acting_as(self, actor: Actor, at: datetime) -> Tx:
        """The same transaction with another actor and time, for rebuilding a history."""
        return Tx(self.session, actor, at)


class Command(Generic[P]):
    """A business act; call it with a session and an actor, or ``act`` inside a transaction."""

    def __init__(self, act: Callable[Concatenate[Tx, P], Done]) -> None:
        self.act = act
        self.name = act.__name__
        functools.update_wrapper(cast(Any, self), act)

    def __call__(
        self, session: Session, actor: Actor, /, *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        return self.once(None, session, actor, *args, **kwargs)

    def once(
        self,
        key: str | None,
        session: Session,
        actor: Actor,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Done:
        """Runs the act at most once for a key.

        Raises what the act raises, RuleBroken for a key of no possible form, Busy when the
        locks could not be had in several tries.
        """
        for attempt in range(TRIES):
            try:
                return self._once(session, actor, key, *args, **kwargs)
            except DBAPIError as error:
                if not _worth_retrying(error):
                    raise
                time.sleep(0.02 * 3**attempt)
        raise Busy()

    def _once(
        self, session: Session, actor: Actor, key: str | None, *args: P.args, **kwargs: P.kwargs
    ) -> Done:
        if key is None:
            with writing(session, actor) as tx:
                return self.act(tx, *args, **kwargs)
        check_key(key)
        try:
            with writing(session, actor) as tx:
                done = self.act(tx, *args, **kwargs)
                row = {"act": self.name, "result": asdict(done), "used_at": tx.now}
                use_up(session, actor, key, row)
                return done
        except Exception:
            # Whatever came in the way: what the key has done before is the answer.
            first = first_result(session, actor, key, self.name)
            if first is None:
                raise
            return Done(**{**first, "repeated": True})


def command(act: Callable[Concatenate[Tx, P], Done]) -> Command[P]:
    """Makes an act a command."""
    return Command(act)


@contextmanager
def writing(session: Session, actor: Actor) -> Iterator[Tx]:
    """A write transaction on the session: committed at the end, rolled back on any error."""
    try:
        yield _begin(session, actor)
        session.commit()
        keep_together(session, is_committed=True)
    except BaseException:
        session.rollback()
        keep_together(session, is_committed=False)
        raise


@contextmanager
def rehearsing(session: Session, actor: Actor) -> Iterator[Tx]:
    """A write transaction that is always taken back: tells what acts would do, and what they
    would refuse, without doing anything."""
    try:
        yield _begin(session, actor)
    finally:
        session.rollback()
        keep_together(session, is_committed=False)
        session.expunge_all()


def _begin(session: Session, actor: Actor) -> Tx:
    if session.info.get(ONLY_READS):
        raise RuntimeError("an act cannot be decided on what a standby shows")
    session.rollback()
    session.expunge_all()
    session.connection(execution_options={WRITE: True})
    keep_apart(session)
    clock: Callable[[], datetime] = session.info.get("clock", utc_now)
    return Tx(session, actor, clock())


def _worth_retrying(error: DBAPIError) -> bool:
    text = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED_STATES or "database is locked" in text
