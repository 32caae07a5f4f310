"""What quotations bring to everybody's work: drafts, decisions, offers and costs that moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Quotation
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.quotations import kinds
from webapp.services.quotations.listing import FLAGGED, is_open
from webapp.services.work.queues import (
    ACTS,
    Counted,
    Waiting,
    WorkSource,
    acted_on,
    ago,
    figures,
)

#: After so long, one that nobody has gone on with counts as overdue.
OVERDUE_HOURS = 48
#: By tab of the list: what waits there, and whose right takes it on.
QUEUES = {
    kinds.DRAFTING: (N_("Quotations to draft"), Permission.QUOTATION_DRAFT),
    kinds.NOT_ACCEPTABLE: (N_("Quotations to decide on"), Permission.QUOTATION_MANAGE),
    kinds.APPROVED: (N_("Quotations to offer"), Permission.QUOTATION_MANAGE),
    kinds.CHANGES_ASKED: (N_("Quotations to change"), Permission.QUOTATION_MANAGE),
    FLAGGED: (N_("Quotations to cost anew"), Permission.QUOTATION_DRAFT),
}


def quotation_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """The queues of this person, out of open quotations."""
    mine = [key for key, (_, right) in QUEUES.items() if actor.may(right)]
    if not mine or not actor.may(Permission.QUOTATION_VIEW):
        return None
    counted = [_counted(actor, [key for key in mine if key != FLAGGED])]
    if FLAGGED in mine:
        counted.append(_flagged(actor))
    return Waiting(counted, {key: QUEUES[key][0] for key in mine}, "quotations.index")


def touched_quotations(actor: Actor, day: date) -> Counted:
    """Quotations in reach that this person acted on."""
    return (
        select(Quotation.number, Customer.name, Quotation.status, ACTS.c.at)
        .join(ACTS, acted_on(Quotation))
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(reaches_customers(actor, Permission.QUOTATION_VIEW))
    )


def _counted(actor: Actor, statuses: list[str]) -> Counted:
    waiting = or_(*(_waits(actor, status) for status in statuses))
    shown = _figures(Quotation.status, Quotation.status_since)
    return shown.where(waiting).group_by(Quotation.status)


def _flagged(actor: Actor) -> Counted:
    reached = reaches_customers(actor, QUEUES[FLAGGED][1])
    flagged = Quotation.recost_since.is_not(None)
    return _figures(literal(FLAGGED), Quotation.recost_since).where(flagged, reached)


def _figures(key: Any, since: Any) -> Counted:
    return (
        figures(key, since, since < ago(OVERDUE_HOURS))
        .select_from(Quotation)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(is_open())
    )


def _waits(actor: Actor, status: str) -> ColumnElement[bool]:
    reached = reaches_customers(actor, QUEUES[status][1])
    return and_(Quotation.status == status, reached)


QUOTATION_WORK = WorkSource(kinds.KIND, quotation_queues, touched_quotations, kinds.STATUSES)
