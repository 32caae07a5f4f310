"""Announcements as those see them who manage them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Announcement,
    AnnouncementReading,
    CustomerLevel,
    Department,
    Region,
    Role,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events, read_papers
from webapp.services.documents.views import EventView, PaperView
from webapp.services.notices.rules import KIND, STATUSES, Audience
from webapp.services.notices.targeting import read_audience

SORTS = ("number", "title")


@dataclass(frozen=True, slots=True)
class AnnouncementFilter:
    """What the list is narrowed to; ``search`` is a part of a title or a number's end."""

    search: str = ""
    status: str = ""
    sort: str = "-number"


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    number: str
    title: str
    status: str
    to_customers: bool
    to_staff: bool
    author: str
    created_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    #: How many have read it so far.
    read: int


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """An announcement with its story, for its page and its form."""

    id: int
    number: str
    title: str
    body: str
    status: str
    version: int
    author: str
    created_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    audience: Audience
    papers: tuple[PaperView, ...]
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """Something an audience can be narrowed down to; ``depth`` is how far down a tree it is."""

    id: int
    name: str
    name_en: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class AudienceChoices:
    levels: Sequence[TargetChoice]
    regions: Sequence[TargetChoice]
    departments: Sequence[TargetChoice]
    roles: Sequence[TargetChoice]


def status_counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many announcements stand in each status."""
    actor.require(Permission.NOTICE_MANAGE)
    counts = select(Announcement.status, func.count()).group_by(Announcement.status)
    found = dict.fromkeys(STATUSES, 0)
    found.update((status, count) for status, count in session.execute(counts))
    return found


def list_announcements(
    session: Session,
    actor: Actor,
    wanted: AnnouncementFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[AnnouncementRow]:
    """A page of announcements. Raises RuleBroken for a forged place."""
    actor.require(Permission.NOTICE_MANAGE)
    read = (
        select(func.count())
        .where(AnnouncementReading.announcement_id == Announcement.id)
        .scalar_subquery()
    )
    author = select(User.name).where(User.id == Announcement.created_by_id).scalar_subquery()
    columns = [
        getattr(Announcement, name)
        for name in ("id", *AnnouncementRow.__slots__)
        if name not in ("read", "author")
    ]
    statement = select(*columns, read.label("read"), author.label("author"))
    page = read_page(
        session,
        statement.where(*_conditions(wanted)),
        _sorting(wanted.sort),
        after=after,
        before=before,
        rows=rows,
    )
    return replace(page, rows=[row_of(AnnouncementRow, row) for row in page.rows])


def _sorting(sort: str) -> Sorting:
    is_ascending = not sort.startswith("-")
    if sort.lstrip("-") == "title":
        return Sorting((Announcement.title, Announcement.id), (str, as_id), is_ascending)
    return Sorting((Announcement.id,), (as_id,), is_ascending)


def _conditions(wanted: AnnouncementFilter) -> list[ColumnElement[bool]]:
    found = [Announcement.status == wanted.status] if wanted.status in STATUSES else []
    if wanted.search:
        fits = (
            Announcement.title.contains(wanted.search, autoescape=True),
            Announcement.number.endswith(wanted.search.upper(), autoescape=True),
        )
        found.append(or_(*fits))
    return found


def get_announcement(session: Session, actor: Actor, number: str) -> AnnouncementView:
    """One announcement; raises NotFound, Forbidden without the right to manage them."""
    actor.require(Permission.NOTICE_MANAGE)
    found = session.execute(
        select(Announcement, User.name)
        .outerjoin(User, User.id == Announcement.created_by_id)
        .where(Announcement.number == number[:LONGEST_NUMBER])
    ).first()
    if found is None:
        raise NotFound()
    announcement, author = found
    return row_of(
        AnnouncementView,
        announcement,
        author=author or "",
        audience=read_audience(session, announcement),
        papers=read_papers(session, actor, KIND, announcement.id),
        events=read_events(session, actor, Announcement.__tablename__, announcement.id, ()),
    )


def audience_choices(session: Session) -> AudienceChoices:
    """Levels, regions, departments and roles, as an audience can be narrowed down to them."""
    regions = session.execute(
        select(Region.id, Region.name, Region.name_en, Region.path).order_by(Region.path)
    )
    return AudienceChoices(
        levels=_choices(session, CustomerLevel),
        regions=[
            TargetChoice(id_, name, name_en, max(path.count("/") - 2, 0))
            for id_, name, name_en, path in regions
        ],
        departments=_choices(session, Department),
        roles=_choices(session, Role),
    )


def _choices(
    session: Session, table: type[CustomerLevel | Department | Role]
) -> list[TargetChoice]:
    rows = session.execute(select(table.id, table.name, table.name_en).order_by(table.code))
    return [TargetChoice(*row) for row in rows]
