"""What the supervision department finds among its work: the cases that it watches and holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, SupervisionWatch
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.supervision.queries import HELD, OPEN
from webapp.services.supervision.watching import KIND
from webapp.services.work.queues import Queue, WorkSource

LABELS = {OPEN: N_("Cases under supervision"), HELD: N_("Cases on hold")}


def supervision_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """Open cases, and those on hold since when, in one query; none for whoever does not watch."""
    if not actor.is_company or not actor.may(Permission.SUPERVISION_WATCH):
        return []
    held = SupervisionWatch.held_at.is_not(None)
    row = session.execute(
        select(
            func.count().filter(~held),
            func.min(SupervisionWatch.since).filter(~held),
            func.count().filter(held),
            func.min(SupervisionWatch.held_at).filter(held),
        )
        .join(Customer, Customer.id == SupervisionWatch.customer_id)
        .where(
            and_(
                SupervisionWatch.leader_id.is_(None),
                SupervisionWatch.ended_at.is_(None),
                reaches_customers(actor, Permission.SUPERVISION_WATCH),
            )
        )
    ).one()
    counted = {OPEN: (row[0], row[1]), HELD: (row[2], row[3])}
    return [
        Queue(f"{KIND}_{key}", LABELS[key], "supervision.index", {"status": key}, count, since, 0)
        for key, (count, since) in counted.items()
    ]


SUPERVISION_WORK = WorkSource(KIND, supervision_queues)
