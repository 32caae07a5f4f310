"""What stands on the keeper's page of one shipment: where it goes, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from webapp.models import (
    Attachment,
    Customer,
    Order,
    OrderLine,
    Product,
    Shipment,
    ShipmentLine,
    StoredFile,
    User,
    Warehouse,
)
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain, first_level, may_act, next_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer, reaches_customers
from webapp.services.orders import kinds
from webapp.services.shipping.queries import WAREHOUSE_STEPS


@dataclass(frozen=True, slots=True)
class SentLine:
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    quantity: Decimal
    picture: str
    remark: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class Photo:
    token: str
    name: str


@dataclass(frozen=True, slots=True)
class ShipmentSheet:
    """One shipment with where it goes; ``version`` is its order's."""

    number: str
    way_number: str
    status: str
    order_number: str
    order_status: str
    version: int
    warehouse: str
    warehouse_en: str
    customer_name: str
    contact: str
    phone: str
    address: str
    remark: str
    note_options: tuple[str, ...]
    out_at: datetime
    out_by: str
    shipped_at: datetime | None
    carrier: str
    tracking_number: str
    parcels: int
    cancel_reason: str
    lines: tuple[SentLine, ...]
    photos: tuple[Photo, ...]
    may_confirm: bool
    may_cancel: bool
    has_rest: bool


#: In the order of the fields of a sent line.
_LINES = (
    select(
        OrderLine.code,
        OrderLine.name,
        OrderLine.name_en,
        OrderLine.specification,
        OrderLine.unit,
        OrderLine.unit_en,
        ShipmentLine.quantity,
        func.coalesce(StoredFile.token, ""),
        OrderLine.remark,
        OrderLine.is_free,
    )
    .select_from(ShipmentLine)
    .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
    .join(Product, Product.id == OrderLine.product_id)
    .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
    .where(ShipmentLine.shipment_id == bindparam("shipment_id"))
    .order_by(OrderLine.position)
)
#: Whether anything of the order is still to go out.
_HAS_REST = exists().where(
    OrderLine.order_id == Order.id,
    OrderLine.quantity > OrderLine.shipped_out + OrderLine.closed,
)


def find_shipment_sheet(
    session: Session,
    actor: Actor,
    number: str,
    permission: Permission = Permission.ORDER_VIEW,
) -> ShipmentSheet:
    """The shipment under this number, if the right reaches its customer; raises NotFound."""
    shipment, order, customer, warehouse, out_by, has_rest = _find(
        session, actor, number, permission
    )
    chain = get_chain(session, order.chain_version_id)
    return ShipmentSheet(
        number=shipment.number,
        way_number=shipment.way_number or "",
        status=shipment.status,
        order_number=order.number,
        order_status=order.status,
        version=order.version,
        warehouse=warehouse.name,
        warehouse_en=warehouse.name_en,
        customer_name=order.customer_name,
        contact=order.contact,
        phone=order.phone,
        address=order.address,
        remark=order.remark,
        note_options=tuple(order.note_options),
        out_at=shipment.out_at,
        out_by=out_by or "",
        shipped_at=shipment.shipped_at,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        parcels=shipment.parcels,
        cancel_reason=shipment.cancel_reason,
        lines=_sent_lines(session, shipment),
        photos=_photos(session, shipment),
        may_confirm=_may_confirm(actor, chain, order, customer, shipment),
        may_cancel=_may_cancel(actor, chain, customer, shipment),
        has_rest=order.status in WAREHOUSE_STEPS and has_rest,
    )


def _find(session: Session, actor: Actor, number: str, permission: Permission) -> Any:
    row = session.execute(
        select(Shipment, Order, Customer, Warehouse, User.name, _HAS_REST)
        .join(Order, Order.id == Shipment.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
        .outerjoin(User, User.id == Shipment.out_by_id)
        .where(
            Shipment.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, permission),
        )
    ).first()
    if row is None:
        raise NotFound()
    return row


def _may_confirm(
    actor: Actor, chain: Chain, order: Order, customer: Customer, shipment: Shipment
) -> bool:
    if shipment.status != "out" or order.status not in WAREHOUSE_STEPS:
        return False
    if not reaches_customer(actor, Permission.ORDER_SHIP, customer):
        return False
    step = chain.step(kinds.SHIPMENT)
    first = first_level(step, order.total_amount)
    level = order.level if order.status == kinds.SHIPMENT else first
    return may_act(actor, step, level) and next_level(step, level, order.total_amount) is None


def _may_cancel(actor: Actor, chain: Chain, customer: Customer, shipment: Shipment) -> bool:
    return (
        shipment.status in ("out", "shipped")
        and chain.has(chain.duty_falls_on(kinds.OUTBOUND_REVIEW))
        and reaches_customer(actor, Permission.ORDER_OUTBOUND, customer)
    )


def _sent_lines(session: Session, shipment: Shipment) -> tuple[SentLine, ...]:
    rows: Any = session.execute(_LINES, {"shipment_id": shipment.id})
    return tuple(SentLine(*row) for row in rows)


def _photos(session: Session, shipment: Shipment) -> tuple[Photo, ...]:
    rows = session.execute(
        select(StoredFile.token, StoredFile.name)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(Attachment.shipment_id == shipment.id, Attachment.purpose == "photo")
        .order_by(Attachment.id)
    )
    return tuple(Photo(*row) for row in rows)
