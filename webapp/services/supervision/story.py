"""Steps of watched cases as they stand in the trail: about their documents, the reviews of those,
and applications for exceptions from payment (L2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, literal, or_, select, union
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, PaymentException, Review, SupervisionWatch
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.supervision.cases import CONTRACT, MODELS, Case

MOST_STEPS = 300
LATEST_STEPS = 20
SUPERVISION = "supervision_watch"
#: Kind and id of what events are about.
Subjects = Select[str, int]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a case: what was done, about which document, by whom."""

    kind: str
    number: str
    name: str
    at: datetime
    who: str
    data: dict[str, Any]
    reason: str


def latest_steps(session: Session, actor: Actor) -> list[StepRow]:
    """The newest steps of all open cases within reach, the newest first."""
    actor.require(Permission.SUPERVISION_WATCH)
    watched = (
        select(SupervisionWatch.document_id)
        .join(Customer, Customer.id == SupervisionWatch.customer_id)
        .where(
            SupervisionWatch.ended_at.is_(None),
            reaches_customers(actor, Permission.SUPERVISION_WATCH),
        )
    )
    of_kind = {kind: watched.where(SupervisionWatch.document_kind == kind) for kind in MODELS}
    return _steps(session, union(*_about(of_kind)), LATEST_STEPS)


def story_of(session: Session, case: Case, leader_id: int, watches: Sequence[int]) -> list[StepRow]:
    """Everything about the case; holds, which are of all its documents, once."""
    of_kind = {kind: sorted(case.ids(kind)) for kind in MODELS}
    watched: Subjects = select(literal(SUPERVISION), SupervisionWatch.id)
    subjects: CompoundSelect[Any] = union(
        watched.where(SupervisionWatch.id.in_(watches)), *_about(of_kind)
    )
    is_once = or_(
        Event.subject_kind != SUPERVISION,
        Event.subject_id == leader_id,
        Event.name == "SupervisionBegan",
    )
    return _steps(session, subjects, MOST_STEPS, is_once)


def _about(of_kind: dict[str, Any]) -> list[Subjects]:
    """Kind and id of these documents, their reviews, and applications for exceptions from them; by
    kind a list of ids or a query for them."""
    found: list[Subjects] = []
    for kind, ids in of_kind.items():
        model: Any = MODELS[kind]
        found.append(select(literal(model.__tablename__), model.id).where(model.id.in_(ids)))
        reviews = select(literal("review"), Review.id).where(Review.document_kind == kind)
        found.append(reviews.where(Review.document_id.in_(ids)))
    applied = select(literal("payment_exception"), PaymentException.id)
    found.append(applied.where(PaymentException.contract_id.in_(of_kind[CONTRACT])))
    return found


def _steps(
    session: Session, subjects: CompoundSelect[Any], most: int, *conditions: ColumnElement[bool]
) -> list[StepRow]:
    """The newest steps of these subjects, each looked up in the trail by its own key."""
    kind, id_ = subjects.subquery().c
    events = session.scalars(
        select(Event)
        .join(kind.table, and_(Event.subject_kind == kind, Event.subject_id == id_))
        .where(*conditions)
        .order_by(Event.id.desc())
        .limit(most)
    )
    return [
        StepRow(
            kind=one.subject_kind,
            number=one.subject_number,
            name=one.name,
            at=one.at,
            who=one.actor_name,
            data={**one.data, **one.internal},
            reason=one.reason,
        )
        for one in events
    ]
