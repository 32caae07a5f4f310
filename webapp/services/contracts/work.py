"""What contracts bring to everybody's work: drafts, what may be signed, and what is to be filed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webapp.models import Contract, Customer
from webapp.services.contracts import kinds
from webapp.services.contracts.listing import is_open
from webapp.services.contracts.reach import reads_contracts
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
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
OVERDUE_HOURS = 72
#: By status: what waits there, and whose right takes it on; amendments wait in the same queues.
QUEUES = {
    kinds.DRAFT: (N_("Contracts and amendments to draw up"), Permission.CONTRACT_MANAGE),
    kinds.NOT_ACCEPTABLE: (N_("Contracts to decide on"), Permission.CONTRACT_MANAGE),
    kinds.APPROVED: (N_("Contracts to sign"), Permission.CONTRACT_MANAGE),
    kinds.SIGNED: (N_("Contracts to file"), Permission.CONTRACT_FILE),
}


def contract_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """The queues of this person, out of open contracts."""
    mine = [key for key, (_, right) in QUEUES.items() if actor.may(right)]
    if not mine:
        return None
    since = Contract.status_since
    waits = (and_(Contract.status == key, reaches_customers(actor, QUEUES[key][1])) for key in mine)
    counted = (
        figures(Contract.status, since, since < ago(OVERDUE_HOURS))
        .join(Customer, Customer.id == Contract.customer_id)
        .where(is_open(), or_(*waits))
        .group_by(Contract.status)
    )
    return Waiting([counted], {key: QUEUES[key][0] for key in mine}, "contracts.index")


def touched_contracts(actor: Actor, day: date) -> Counted:
    """Contracts in reach that this person acted on."""
    return (
        select(Contract.number, Customer.name, Contract.status, ACTS.c.at)
        .join(ACTS, acted_on(Contract))
        .join(Customer, Customer.id == Contract.customer_id)
        .where(reads_contracts(actor))
    )


CONTRACT_WORK = WorkSource(kinds.KIND, contract_queues, touched_contracts, kinds.STATUSES)
