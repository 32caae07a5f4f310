"""Delivering the outbox: each letter claimed by a lease, so that two workers never send one.

A worker that is killed between the server's word that it has taken a letter and our commit
leaves the letter unsent; after the lease it goes out once more, under the same Message-ID, by
which mail programs show the two as one. That is the only way a letter can come twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from webapp.models import OutgoingMail
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.rows import row_of
from webapp.services.core.transaction import writing
from webapp.services.mail.rules import next_try

log = logging.getLogger(__name__)

#: Longer than a letter can take: the post itself gives up before (transport.LONGEST).
LEASE = timedelta(minutes=10)
#: Letters of one round; then the worker looks whether it shall stop.
AT_ONCE = 50
LONGEST_ERROR = 500
#: How often noting a delivery is tried, and how long between.
NOTING_TRIES = 5
NOTING_WAIT = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Letter:
    id: int
    message_id: str
    to_address: str
    to_name: str
    subject: str
    body: str
    made_at: datetime
    tries: int


class NotTaken(Exception):
    """The server does not take this letter now; later it may."""


class NeverTaken(NotTaken):
    """The server will never take this letter: there is no such recipient."""


class ServerAway(NotTaken):
    """There is no talking to the server: trying other letters makes no sense now."""


class Post(Protocol):
    """What letters leave by."""

    def send(self, letter: Letter) -> None:
        """Raises NotTaken."""


def send_due(
    session: Session, post: Post, clock: Callable[[], datetime] = utc_now, most: int = AT_ONCE
) -> int:
    """Sends what is due and not claimed by another worker; answers how many letters left."""
    sent = 0
    for _ in range(most):
        letter = _claim(session, clock())
        if letter is None:
            break
        try:
            post.send(letter)
        except NotTaken as refused:
            _put_off(session, letter, refused, clock())
            if isinstance(refused, ServerAway):
                break
        else:
            _note_sent(session, letter, clock())
            sent += 1
    return sent


def _claim(session: Session, now: datetime) -> Letter | None:
    """The letter that has been due for longest, taken; None when there is none."""
    due = (OutgoingMail.sent_at.is_(None), OutgoingMail.next_try_at <= now)
    oldest = select(OutgoingMail.id).where(*due).order_by(OutgoingMail.next_try_at).limit(1)
    while True:
        session.rollback()
        letter_id = session.scalar(oldest)
        if letter_id is None:
            return None
        with writing(session, SYSTEM) as tx:
            claimed = tx.session.execute(
                update(OutgoingMail)
                .where(OutgoingMail.id == letter_id, *due)
                .values(next_try_at=now + LEASE, last_error="")
            )
            if isinstance(claimed, CursorResult) and claimed.rowcount == 1:
                return row_of(Letter, tx.session.get_one(OutgoingMail, letter_id))


def is_under_way(now: datetime) -> ColumnElement[bool]:
    """Filter on letters that a worker is sending at this moment: claimed, and nothing is known
    against them yet. To make one due now would send it twice."""
    return (OutgoingMail.next_try_at > now) & (OutgoingMail.last_error == "")


def _put_off(session: Session, letter: Letter, refused: NotTaken, now: datetime) -> None:
    tries = letter.tries + 1
    is_final = isinstance(refused, NeverTaken)
    following = None if is_final else next_try(tries, letter.made_at, now)
    error = str(refused)[:LONGEST_ERROR] or type(refused).__name__
    _set(session, letter, tries=tries, next_try_at=following, last_error=error)
    state = "given up" if following is None else "put off"
    log.warning("letter %s to %s is %s: %s", letter.id, letter.to_address, state, error)


def _note_sent(session: Session, letter: Letter, now: datetime) -> None:
    """The server has it: this must be noted, or it would go out again."""
    values = {"tries": letter.tries + 1, "sent_at": now, "next_try_at": None, "last_error": ""}
    for left in reversed(range(NOTING_TRIES)):
        try:
            _set(session, letter, **values)
            break
        except DBAPIError:
            if not left:
                raise
            time.sleep(NOTING_WAIT.total_seconds())


def _set(session: Session, letter: Letter, **values: Any) -> None:
    with writing(session, SYSTEM) as tx:
        tx.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == letter.id, OutgoingMail.sent_at.is_(None))
            .values(values)
        )
