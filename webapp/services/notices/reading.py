"""Announcements as their readers see them: what is for them now, and nothing about the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import Session

from webapp.models import Announcement, AnnouncementReading, Attachment
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_papers
from webapp.services.documents.views import PaperView
from webapp.services.notices.audience import is_for
from webapp.services.notices.rules import KIND


@dataclass(frozen=True, slots=True)
class ReadableRow:
    number: str
    title: str
    published_at: datetime
    has_files: bool
    is_read: bool


@dataclass(frozen=True, slots=True)
class ReadableView:
    number: str
    title: str
    body: str
    published_at: datetime
    is_read: bool
    papers: tuple[PaperView, ...]


def list_readable(
    session: Session, actor: Actor, *, after: str = "", before: str = ""
) -> Page[ReadableRow]:
    """What is for this person, the newest first. Raises RuleBroken for a forged place."""
    sorting = Sorting((Announcement.published_at, Announcement.id), (as_moment, as_id), False)
    page = read_page(session, _readable(actor), sorting, after=after, before=before)
    rows = [row_of(ReadableRow, row, is_read=row.read_at is not None) for row in page.rows]
    return replace(page, rows=rows)


def get_readable(session: Session, actor: Actor, number: str) -> ReadableView:
    """One that is for this person; raises NotFound for all others."""
    statement = _readable(actor).where(Announcement.number == number[:LONGEST_NUMBER])
    found = session.execute(statement.add_columns(Announcement.body)).first()
    if found is None:
        raise NotFound()
    papers = read_papers(session, actor, KIND, found.id)
    return row_of(ReadableView, found, papers=papers, is_read=found.read_at is not None)


def _readable(actor: Actor) -> Select[*tuple[Any, ...]]:
    own = and_(
        AnnouncementReading.announcement_id == Announcement.id,
        AnnouncementReading.user_id == actor.user_id,
    )
    files = exists().where(
        Attachment.document_kind == KIND, Attachment.document_id == Announcement.id
    )
    return (
        select(
            Announcement.id,
            Announcement.number,
            Announcement.title,
            Announcement.published_at,
            AnnouncementReading.read_at,
            files.label("has_files"),
        )
        .outerjoin(AnnouncementReading, own)
        .where(is_for(actor))
    )
