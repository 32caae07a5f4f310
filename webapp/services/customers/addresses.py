"""Where customers take delivery."""

from __future__ import annotations

from sqlalchemy import Select, select

from webapp.models import CustomerAddress


def addresses_of(customer_id: int) -> Select[CustomerAddress]:
    """A customer's addresses in use, the default one first."""
    return (
        select(CustomerAddress)
        .where(CustomerAddress.customer_id == customer_id, CustomerAddress.removed_at.is_(None))
        .order_by(CustomerAddress.is_default.desc(), CustomerAddress.id)
    )
