"""What the supervision department finds among its work: the cases that it watches and holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import false, literal
from sqlalchemy.orm import Session

from webapp.models import Customer, SupervisionWatch
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.supervision.queries import HELD, OPEN
from webapp.services.supervision.watching import KIND
from webapp.services.work.queues import Counted, Waiting, WorkSource, figures

LABELS = {OPEN: N_("Cases under supervision"), HELD: N_("Cases on hold")}


def supervision_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """Open cases, and those on hold since when; none for whoever does not watch."""
    if not actor.may(Permission.SUPERVISION_WATCH):
        return None
    held = SupervisionWatch.held_at.is_not(None)
    counted = [
        _figures(actor, OPEN, SupervisionWatch.since).where(~held),
        _figures(actor, HELD, SupervisionWatch.held_at).where(held),
    ]
    return Waiting(counted, LABELS, "supervision.index", prefix=f"{KIND}_")


def _figures(actor: Actor, state: str, since: Any) -> Counted:
    """Nobody is late with a case under supervision."""
    return (
        figures(literal(state), since, false())
        .select_from(SupervisionWatch)
        .join(Customer, Customer.id == SupervisionWatch.customer_id)
        .where(
            SupervisionWatch.leader_id.is_(None),
            SupervisionWatch.ended_at.is_(None),
            reaches_customers(actor, Permission.SUPERVISION_WATCH),
        )
    )


SUPERVISION_WORK = WorkSource(KIND, supervision_queues)
