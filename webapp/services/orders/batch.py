"""Passing many orders at once, with an answer for every one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, DomainError, Message, RuleBroken
from webapp.services.orders.review import pass_step

MOST_ROWS = 100
NOT_MARKED = N_("Mark the orders that you want to pass.")
TOO_MANY = N_("At most %(most)s orders at once.")


@dataclass(frozen=True, slots=True)
class Marked:
    """An order as its row showed it when it was marked."""

    number: str
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one order: where it stands now, or why nothing was done."""

    number: str
    is_done: bool
    status: str = ""
    why: Message | None = None


def pass_marked(
    session: Session, actor: Actor, key: str, status: str, marked: Sequence[Marked]
) -> list[Outcome]:
    """Passes each marked order in a transaction of its own, so that one refusal holds back no
    other. One that moved meanwhile is reported and never pushed.

    The form's key makes each row's key: sent again, the same form does nothing twice. Raises
    RuleBroken when nothing or too much is marked.
    """
    if not marked:
        raise RuleBroken(NOT_MARKED)
    if len(marked) > MOST_ROWS:
        raise RuleBroken(TOO_MANY, most=MOST_ROWS)
    once_each = {one.number: one for one in marked}.values()
    return [_pass_one(session, actor, row_key(key, one.number), status, one) for one in once_each]


def _pass_one(session: Session, actor: Actor, key: str, status: str, one: Marked) -> Outcome:
    try:
        done = pass_step.once(key, session, actor, one.number, one.version, status)
    except DomainError as refused:
        return Outcome(one.number, False, why=refused.message)
    return Outcome(one.number, True, done.status)


def row_key(key: str, number: str) -> str:
    """The one-time key of one row, made of the form's; '' stays '', which is refused."""
    return hashlib.sha256(f"{key}\n{number}".encode()).hexdigest()[:48] if key else ""
