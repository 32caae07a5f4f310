"""What quotations bring to everybody's work: drafts, decisions, offers and costs that moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Quotation
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.quotations import kinds
from webapp.services.quotations.listing import FLAGGED, is_open
from webapp.services.work.queues import Queue, Touched, WorkSource, as_queues, as_touched

MOST_TOUCHED = 8
#: Hours after which one that nobody has gone on with counts as overdue.
OVERDUE = timedelta(hours=48)
#: By tab of the list: what waits there, and whose right takes it on.
QUEUES = {
    kinds.DRAFTING: (N_("Quotations to draft"), Permission.QUOTATION_DRAFT),
    kinds.NOT_ACCEPTABLE: (N_("Quotations to decide on"), Permission.QUOTATION_MANAGE),
    kinds.APPROVED: (N_("Quotations to offer"), Permission.QUOTATION_MANAGE),
    kinds.CHANGES_ASKED: (N_("Quotations to change"), Permission.QUOTATION_MANAGE),
    FLAGGED: (N_("Quotations to cost anew"), Permission.QUOTATION_DRAFT),
}


def quotation_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The queues of this person, in one query over open quotations."""
    mine = [key for key, (_, right) in QUEUES.items() if actor.may(right)]
    if not mine or not actor.is_company or not actor.may(Permission.QUOTATION_VIEW):
        return []
    counted = [_counted(actor, [key for key in mine if key != FLAGGED], now)]
    if FLAGGED in mine:
        counted.append(_flagged(actor, now))
    rows = session.execute(union_all(*counted))
    found = [row for row in rows if row[1]]
    return as_queues(mine, {key: QUEUES[key][0] for key in mine}, "quotations.index", found)


def touched_quotations(session: Session, actor: Actor) -> list[Touched]:
    """Quotations in reach that this person acted on last."""
    at = func.max(Event.at)
    about = and_(Event.subject_id == Quotation.id, Event.subject_kind == Quotation.__tablename__)
    shown = (Quotation.number, Customer.name, Quotation.status)
    rows = session.execute(
        select(*shown, at.label("at"))
        .join(Event, about)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(Event.actor_id == actor.user_id, reaches_customers(actor, Permission.QUOTATION_VIEW))
        .group_by(Quotation.id, *shown)
        .order_by(at.desc())
        .limit(MOST_TOUCHED)
    )
    return as_touched(kinds.KIND, kinds.STATUSES, rows)


def _counted(actor: Actor, statuses: list[str], now: datetime) -> Select[*tuple[Any, ...]]:
    waiting = or_(*(_waits(actor, status) for status in statuses))
    return (
        _figures(Quotation.status, Quotation.status_since, now)
        .where(waiting)
        .group_by(Quotation.status)
    )


def _flagged(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    reached = reaches_customers(actor, QUEUES[FLAGGED][1])
    flagged = Quotation.recost_since.is_not(None)
    return _figures(literal(FLAGGED), Quotation.recost_since, now).where(flagged, reached)


def _figures(key: Any, since: Any, now: datetime) -> Select[*tuple[Any, ...]]:
    late = func.sum(case((since < now - OVERDUE, 1), else_=0))
    return (
        select(key, func.count(), func.min(since), func.coalesce(late, 0))
        .select_from(Quotation)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(is_open())
    )


def _waits(actor: Actor, status: str) -> ColumnElement[bool]:
    reached = reaches_customers(actor, QUEUES[status][1])
    return and_(Quotation.status == status, reached)


QUOTATION_WORK = WorkSource(kinds.KIND, quotation_queues, touched_quotations)
