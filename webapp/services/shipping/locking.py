"""Loading a shipment to act on it: with its order, both locked, and as the actor last saw it."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from webapp.models import Order, Shipment
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.orders.locking import check_seen

#: The order is locked first, as by every act on it.
_LOCKED = (
    select(Order, Shipment)
    .join(Order.customer)
    .join(Shipment, Shipment.order_id == Order.id)
    .options(contains_eager(Order.customer))
    .where(Shipment.number == bindparam("number"))
    .with_for_update(of=(Order, Shipment))
)


def lock_shipment(
    tx: Tx, number: str, version: int, permission: Permission = Permission.ORDER_VIEW
) -> tuple[Order, Shipment]:
    """A shipment with its order; ``version`` is the order's that was seen.

    Raises NotFound for one out of reach just as for none, Conflict when it changed meanwhile.
    """
    row = tx.session.execute(_LOCKED, {"number": number[:LONGEST_NUMBER]}).first()
    if row is None:
        raise NotFound()
    order, shipment = row
    check_seen(tx, order, version, permission)
    return order, shipment
