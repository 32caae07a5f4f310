"""What returns bring to everybody's work: the queue of each step, and requests acted on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, ReturnRequest
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.returns import kinds
from webapp.services.returns.queues import is_open
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


def return_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """The steps whose requests this person may act on, out of open requests; who reviews with
    reach ``own`` gives his opinion there."""
    mine = [(step.key, step.permission) for step in kinds.STEPS if step.permission]
    mine = [(key, permission) for key, permission in mine if actor.may(permission)]
    if not mine:
        return None
    hours = company_rules(session).overdue_hours
    status, since = ReturnRequest.status, ReturnRequest.status_since
    overdue = (and_(status == key, since < ago(hours[key])) for key, _ in mine)
    reached = (and_(status == key, reaches_customers(actor, right)) for key, right in mine)
    counted = (
        figures(status, since, or_(*overdue))
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(is_open(), or_(*reached))
        .group_by(status)
    )
    return Waiting([counted], {key: kinds.STATUSES[key] for key, _ in mine}, "returns.index")


def touched_returns(actor: Actor, day: date) -> Counted:
    """Requests in reach that this person acted on."""
    return (
        select(ReturnRequest.number, Order.customer_name, ReturnRequest.status, ACTS.c.at)
        .join(ACTS, acted_on(ReturnRequest))
        .join(Order, Order.id == ReturnRequest.order_id)
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(reaches_customers(actor, Permission.ORDER_VIEW))
    )


RETURN_WORK = WorkSource(kinds.KIND, return_queues, touched_returns, kinds.STATUSES)
