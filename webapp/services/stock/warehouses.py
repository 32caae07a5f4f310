"""Which warehouse serves whom."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Warehouse
from webapp.services.core.keeping import keep


def warehouse_of(session: Session, branch_id: int) -> int | None:
    """The id of the warehouse that serves a branch's customers: its first one."""
    first = select(Warehouse.id).where(Warehouse.branch_id == branch_id).order_by(Warehouse.id)
    key = ("warehouse of", branch_id)
    return keep(session, key, lambda: session.scalar(first.limit(1)))
