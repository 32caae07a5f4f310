"""What the order desk brings to everybody's work: the queue of each step, and orders acted on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webapp.models import Order
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers, with_customers
from webapp.services.orders import kinds
from webapp.services.orders.filters import is_open
from webapp.services.settings.queries import company_rules
from webapp.services.work.queues import (
    ACTS,
    Counted,
    Waiting,
    WorkSource,
    acted_on,
    ago,
    figures,
)


def order_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """The steps whose documents this person may act on, out of open orders."""
    mine = [(step.key, step.permission) for step in kinds.STEPS if step.permission]
    mine = [(key, permission) for key, permission in mine if actor.may(permission)]
    if not mine:
        return None
    hours = company_rules(session).overdue_hours
    overdue = (and_(Order.status == key, Order.status_since < ago(hours[key])) for key, _ in mine)
    reached = (and_(Order.status == key, reaches_customers(actor, right)) for key, right in mine)
    counted = (
        figures(Order.status, Order.status_since, or_(*overdue))
        .where(is_open(), or_(*reached))
        .group_by(Order.status)
    )
    counted = with_customers(counted, actor, Order.customer_id, *(right for _, right in mine))
    return Waiting([counted], {key: kinds.STATUSES[key] for key, _ in mine}, "orders.queue")


def touched_orders(actor: Actor, day: date) -> Counted:
    """Orders in reach that this person acted on."""
    touched = (
        select(Order.number, Order.customer_name, Order.status, ACTS.c.at)
        .join(ACTS, acted_on(Order))
        .where(reaches_customers(actor, Permission.ORDER_VIEW))
    )
    return with_customers(touched, actor, Order.customer_id, Permission.ORDER_VIEW)


ORDER_WORK = WorkSource(kinds.KIND, order_queues, touched_orders, kinds.STATUSES)
