"""Lists of reviews: a page of rows at a time, each with what its seats said so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Customer,
    Opinion,
    PanelSetting,
    PanelVersion,
    Review,
    ReviewRound,
    ReviewSeat,
)
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.reviews import rules
from webapp.services.reviews.asking import WAITING
from webapp.services.reviews.reach import reads_reviews
from webapp.services.reviews.seating import seats_to_fill
from webapp.services.reviews.work import TURNS

MINE = "mine"
OPEN = "open"
CLOSED = "closed"
#: What a list may be narrowed to: what waits for the reader, all of it or by kind of seat, what
#: is under way, and what is over.
STATES = (MINE, *TURNS, OPEN, CLOSED)
SORTS = ("number", "since")


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What a list of reviews is narrowed to; empty values narrow nothing.

    ``search`` is the beginning or end of the review's or its document's number, or what the
    customer is found by; ``panel`` is a code.
    """

    search: str = ""
    state: str = ""
    panel: str = ""
    outcome: str = ""
    document: str = ""
    sort: str = "-number"


@dataclass(frozen=True, slots=True)
class SeatMark:
    """A seat of the round in one glance: what was said, '' while it waits."""

    kind: str
    key: str
    label: str
    label_en: str
    verdict: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of the list."""

    number: str
    status: str
    outcome: str
    status_since: datetime
    created_at: datetime
    round_number: int
    panel: str
    panel_en: str
    document_kind: str
    document_number: str
    product_kind: str
    customer_code: str
    customer_name: str
    overdue: bool
    seats: tuple[SeatMark, ...]


@dataclass(frozen=True, slots=True)
class PanelChoice:
    """A panel to choose in the filter."""

    code: str
    name: str
    name_en: str


def list_reviews(
    session: Session,
    actor: Actor,
    wanted: ReviewFilter,
    now: datetime,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
    within: Permission | None = None,
) -> Page[ReviewRow]:
    """A page of the reviews that the actor may read, of customers whom his right ``within``
    reaches. Raises RuleBroken for a forged place."""
    by_waiting = wanted.sort.lstrip("-") == "since"
    first = Review.status_since if by_waiting else Review.id
    reader = as_moment if by_waiting else as_id
    sorting = Sorting((first, Review.id), (reader, as_id), not wanted.sort.startswith("-"))
    statement = _rows().where(*_conditions(actor, wanted, now))
    if within is not None:
        statement = statement.where(reaches_customers(actor, within))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=_shown(session, page.rows, now))


def count_mine(session: Session, actor: Actor, now: datetime) -> int:
    """Reviews in which something waits for the actor."""
    seats = seats_to_fill(actor, company_day(now)).subquery()
    return session.scalars(select(func.count(seats.c.review_id.distinct()))).one()


def panel_choices(session: Session) -> list[PanelChoice]:
    """The company's panels, those that are off as well: their reviews are still there."""
    rows = session.execute(
        select(PanelSetting.code, PanelSetting.name, PanelSetting.name_en).order_by(
            PanelSetting.position, PanelSetting.id
        )
    )
    return [PanelChoice(*row) for row in rows]


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Review.id,
            Review.number,
            Review.status,
            Review.outcome,
            Review.status_since,
            Review.created_at,
            Review.round_number,
            Review.document_kind,
            Review.document_number,
            Review.product_kind,
            PanelSetting.name.label("panel"),
            PanelSetting.name_en.label("panel_en"),
            Customer.code.label("customer_code"),
            Customer.name.label("customer_name"),
        )
        .join(PanelSetting, PanelSetting.id == Review.panel_id)
        .join(Customer, Customer.id == Review.customer_id)
    )


def _conditions(actor: Actor, wanted: ReviewFilter, now: datetime) -> list[ColumnElement[bool]]:
    found = [reads_reviews(actor, company_day(now))]
    if wanted.state in (OPEN, CLOSED):
        is_closed = Review.status == rules.CLOSED
        found.append(is_closed if wanted.state == CLOSED else Review.status != rules.CLOSED)
    elif wanted.state:
        found.append(_waits_for(actor, wanted.state, now))
    if wanted.panel:
        found.append(PanelSetting.code == wanted.panel)
    if wanted.outcome:
        found.append(Review.outcome == wanted.outcome)
    if wanted.document:
        found.append(Review.document_kind == wanted.document)
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _waits_for(actor: Actor, state: str, now: datetime) -> ColumnElement[bool]:
    seats = seats_to_fill(actor, company_day(now)).subquery()
    mine = select(seats.c.review_id)
    if state != MINE:
        mine = mine.where(seats.c.kind == state)
    return Review.id.in_(mine)


def _matches(search: str) -> ColumnElement[bool]:
    upper = search.upper()
    return or_(
        *(
            ends(upper, autoescape=True)
            for number in (Review.number, Review.document_number)
            for ends in (number.startswith, number.endswith)
        ),
        Customer.name.contains(search, autoescape=True),
        Customer.code == upper,
        Customer.pinyin.startswith(search.lower(), autoescape=True),
    )


def _shown(session: Session, found: Sequence[Any], now: datetime) -> list[ReviewRow]:
    seats = _seats(session, [row.id for row in found], now)
    return [
        row_of(
            ReviewRow,
            row,
            seats=tuple(seats.get(row.id, ())),
            overdue=any(seat.overdue for seat in seats.get(row.id, ())),
        )
        for row in found
    ]


def _seats(session: Session, ids: Sequence[int], now: datetime) -> dict[int, list[SeatMark]]:
    """The seats of each review's round in which somebody judges or rules, in two queries."""
    rows = session.execute(
        select(ReviewSeat, Review.id.label("review"), Review.panel_version_id, Opinion.verdict)
        .join(Review, Review.id == ReviewSeat.review_id)
        .join(
            ReviewRound,
            and_(ReviewRound.id == ReviewSeat.round_id, ReviewRound.number == Review.round_number),
        )
        .outerjoin(Opinion, Opinion.id == ReviewSeat.opinion_id)
        .where(Review.id.in_(ids), ReviewSeat.status != "dropped")
        .order_by(ReviewSeat.id)
    ).all()
    labels = _labels(session, {row.panel_version_id for row in rows})
    found: dict[int, list[SeatMark]] = {}
    for row in rows:
        seat: ReviewSeat = row.ReviewSeat
        label = labels.get((row.panel_version_id, seat.key), ("", ""))
        overdue = seat.status == WAITING and seat.due_at < now
        mark = SeatMark(seat.kind, seat.key, *label, row.verdict or "", overdue)
        found.setdefault(row.review, []).append(mark)
    return found


def _labels(session: Session, versions: set[int]) -> dict[tuple[int, str], tuple[str, str]]:
    """What the panels call their seats."""
    rows = session.execute(
        select(PanelVersion.id, PanelVersion.content).where(PanelVersion.id.in_(versions))
    )
    return {
        (version, seat["key"]): (seat["label"], seat["label_en"])
        for version, content in rows
        for seat in content["seats"]
    }
