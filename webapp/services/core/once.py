"""What a form may do once only: its key is written with what came of it, in the transaction that
did it.

Two requests with one key meet on the unique column. The second waits there for the first, is taken
back as a whole, and answers what the first did.
"""

from __future__ import annotations

import functools
from typing import Any, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from webapp.models import OneTimeKey
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.upsert import insert_of

LONGEST_KEY = 64
EXPIRED = N_("This form has expired. Open the page anew and send it again.")

#: By plain statements, which cost each act less than an object would.
KEYS = cast(Table, OneTimeKey.__table__)
USED = select(KEYS.c.act, KEYS.c.result).where(
    KEYS.c.actor_id == bindparam("actor"), KEYS.c.key == bindparam("sent")
)


class Used(Exception):
    """The key has done its act already; what was done again with it must be taken back."""


def check_key(key: str) -> None:
    """Raises RuleBroken for a key of no possible form."""
    if not key.isascii() or not key.isprintable() or not 16 <= len(key) <= LONGEST_KEY:
        raise RuleBroken(EXPIRED)


def use_up(session: Session, actor: Actor, key: str, row: dict[str, Any]) -> None:
    """Writes a key with its ``act``, ``result`` and ``used_at``, last of all: who comes second
    waits for nothing but the commit. Raises Used."""
    connection = session.connection()
    mine = {"actor_id": actor.user_id or 0, "key": key}
    if connection.scalar(_taking(connection.dialect.name), {**mine, **row}) is None:
        raise Used()


def first_result(session: Session, actor: Actor, key: str, act: str) -> dict[str, Any] | None:
    """What came of the key, if it was used; raises RuleBroken when that was another act."""
    used = session.execute(USED, {"actor": actor.user_id or 0, "sent": key}).first()
    if used is None:
        return None
    if used.act != act:
        raise RuleBroken(EXPIRED)
    return dict(used.result)


@functools.cache
def _taking(dialect: str) -> Any:
    """The statement that takes a key, and answers nothing where it is taken."""
    unused = insert_of(dialect)(KEYS).on_conflict_do_nothing(index_elements=["actor_id", "key"])
    return unused.returning(KEYS.c.id)
