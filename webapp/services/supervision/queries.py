"""What the supervision department sees: the cases that it watches, and each one's whole story
(L2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Customer,
    SupervisionWatch,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.settings.queries import company_rules
from webapp.services.supervision.cases import MODELS, CaseDocument, find_case
from webapp.services.supervision.story import StepRow, story_of

LONGEST_NUMBER = 60
LONGEST_SEARCH = 60
#: States of a case on its list.
OPEN = "open"
HELD = "held"
ENDED = "ended"
STATES = (OPEN, HELD, ENDED)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A watched case by the document that it began with; ``amount`` is the largest of its watched
    documents'."""

    id: int
    number: str
    kind: str
    customer: str
    customer_code: str
    amount: Decimal
    since: datetime
    held_at: datetime | None
    hold_reason: str
    is_open: bool
    documents: tuple[CaseDocument, ...] = ()

    @property
    def state(self) -> str:
        return (HELD if self.held_at else OPEN) if self.is_open else ENDED

    @property
    def moved_at(self) -> datetime:
        """When a watched document last came to where it stands."""
        return max((one.status_since for one in self.documents), default=self.since)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case on its page; ``actions`` are hold and release, as this reader may."""

    number: str
    kind: str
    version: int
    state: str
    customer: str
    customer_code: str
    amount: Decimal
    since: datetime
    held_at: datetime | None
    held_by: str
    hold_reason: str
    documents: tuple[CaseDocument, ...]
    steps: tuple[StepRow, ...]
    actions: frozenset[str]


def list_cases(
    session: Session,
    actor: Actor,
    *,
    search: str = "",
    state: str = "",
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[CaseRow]:
    """A page of watched cases, the newest first. Raises Forbidden, RuleBroken for a forged
    place."""
    actor.require(Permission.SUPERVISION_WATCH)
    statement = _cases(actor).where(*_wanted(search, state))
    sorting = Sorting((SupervisionWatch.id,), (as_id,), False)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    documents = _watched(session, [row.id for row in page.rows])
    found = [row_of(CaseRow, row, documents=documents.get(row.id, ())) for row in page.rows]
    return Page(found, page.after, page.previous)


def count_states(session: Session, actor: Actor) -> dict[str, int]:
    """How many cases are open, on hold and ended, within reach. Raises Forbidden."""
    actor.require(Permission.SUPERVISION_WATCH)
    cases = _cases(actor).subquery()
    counted = select(
        func.count().filter(cases.c.is_open, cases.c.held_at.is_(None)),
        func.count().filter(cases.c.is_open, cases.c.held_at.is_not(None)),
        func.count().filter(~cases.c.is_open),
    ).select_from(cases)
    return dict(zip(STATES, session.execute(counted).one(), strict=True))


def get_case(session: Session, actor: Actor, number: str) -> CaseView:
    """The case of a watched document with everything that happened in it, the newest first.

    Raises Forbidden, NotFound.
    """
    actor.require(Permission.SUPERVISION_WATCH)
    leader = _leader(session, actor, number)
    case = find_case(session, leader.document_kind, leader.document_id)
    watches = session.scalars(select(SupervisionWatch).where(_of_case(leader.id))).all()
    customer = session.get_one(Customer, leader.customer_id)
    held_by = session.get(User, leader.held_by_id) if leader.held_by_id else None
    is_open = any(one.ended_at is None for one in watches)
    state = (HELD if leader.held_at else OPEN) if is_open else ENDED
    return CaseView(
        number=leader.document_number,
        kind=leader.document_kind,
        version=leader.version,
        state=state,
        customer=customer.name,
        customer_code=customer.code,
        amount=max(one.amount for one in watches),
        since=leader.since,
        held_at=leader.held_at,
        held_by=held_by.name if held_by else "",
        hold_reason=leader.hold_reason,
        documents=case.documents,
        steps=tuple(story_of(session, case, leader.id, [one.id for one in watches])),
        actions=_actions(session, state),
    )


def _actions(session: Session, state: str) -> frozenset[str]:
    if state == HELD:
        return frozenset({"release"})
    may_hold = state == OPEN and company_rules(session).supervision_may_hold
    return frozenset({"hold"} if may_hold else ())


def _leader(session: Session, actor: Actor, number: str) -> SupervisionWatch:
    watch = session.scalar(
        select(SupervisionWatch)
        .join(Customer, Customer.id == SupervisionWatch.customer_id)
        .where(
            SupervisionWatch.document_number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.SUPERVISION_WATCH),
        )
    )
    if watch is None:
        raise NotFound()
    return session.get_one(SupervisionWatch, watch.leader_id or watch.id)


def _of_case(leader_id: int) -> ColumnElement[bool]:
    return or_(SupervisionWatch.id == leader_id, SupervisionWatch.leader_id == leader_id)


def _cases(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Leading watches within reach, each with whether anything of its case is still watched."""
    member = aliased(SupervisionWatch)
    together = or_(member.id == SupervisionWatch.id, member.leader_id == SupervisionWatch.id)
    largest = select(func.max(member.amount)).where(together).scalar_subquery()
    return (
        select(
            SupervisionWatch.id,
            SupervisionWatch.document_number.label("number"),
            SupervisionWatch.document_kind.label("kind"),
            Customer.name.label("customer"),
            Customer.code.label("customer_code"),
            largest.label("amount"),
            SupervisionWatch.since,
            SupervisionWatch.held_at,
            SupervisionWatch.hold_reason,
            exists().where(together, member.ended_at.is_(None)).label("is_open"),
        )
        .join(Customer, Customer.id == SupervisionWatch.customer_id)
        .where(
            SupervisionWatch.leader_id.is_(None),
            reaches_customers(actor, Permission.SUPERVISION_WATCH),
        )
    )


def _wanted(search: str, state: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    member = aliased(SupervisionWatch)
    together = or_(member.id == SupervisionWatch.id, member.leader_id == SupervisionWatch.id)
    text = search.strip()[:LONGEST_SEARCH]
    if text:
        named = exists().where(
            together, member.document_number.startswith(text.upper(), autoescape=True)
        )
        of_customer = Customer.name.contains(text, autoescape=True)
        found.append(or_(named, of_customer, Customer.code == text.upper()))
    if state:
        is_open = exists().where(together, member.ended_at.is_(None))
        found.append(~is_open if state == ENDED else is_open)
    if state in (OPEN, HELD):
        is_held = SupervisionWatch.held_at.is_not(None)
        found.append(is_held if state == HELD else ~is_held)
    return found


def _watched(session: Session, leaders: Sequence[int]) -> dict[int, tuple[CaseDocument, ...]]:
    """The watched documents of these cases as they stand, in one query a kind."""
    rows = session.execute(
        select(
            SupervisionWatch.id,
            SupervisionWatch.leader_id,
            SupervisionWatch.document_kind,
            SupervisionWatch.document_id,
            SupervisionWatch.document_number,
            SupervisionWatch.amount,
        )
        .where(or_(SupervisionWatch.id.in_(leaders), SupervisionWatch.leader_id.in_(leaders)))
        .order_by(SupervisionWatch.id)
    ).all()
    standing: dict[tuple[str, int], tuple[str, datetime]] = {}
    for kind, model in MODELS.items():
        ids = [row.document_id for row in rows if row.document_kind == kind]
        if ids:
            found = select(model.id, model.status, model.status_since).where(model.id.in_(ids))
            standing |= {(kind, one[0]): (one[1], one[2]) for one in session.execute(found)}
    by_case: dict[int, list[CaseDocument]] = {}
    for row in rows:
        status, since = standing[row.document_kind, row.document_id]
        by_case.setdefault(row.leader_id or row.id, []).append(
            CaseDocument(
                kind=row.document_kind,
                id=row.document_id,
                number=row.document_number,
                status=status,
                status_since=since,
                amount=row.amount,
                people=frozenset(),
            )
        )
    return {leader: tuple(documents) for leader, documents in by_case.items()}
