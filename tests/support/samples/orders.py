"""Orders, the money that came for them, the parcels that left, and their papers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import NO_ROW, NO_TOKEN, Area, Kind, Sample, always
from webapp.models import Attachment, Order, Remittance, Shipment, StoredFile, User


def _orders(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Order.number, Order.status)
        .where(Order.customer_id == user.customer_id)
        .order_by(Order.status != "receipt", Order.id)
    )
    return [Sample(number, status) for number, status in rows]


def _shipments(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Shipment.number, Shipment.status, Order.number)
        .join(Order, Order.id == Shipment.order_id)
        .where(Order.customer_id == user.customer_id)
        .order_by(Shipment.status != "shipped", Shipment.id)
    )
    return [Sample(number, status, order) for number, status, order in rows]


def _remittances(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(Remittance.id, Remittance.status, Order.number)
        .join(Order, Order.id == Remittance.order_id)
        .where(Order.customer_id == user.customer_id)
        .order_by(Remittance.status != "waiting", Remittance.id)
    )
    return [Sample(identity, status, order) for identity, status, order in rows]


def _files(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(StoredFile.token, Attachment.purpose)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .join(Order, Order.id == Attachment.document_id)
        .where(Order.customer_id == user.customer_id, Attachment.document_kind == "order")
        .where(~Attachment.is_internal)
        .order_by(Attachment.id)
    )
    return [Sample(token, purpose) for token, purpose in rows]


SHIPMENT = ("shipments/<number>", "shipments/<shipment>", "deliveries/<number>")
REVIEWED = {"status": "order_review"}

AREA = Area(
    (
        Kind("order", ("orders/<number>",), "DH-O-20200101-000001", _orders, owned=True),
        Kind("shipment", SHIPMENT, "CK-20200101-000001", _shipments, owned=True),
        Kind("remittance", ("remittances/<int:remittance>",), NO_ROW, _remittances, owned=True),
        Kind("file", ("files/<token>",), NO_TOKEN, _files, owned=True),
        Kind("order_kind", ("order-kinds/<code>",), "nothing", always("export")),
    ),
    standing={
        "portal_orders.edit": "draft",
        "portal_orders.discard": "draft",
        "portal_orders.withdraw": "order_review",
        "orders.edit": "order_review",
        "warehouse.pick": "outbound_review",
        "warehouse.take_out": "outbound_review",
        "warehouse.ship": "out",
        "portal_receipts.show": "shipped",
    },
    listed={"orders.batch": REVIEWED, "orders.queue": REVIEWED},
)
