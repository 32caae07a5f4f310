"""One act at a time on what a customer keeps at hand."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Customer
from webapp.services.core.transaction import Tx


def lock_customer(tx: Tx, customer_id: int) -> None:
    """What one customer keeps at hand changes one act at a time, so that two clicks at once
    meet as two acts and not as a broken unique key."""
    tx.session.execute(
        select(Customer.id).where(Customer.id == customer_id).with_for_update(key_share=True)
    )
