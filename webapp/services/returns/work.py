"""What returns bring to everybody's work: the queue of each step, and requests acted on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Order, ReturnRequest
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.returns import kinds
from webapp.services.returns.queues import is_open
from webapp.services.settings.queries import company_rules
from webapp.services.work.queues import Queue, Touched, WorkSource, as_queues, as_touched

MOST_TOUCHED = 8


def return_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The steps whose requests this person may act on, in one query over open requests; who
    reviews with reach ``own`` gives his opinion there."""
    mine = [(step.key, step.permission) for step in kinds.STEPS if step.permission]
    mine = [(key, permission) for key, permission in mine if actor.may(permission)]
    if not mine or not actor.is_company:
        return []
    limits = company_rules(session).overdue_hours
    since = ReturnRequest.status_since
    late = or_(
        *(
            and_(ReturnRequest.status == key, since < now - timedelta(hours=limits[key]))
            for key, _ in mine
        )
    )
    reached = or_(
        *(
            and_(ReturnRequest.status == key, reaches_customers(actor, permission))
            for key, permission in mine
        )
    )
    rows = session.execute(
        select(
            ReturnRequest.status, func.count(), func.min(since), func.sum(case((late, 1), else_=0))
        )
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(is_open(), reached)
        .group_by(ReturnRequest.status)
    )
    steps = [key for key, _ in mine]
    return as_queues(steps, kinds.STATUSES, "returns.index", rows)


def touched_returns(session: Session, actor: Actor) -> list[Touched]:
    """Requests in reach that this person acted on last."""
    at = func.max(Event.at)
    about = and_(
        Event.subject_id == ReturnRequest.id, Event.subject_kind == ReturnRequest.__tablename__
    )
    shown = (ReturnRequest.number, Order.customer_name, ReturnRequest.status)
    rows = session.execute(
        select(*shown, at.label("at"))
        .join(Event, about)
        .join(Order, Order.id == ReturnRequest.order_id)
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(Event.actor_id == actor.user_id, reaches_customers(actor, Permission.ORDER_VIEW))
        .group_by(ReturnRequest.id, *shown)
        .order_by(at.desc())
        .limit(MOST_TOUCHED)
    )
    return as_touched(kinds.KIND, kinds.STATUSES, rows)


RETURN_WORK = WorkSource(kinds.KIND, return_queues, touched_returns)
