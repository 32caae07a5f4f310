"""Telling people: a customer what became of a document of his, many what is announced."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, Select, insert, literal, select

from webapp.models import Announcement, Notice, User
from webapp.services.core.keeping import keep
from webapp.services.core.transaction import Tx
from webapp.services.notices.rules import KIND


def tell_customer(
    tx: Tx, customer_id: int, name: str, params: dict[str, Any], *, kind: str, number: str
) -> None:
    """Puts a notice into the inbox of the customer's account, unless he acts himself."""
    if tx.actor.customer_id == customer_id:
        return
    user_id = keep(
        tx.session,
        ("account of", customer_id),
        lambda: tx.session.scalar(select(User.id).where(User.customer_id == customer_id)),
    )
    tx.notify(user_id, name, params, kind=kind, number=number)


def tell_many(tx: Tx, people: Select[int], name: str, announcement: Announcement) -> int:
    """Puts an announcement into the inbox of all these accounts by one statement, and not into
    the actor's own; answers how many were told."""
    told = {
        Notice.name: name,
        Notice.params: {"title": announcement.title},
        Notice.document_kind: KIND,
        Notice.document_number: announcement.number,
        Notice.made_at: tx.now,
    }
    values = [literal(value, column.type) for column, value in told.items()]
    rows = people.where(User.id != tx.actor.user_id).add_columns(*values)
    statement = insert(Notice).from_select([Notice.user_id, *told], rows)
    made = tx.session.execute(statement, execution_options={"preserve_rowcount": True})
    return made.rowcount if isinstance(made, CursorResult) else 0
