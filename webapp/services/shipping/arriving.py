"""A shipment that its customer may be asked about, with the order it belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, Shipment
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders.queries import get_order
from webapp.services.orders.views import OrderView, ShipmentView


def get_arriving(
    session: Session, actor: Actor, number: str, now: datetime
) -> tuple[OrderView, ShipmentView]:
    """The shipment under this number with its order.

    Raises NotFound for one out of reach, and for one that has not left the house yet.
    """
    order_number = session.scalar(
        select(Order.number)
        .join(Shipment, Shipment.order_id == Order.id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Shipment.number == number[:LONGEST_NUMBER],
            Shipment.status.in_(("shipped", "received")),
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    )
    if order_number is None:
        raise NotFound()
    order = get_order(session, actor, order_number, now)
    return order, next(one for one in order.shipments if one.number == number)
