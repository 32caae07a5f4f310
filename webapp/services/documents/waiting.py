"""Documents that are under way on a chain, of whatever kind: counted, and locked to be moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from webapp.services.chains.kinds import WaitingCount
from webapp.services.core.transaction import Tx


def count_waiting(
    session: Session, model: Any, steps: Sequence[str], version_ids: Iterable[int]
) -> list[WaitingCount]:
    """Documents that wait in a step, by chain version and status."""
    rows = session.execute(
        select(model.chain_version_id, model.status, func.count())
        .where(waits(model, steps, version_ids))
        .group_by(model.chain_version_id, model.status)
    )
    return [WaitingCount(*row) for row in rows]


def lock_waiting(tx: Tx, model: Any, steps: Sequence[str], version_ids: Iterable[int]) -> list[Any]:
    """The documents themselves, locked in the order that they were made."""
    statement = select(model).where(waits(model, steps, version_ids))
    return list(tx.session.scalars(statement.order_by(model.id).with_for_update()))


def waits(model: Any, steps: Sequence[str], version_ids: Iterable[int]) -> ColumnElement[bool]:
    """Stands in one of these steps, on one of these versions of a chain."""
    return and_(model.chain_version_id.in_(list(version_ids)), model.status.in_(steps))
