"""Reminding customers of goods that they have not confirmed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Order, Shipment
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.orders.telling import tell_customer
from webapp.services.settings.queries import company_rules

AT_ONCE = 200


def remind_of_receipts(session: Session) -> int:
    """Tells each customer once of every shipment that has been on its way for longer than the
    company waits; answers how many. The setting 0 reminds nobody."""
    reminded = 0
    while True:
        count = _remind_some(session)
        reminded += count
        if count < AT_ONCE:
            return reminded


def _remind_some(session: Session) -> int:
    with writing(session, SYSTEM) as tx:
        days = company_rules(tx.session).receipt_reminder_days
        if not days:
            return 0
        rows = tx.session.execute(
            select(Shipment, Order)
            .join(Order, Order.id == Shipment.order_id)
            .where(
                Shipment.status == "shipped",
                Shipment.reminded_at.is_(None),
                Shipment.shipped_at < tx.now - timedelta(days=days),
            )
            .order_by(Shipment.id)
            .limit(AT_ONCE)
            .with_for_update(of=Shipment, skip_locked=True)
        ).all()
        for shipment, order in rows:
            shipment.reminded_at = tx.now
            tell_customer(tx, order, "ReceiptReminder", {"shipment": shipment.number})
        return len(rows)
