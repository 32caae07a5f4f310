"""Who has read an announcement, and who has not yet (K6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Announcement, AnnouncementReading, Customer, Department, Region, User
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.accounts import is_open
from webapp.services.identity.scope import reaches_customers
from webapp.services.notices.audience import fits

READ, UNREAD = "read", "unread"
#: How many of an audience are named before it is published.
PREVIEWED = 50


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an announcement is for, and how many have read it; those who have read it
    and are not among its audience any more still count as readers."""

    customers: int
    staff: int
    read: int
    unread: int

    @property
    def people(self) -> int:
        return self.customers + self.staff


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """``search`` is a part of a name, or a user name's or customer's code."""

    search: str = ""
    status: str = ""
    sort: str = "person"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the audience; ``place`` is a customer's region or a colleague's department."""

    user_name: str
    name: str
    kind: str
    customer_code: str
    place: str
    place_en: str
    read_at: datetime | None


def get_reach(session: Session, actor: Actor, announcement_id: int) -> Reach:
    """The audience as it is now."""
    actor.require(Permission.NOTICE_MANAGE)
    is_read = AnnouncementReading.id.is_not(None)
    statement = _people(announcement_id).with_only_columns(
        func.count().filter(_is_addressed(), User.kind == "customer"),
        func.count().filter(_is_addressed(), User.kind == "company"),
        func.count().filter(is_read),
        func.count().filter(~is_read),
    )
    return Reach(*session.execute(statement).one())


def list_people(
    session: Session,
    actor: Actor,
    announcement_id: int,
    wanted: PersonFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[PersonRow]:
    """A page of the audience and of whoever else has read it; customers out of the actor's
    reach are counted above and named nowhere. Raises RuleBroken for a forged place."""
    actor.require(Permission.NOTICE_MANAGE)
    in_reach = or_(User.kind == "company", reaches_customers(actor, Permission.NOTICE_MANAGE))
    statement = _people(announcement_id).where(in_reach, *_conditions(wanted))
    is_ascending = not wanted.sort.startswith("-")
    if wanted.sort.lstrip("-") == "read" and wanted.status == READ:
        sorting = Sorting((AnnouncementReading.id,), (as_id,), is_ascending)
    else:
        sorting = Sorting((User.user_name,), (str,), is_ascending)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=[_row(row) for row in page.rows])


def first_people(session: Session, actor: Actor, announcement_id: int) -> list[PersonRow]:
    """The first few of the audience, for a look before publishing."""
    page = list_people(session, actor, announcement_id, PersonFilter(), rows=PREVIEWED)
    return list(page.rows)


def _people(announcement_id: int) -> Select[*tuple[Any, ...]]:
    own = and_(
        AnnouncementReading.announcement_id == Announcement.id,
        AnnouncementReading.user_id == User.id,
    )
    return (
        select(
            AnnouncementReading.id,
            User.user_name,
            User.name,
            User.kind,
            Customer.code.label("customer_code"),
            func.coalesce(Region.name, Department.name).label("place"),
            func.coalesce(Region.name_en, Department.name_en).label("place_en"),
            AnnouncementReading.read_at,
        )
        .select_from(User)
        .join(Announcement, Announcement.id == announcement_id)
        .outerjoin(AnnouncementReading, own)
        .outerjoin(Customer, Customer.id == User.customer_id)
        .outerjoin(Region, Region.id == Customer.region_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(or_(AnnouncementReading.id.is_not(None), _is_addressed()))
    )


def _is_addressed() -> ColumnElement[bool]:
    return and_(is_open(), fits())


def _conditions(wanted: PersonFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status in (READ, UNREAD):
        is_read = AnnouncementReading.id.is_not(None)
        found.append(is_read if wanted.status == READ else ~is_read)
    if wanted.search:
        matches = (
            User.name.contains(wanted.search, autoescape=True),
            User.user_name == wanted.search.lower(),
            Customer.code == wanted.search.upper(),
            Customer.pinyin.startswith(wanted.search.lower(), autoescape=True),
        )
        found.append(or_(*matches))
    return found


def _row(row: Any) -> PersonRow:
    return row_of(
        PersonRow,
        row,
        customer_code=row.customer_code or "",
        place=row.place or "",
        place_en=row.place_en or "",
    )
