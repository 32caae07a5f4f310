"""A person's inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Notice
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, as_id, decode_place, encode_place


@dataclass(frozen=True, slots=True)
class NoticeRow:
    id: int
    name: str
    params: dict[str, Any]
    document_kind: str
    document_number: str
    made_at: datetime
    is_read: bool


def count_unread(session: Session, actor: Actor) -> int:
    statement = select(func.count()).where(
        Notice.user_id == actor.user_id, Notice.read_at.is_(None)
    )
    return session.scalars(statement).one()


def list_notices(session: Session, actor: Actor, *, after: str = "") -> Page[NoticeRow]:
    """The actor's own notices, newest first; raises RuleBroken for a forged ``after``."""
    statement = select(Notice).where(Notice.user_id == actor.user_id)
    if after:
        (last,) = decode_place(after, as_id)
        statement = statement.where(Notice.id < last)
    found = session.scalars(statement.order_by(Notice.id.desc()).limit(PAGE_ROWS + 1)).all()
    rows = [_row(notice) for notice in found[:PAGE_ROWS]]
    more = len(found) > PAGE_ROWS
    return Page(rows, after=encode_place(rows[-1].id) if more else "")


def find_notice(session: Session, actor: Actor, notice_id: int) -> NoticeRow | None:
    """One of the actor's own notices."""
    notice = session.scalar(
        select(Notice).where(Notice.id == notice_id, Notice.user_id == actor.user_id)
    )
    return _row(notice) if notice else None


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        id=notice.id,
        name=notice.name,
        params=notice.params,
        document_kind=notice.document_kind,
        document_number=notice.document_number,
        made_at=notice.made_at,
        is_read=notice.read_at is not None,
    )
