"""Telling a customer what became of a document of his."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from webapp.models import User
from webapp.services.core.keeping import read_once
from webapp.services.core.transaction import Tx


def tell_customer(
    tx: Tx, customer_id: int, name: str, params: dict[str, Any], *, kind: str, number: str
) -> None:
    """Puts a notice into the inbox of the customer's account, unless he acts himself."""
    if tx.actor.customer_id == customer_id:
        return
    account = select(User.id).where(User.customer_id == customer_id)
    user_id = read_once(tx.session, ("account of", customer_id), lambda: tx.session.scalar(account))
    tx.notify(user_id, name, params, kind=kind, number=number)
