"""The lines of an order as they were before an edit, kept with it."""

from __future__ import annotations

from sqlalchemy import func, select

from webapp.models import Order, OrderRevision
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import LONGEST_REASON


def lines_as_kept(order: Order) -> list[list[str]]:
    """Code, quantity, price and amount of each line, as the trail and old versions keep them."""
    return [
        [line.code, plain(line.quantity), str(line.price), str(line.amount)] for line in order.lines
    ]


def keep_revision(tx: Tx, order: Order, before: list[list[str]], reason: str) -> None:
    count = select(func.count()).where(OrderRevision.order_id == order.id)
    tx.session.add(
        OrderRevision(
            order_id=order.id,
            number=tx.session.scalars(count).one() + 1,
            lines=before,
            total_amount=order.total_amount,
            reason=reason[:LONGEST_REASON],
            made_at=tx.now,
            made_by_id=tx.actor.user_id,
        )
    )
