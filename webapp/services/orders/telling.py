"""Telling the customer what became of his order."""

from __future__ import annotations

from typing import Any

from webapp.models import Order
from webapp.services.core.transaction import Tx
from webapp.services.notices import telling
from webapp.services.orders import kinds


def tell_customer(tx: Tx, order: Order, name: str, params: dict[str, Any]) -> None:
    """Puts a notice about the order into the inbox of its customer's account."""
    telling.tell_customer(tx, order.customer_id, name, params, kind=kinds.KIND, number=order.number)
