"""What contracts bring to everybody's work: drafts, what may be signed, and what is to be filed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Contract, Customer, Event
from webapp.services.contracts import kinds
from webapp.services.contracts.listing import is_open
from webapp.services.contracts.reach import reads_contracts
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.work.queues import Queue, Touched, WorkSource, as_queues, as_touched

MOST_TOUCHED = 8
#: After this long, one that nobody has gone on with counts as overdue.
OVERDUE = timedelta(hours=72)
#: By status: what waits there, and whose right takes it on; amendments wait in the same queues.
QUEUES = {
    kinds.DRAFT: (N_("Contracts and amendments to draw up"), Permission.CONTRACT_MANAGE),
    kinds.NOT_ACCEPTABLE: (N_("Contracts to decide on"), Permission.CONTRACT_MANAGE),
    kinds.APPROVED: (N_("Contracts to sign"), Permission.CONTRACT_MANAGE),
    kinds.SIGNED: (N_("Contracts to file"), Permission.CONTRACT_FILE),
}


def contract_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """The queues of this person, in one query over open contracts."""
    mine = [key for key, (_, right) in QUEUES.items() if actor.may(right)]
    if not mine or not actor.is_company:
        return []
    since = Contract.status_since
    late = case((since < now - OVERDUE, 1), else_=0)
    waits = (and_(Contract.status == key, reaches_customers(actor, QUEUES[key][1])) for key in mine)
    rows = session.execute(
        select(Contract.status, func.count(), func.min(since), func.sum(late))
        .join(Customer, Customer.id == Contract.customer_id)
        .where(is_open(), or_(*waits))
        .group_by(Contract.status)
    )
    labels = {key: label for key, (label, _) in QUEUES.items()}
    return as_queues(mine, labels, "contracts.index", rows)


def touched_contracts(session: Session, actor: Actor) -> list[Touched]:
    """Contracts in reach that this person acted on last."""
    at = func.max(Event.at)
    about = and_(Event.subject_id == Contract.id, Event.subject_kind == Contract.__tablename__)
    shown = (Contract.number, Customer.name, Contract.status)
    rows = session.execute(
        select(*shown, at.label("at"))
        .join(Event, about)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(Event.actor_id == actor.user_id, reads_contracts(actor))
        .group_by(Contract.id, *shown)
        .order_by(at.desc())
        .limit(MOST_TOUCHED)
    )
    return as_touched(kinds.KIND, kinds.STATUSES, rows)


CONTRACT_WORK = WorkSource(kinds.KIND, contract_queues, touched_contracts)
