"""What inquiries bring to everybody's work: those to be taken in, decided and quoted."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Inquiry
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.inquiries import kinds
from webapp.services.inquiries.listing import is_open
from webapp.services.inquiries.reach import reaches_inquiries
from webapp.services.work.queues import Queue, Touched, WorkSource, as_queues, as_touched

MOST_TOUCHED = 8
#: Hours after which one that nobody has gone on with counts as overdue.
OVERDUE = timedelta(hours=48)
#: By status: what waits there, and whose right takes it on.
QUEUES = {
    kinds.INTAKE: (N_("Inquiries to take in"), Permission.INQUIRY_MANAGE),
    kinds.NOT_ACCEPTABLE: (N_("Inquiries to decide on"), Permission.INQUIRY_MANAGE),
    kinds.REVIEWED: (N_("Inquiries to quote"), Permission.QUOTATION_DRAFT),
}


def inquiry_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The queues of this person, in one query over open inquiries."""
    mine = [key for key, (_, right) in QUEUES.items() if actor.may(right)]
    if not mine or not actor.is_company or not actor.may(Permission.INQUIRY_VIEW):
        return []
    since = Inquiry.status_since
    late = case((since < now - OVERDUE, 1), else_=0)
    rows = session.execute(
        select(Inquiry.status, func.count(), func.min(since), func.sum(late))
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(is_open(), or_(*(_waits(actor, key) for key in mine)))
        .group_by(Inquiry.status)
    )
    labels = {key: label for key, (label, _) in QUEUES.items()}
    return as_queues(mine, labels, "inquiries.index", rows)


def touched_inquiries(session: Session, actor: Actor) -> list[Touched]:
    """Inquiries in reach that this person acted on last."""
    at = func.max(Event.at)
    about = and_(Event.subject_id == Inquiry.id, Event.subject_kind == Inquiry.__tablename__)
    shown = (Inquiry.number, Customer.name, Inquiry.status)
    rows = session.execute(
        select(*shown, at.label("at"))
        .join(Event, about)
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(Event.actor_id == actor.user_id, reaches_inquiries(actor, Permission.INQUIRY_VIEW))
        .group_by(Inquiry.id, *shown)
        .order_by(at.desc())
        .limit(MOST_TOUCHED)
    )
    return as_touched(kinds.KIND, kinds.STATUSES, rows)


def _waits(actor: Actor, status: str) -> ColumnElement[bool]:
    right = QUEUES[status][1]
    return and_(Inquiry.status == status, reaches_inquiries(actor, right))


INQUIRY_WORK = WorkSource(kinds.KIND, inquiry_queues, touched_inquiries)
