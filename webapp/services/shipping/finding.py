"""Finding what a scanner read off a paper, and who has carried shipments lately."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, Shipment
from webapp.services.core.actor import Actor
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers

RECENT_SHIPMENTS = 300
MOST_CARRIERS = 20


def find_order_number(session: Session, actor: Actor, text: str) -> str | None:
    """The order in reach with exactly this number, as a scanner reads it off a paper."""
    return session.scalar(
        select(Order.number)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.number == text.upper()[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    )


def find_shipment_number(session: Session, actor: Actor, text: str) -> str | None:
    """The shipment in reach with exactly this outbound or delivery number."""
    number = text.upper()[:LONGEST_NUMBER]
    return session.scalar(
        select(Shipment.number)
        .join(Order, Order.id == Shipment.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            or_(Shipment.number == number, Shipment.way_number == number),
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    )


def recent_carriers(session: Session) -> list[str]:
    """Carriers among the latest shipments, the one used last first."""
    latest = (
        select(Shipment.id, Shipment.carrier)
        .order_by(Shipment.id.desc())
        .limit(RECENT_SHIPMENTS)
        .subquery()
    )
    return list(
        session.scalars(
            select(latest.c.carrier)
            .where(latest.c.carrier != "")
            .group_by(latest.c.carrier)
            .order_by(func.max(latest.c.id).desc())
            .limit(MOST_CARRIERS)
        )
    )
