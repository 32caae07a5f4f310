"""Searching the trail: by person, by what an act was about, by kind of act and by time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Order, ReturnRequest, Seal, User
from webapp.services.core.actor import Actor
from webapp.services.core.clock import day_begins
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of

LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the search is narrowed to; empty values narrow nothing.

    ``person`` is a user name, ``number`` what an act was about (a document's number, a code, a
    user name), ``kind`` its table, ``name`` the event; ``customer`` is a code, and finds what was
    done to the customer's file, account, orders and returns. Days are whole, the last included.
    """

    person: str = ""
    number: str = ""
    kind: str = ""
    name: str = ""
    customer: str = ""
    from_day: date | None = None
    to_day: date | None = None
    is_oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event with all that it keeps. ``user_name`` is '' for what the product did itself."""

    id: int
    at: datetime
    subject_kind: str
    subject_id: int
    subject_number: str
    position: int
    name: str
    actor_name: str
    actor_kind: str
    user_name: str
    data: dict[str, Any]
    internal: dict[str, Any]
    reason: str
    request_id: str
    hash: str


@dataclass(frozen=True, slots=True)
class SealView:
    """The last seal, and how many events have come since."""

    sealed_at: datetime
    events: int
    hash: str
    since: int


def search_events(
    session: Session,
    actor: Actor,
    wanted: EventFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[EventRow]:
    """A page of events, the newest first, in one query. Raises Forbidden, RuleBroken for a
    forged place."""
    actor.require(Permission.SYSTEM_MANAGE)
    sorting = Sorting((Event.at, Event.id), (as_moment, as_id), wanted.is_oldest_first)
    page = read_page(session, _rows(wanted), sorting, after=after, before=before, rows=rows)
    return replace(page, rows=[row_of(EventRow, row) for row in page.rows])


def last_seal(session: Session, actor: Actor) -> SealView | None:
    """The newest seal; None before the first. Raises Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    seal = session.scalar(select(Seal).order_by(Seal.id.desc()).limit(1))
    if seal is None:
        return None
    since = select(func.count(Event.id)).where(Event.id > seal.last_event_id)
    return row_of(SealView, seal, since=session.scalars(since).one())


def _rows(wanted: EventFilter) -> Select[*tuple[Any, ...]]:
    user_name = select(User.user_name).where(User.id == Event.actor_id).scalar_subquery()
    return select(
        Event.id,
        Event.at,
        Event.subject_kind,
        Event.subject_id,
        Event.subject_number,
        Event.position,
        Event.name,
        Event.actor_name,
        Event.actor_kind,
        func.coalesce(user_name, "").label("user_name"),
        Event.data,
        Event.internal,
        Event.reason,
        Event.request_id,
        Event.hash,
    ).where(*_conditions(wanted))


def _conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.person:
        who = select(User.id).where(User.user_name == wanted.person.lower()[:LONGEST_WORD])
        found.append(Event.actor_id == who.scalar_subquery())
    if wanted.number:
        text = wanted.number[:LONGEST_WORD]
        found.append(Event.subject_number.in_({text, text.upper(), text.lower()}))
    if wanted.kind:
        found.append(Event.subject_kind == wanted.kind)
    if wanted.name:
        found.append(Event.name == wanted.name)
    if wanted.customer:
        found.append(_about_customer(wanted.customer.upper()[:LONGEST_WORD]))
    if wanted.from_day is not None:
        found.append(Event.at >= day_begins(wanted.from_day))
    if wanted.to_day is not None and wanted.to_day < date.max:
        found.append(Event.at < day_begins(wanted.to_day + timedelta(days=1)))
    return found


def _about_customer(code: str) -> ColumnElement[bool]:
    customer = select(Customer.id).where(Customer.code == code).scalar_subquery()
    tables: tuple[tuple[Any, Any], ...] = (
        (Customer, Customer.id),
        (User, User.customer_id),
        (Order, Order.customer_id),
        (ReturnRequest, ReturnRequest.customer_id),
    )
    return or_(
        *(
            and_(
                Event.subject_kind == model.__tablename__,
                Event.subject_id.in_(select(model.id).where(owner == customer)),
            )
            for model, owner in tables
        )
    )
