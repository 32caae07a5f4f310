"""The outbox as the administrator sees it; what a letter says is its reader's business."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import OutgoingMail
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of

WAITING, FAILED, SENT = "waiting", "failed", "sent"
STATES = {WAITING: N_("Waiting"), FAILED: N_("Given up"), SENT: N_("Sent")}
_IS_UNSENT = OutgoingMail.sent_at.is_(None)
CONDITIONS: dict[str, ColumnElement[bool]] = {
    WAITING: _IS_UNSENT & OutgoingMail.next_try_at.is_not(None),
    FAILED: _IS_UNSENT & OutgoingMail.next_try_at.is_(None),
    SENT: OutgoingMail.sent_at.is_not(None),
}


@dataclass(frozen=True, slots=True)
class LetterRow:
    id: int
    state: str
    to_address: str
    to_name: str
    subject: str
    made_at: datetime
    tries: int
    next_try_at: datetime | None
    sent_at: datetime | None
    last_error: str


def count_letters(session: Session, actor: Actor) -> dict[str, int]:
    """How many letters wait, were given up, were sent."""
    actor.require(Permission.SYSTEM_MANAGE)
    counts = [func.count().filter(condition) for condition in CONDITIONS.values()]
    return dict(zip(CONDITIONS, session.execute(select(*counts)).one(), strict=True))


def list_letters(
    session: Session,
    actor: Actor,
    search: str,
    state: str,
    *,
    is_oldest_first: bool = False,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[LetterRow]:
    """A page of letters; ``search`` is a part of an address, a name or a subject."""
    actor.require(Permission.SYSTEM_MANAGE)
    names = [name for name in LetterRow.__slots__ if name != "state"]
    statement = select(*(getattr(OutgoingMail, name) for name in names))
    if state in CONDITIONS:
        statement = statement.where(CONDITIONS[state])
    if search:
        columns = (OutgoingMail.to_address, OutgoingMail.to_name, OutgoingMail.subject)
        statement = statement.where(
            or_(*(column.contains(search, autoescape=True) for column in columns))
        )
    sorting = Sorting((OutgoingMail.id,), (as_id,), is_oldest_first)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=[row_of(LetterRow, row, state=_state(row)) for row in page.rows])


def _state(row: Any) -> str:
    if row.sent_at is not None:
        return SENT
    return FAILED if row.next_try_at is None else WAITING
