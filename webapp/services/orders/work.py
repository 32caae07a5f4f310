"""What the order desk brings to everybody's work: the queue of each step, and orders acted on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Order
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds
from webapp.services.orders.filters import is_open
from webapp.services.settings.queries import company_rules
from webapp.services.work.queues import Queue, Touched, WorkSource

MOST_TOUCHED = 8


def order_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The steps whose documents this person may act on, in one query over open orders."""
    mine = [step for step in kinds.STEPS if step.permission and actor.may(step.permission)]
    if not mine or not actor.is_company:
        return []
    limits = company_rules(session).overdue_hours
    late = or_(
        *(
            and_(
                Order.status == step.key,
                Order.status_since < now - timedelta(hours=limits.get(step.key, 24)),
            )
            for step in mine
        )
    )
    rows = session.execute(
        select(
            Order.status,
            func.count(),
            func.min(Order.status_since),
            func.sum(case((late, 1), else_=0)),
        )
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            is_open(),
            or_(
                *(
                    and_(Order.status == step.key, reaches_customers(actor, step.permission))
                    for step in mine
                    if step.permission
                )
            ),
        )
        .group_by(Order.status)
    )
    counts = {row[0]: row for row in rows}
    queues = []
    for step in mine:
        _, count, oldest, overdue = counts.get(step.key, (step.key, 0, None, 0))
        label, arguments = kinds.STATUSES[step.key], {"status": step.key}
        queue = Queue(step.key, label, "orders.queue", arguments, count, oldest, int(overdue))
        queues.append(queue)
    return queues


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
    return [
        Touched(
            kinds.KIND,
            row.number,
            row.customer_name,
            row.status,
            kinds.STATUSES[row.status],
            row.at,
        )
        for row in rows
    ]


ORDER_WORK = WorkSource(kinds.KIND, order_queues, touched_orders)
