"""Telling the customer what became of his order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from webapp.models import Order, User
from webapp.services.core.transaction import Tx
from webapp.services.orders import kinds


def tell_customer(tx: Tx, order: Order, name: str, params: dict[str, Any]) -> None:
    """Puts a notice about the order into the inbox of its customer's account."""
    if tx.actor.customer_id == order.customer_id:
        return
    user_id = tx.session.scalar(select(User.id).where(User.customer_id == order.customer_id))
    tx.notify(user_id, name, params, kind=kinds.KIND, number=order.number)
