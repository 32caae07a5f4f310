"""Who keeps a customer, and who has kept him: one open row, and those that it followed (H2)."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Customer, CustomerKeeper
from webapp.services.core.transaction import Tx


def begin_keeping(tx: Tx, customer: Customer, reason: str = "") -> None:
    """Opens the history of a customer with whoever keeps him now."""
    tx.session.add(
        CustomerKeeper(
            customer_id=customer.id,
            salesperson_id=customer.salesperson_id,
            responsibility_code=customer.responsibility_code,
            from_at=tx.now,
            reason=reason,
            set_by_id=tx.actor.user_id,
        )
    )


def follow_keeper(tx: Tx, customer: Customer, reason: str) -> None:
    """Closes whoever kept the customer, whose row is locked, and opens who keeps him now."""
    open_rows = select(CustomerKeeper).where(
        CustomerKeeper.customer_id == customer.id, CustomerKeeper.until_at.is_(None)
    )
    for row in tx.session.scalars(open_rows):
        row.until_at = tx.now
    begin_keeping(tx, customer, reason)
