"""What inquiries bring to everybody's work: those to be taken in, decided and quoted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Inquiry
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.inquiries import kinds
from webapp.services.inquiries.listing import is_open
from webapp.services.inquiries.reach import reaches_inquiries
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
#: By status: what waits there, and whose right takes it on.
QUEUES = {
    kinds.INTAKE: (N_("Inquiries to take in"), Permission.INQUIRY_MANAGE),
    kinds.NOT_ACCEPTABLE: (N_("Inquiries to decide on"), Permission.INQUIRY_MANAGE),
    kinds.REVIEWED: (N_("Inquiries to quote"), Permission.QUOTATION_DRAFT),
}


def inquiry_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """The queues of this person, out of open inquiries."""
    mine = [key for key, (_, right) in QUEUES.items() if actor.may(right)]
    if not mine or not actor.may(Permission.INQUIRY_VIEW):
        return None
    since = Inquiry.status_since
    counted = (
        figures(Inquiry.status, since, since < ago(OVERDUE_HOURS))
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(is_open(), or_(*(_waits(actor, key) for key in mine)))
        .group_by(Inquiry.status)
    )
    return Waiting([counted], {key: QUEUES[key][0] for key in mine}, "inquiries.index")


def touched_inquiries(actor: Actor, day: date) -> Counted:
    """Inquiries in reach that this person acted on."""
    return (
        select(Inquiry.number, Customer.name, Inquiry.status, ACTS.c.at)
        .join(ACTS, acted_on(Inquiry))
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(reaches_inquiries(actor, Permission.INQUIRY_VIEW))
    )


def _waits(actor: Actor, status: str) -> ColumnElement[bool]:
    right = QUEUES[status][1]
    return and_(Inquiry.status == status, reaches_inquiries(actor, right))


INQUIRY_WORK = WorkSource(kinds.KIND, inquiry_queues, touched_inquiries, kinds.STATUSES)
