"""What the order desk brings to everybody's work: the queue of each step, and orders acted on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Order
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds
from webapp.services.orders.filters import is_open
from webapp.services.settings.queries import company_rules
from webapp.services.work.queues import Queue, Touched, WorkSource, as_queues, as_touched

MOST_TOUCHED = 8


def order_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The steps whose documents this person may act on, in one query over open orders."""
    mine = [(step.key, step.permission) for step in kinds.STEPS if step.permission]
    mine = [(key, permission) for key, permission in mine if actor.may(permission)]
    if not mine or not actor.is_company:
        return []
    reached = or_(
        *(
            and_(Order.status == key, reaches_customers(actor, permission))
            for key, permission in mine
        )
    )
    late = case((_is_late(session, [key for key, _ in mine], now), 1), else_=0)
    rows = session.execute(
        select(Order.status, func.count(), func.min(Order.status_since), func.sum(late))
        .join(Customer, Customer.id == Order.customer_id)
        .where(is_open(), reached)
        .group_by(Order.status)
    )
    steps = [key for key, _ in mine]
    return as_queues(steps, kinds.STATUSES, "orders.queue", rows)


def _is_late(session: Session, steps: Sequence[str], now: datetime) -> ColumnElement[bool]:
    hours = company_rules(session).overdue_hours
    limits = {key: now - timedelta(hours=hours[key]) for key in steps}
    return or_(*(and_(Order.status == key, Order.status_since < limits[key]) for key in steps))


def touched_orders(session: Session, actor: Actor) -> list[Touched]:
    """Orders in reach that this person acted on last."""
    at = func.max(Event.at)
    rows = session.execute(
        select(Order.number, Order.customer_name, Order.status, at.label("at"))
        .join(Event, and_(Event.subject_id == Order.id, Event.subject_kind == Order.__tablename__))
        .join(Customer, Customer.id == Order.customer_id)
        .where(Event.actor_id == actor.user_id, reaches_customers(actor, Permission.ORDER_VIEW))
        .group_by(Order.id, Order.number, Order.customer_name, Order.status)
        .order_by(at.desc())
        .limit(MOST_TOUCHED)
    )
    return as_touched(kinds.KIND, kinds.STATUSES, rows)


ORDER_WORK = WorkSource(kinds.KIND, order_queues, touched_orders)
