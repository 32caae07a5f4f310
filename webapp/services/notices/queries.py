"""A person's inbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from webapp.models import Notice
from webapp.services.core.actor import Actor
from webapp.services.core.paging import Page, Sorting, as_id, read_page
from webapp.services.core.rows import row_of


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice by its name, which the page puts into words with its parameters."""

    id: int
    name: str
    params: dict[str, Any]
    document_kind: str
    document_number: str
    made_at: datetime
    is_read: bool


COLUMNS = (
    Notice.id,
    Notice.name,
    Notice.params,
    Notice.document_kind,
    Notice.document_number,
    Notice.made_at,
    Notice.read_at,
)


#: Asked for by every page, so it is built once.
UNREAD = select(func.count()).where(
    Notice.user_id == bindparam("user_id"), Notice.read_at.is_(None)
)


def count_unread(session: Session, actor: Actor) -> int:
    """How many notices the actor has not read."""
    return session.scalars(UNREAD, {"user_id": actor.user_id}).one()


def list_notices(session: Session, actor: Actor, *, after: str = "") -> Page[NoticeRow]:
    """The actor's own notices, newest first; raises RuleBroken for a forged ``after``."""
    statement = select(*COLUMNS).where(Notice.user_id == actor.user_id)
    page = read_page(session, statement, Sorting((Notice.id,), (as_id,), False), after=after)
    return replace(page, rows=[row_of_notice(row) for row in page.rows])


def find_notice(session: Session, actor: Actor, notice_id: int) -> NoticeRow | None:
    """One of the actor's own notices."""
    found = session.execute(
        select(*COLUMNS).where(Notice.id == notice_id, Notice.user_id == actor.user_id)
    ).first()
    return row_of_notice(found) if found else None


def row_of_notice(found: Any) -> NoticeRow:
    """A notice, or a row with its columns, as pages and letters read it."""
    return row_of(NoticeRow, found, is_read=found.read_at is not None)
