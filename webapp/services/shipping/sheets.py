"""What stands on the keeper's page: one order to pick, or one shipment to send off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import (
    Attachment,
    Customer,
    Order,
    OrderLine,
    Product,
    Shipment,
    ShipmentLine,
    StockBalance,
    StoredFile,
    User,
    Warehouse,
)
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain, first_level, may_act, next_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer, reaches_customers
from webapp.services.orders import kinds, rules
from webapp.services.shipping.queries import LONGEST_NUMBER, WAREHOUSE_STEPS


@dataclass(frozen=True, slots=True)
class PickLine:
    """One article to pick; ``on_hand`` is None for who may not see stock."""

    id: int
    code: str
    barcode: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    ordered: Decimal
    out: Decimal
    closed: Decimal
    to_pick: Decimal
    on_hand: Decimal | None
    picture: str
    is_free: bool
    remark: str


@dataclass(frozen=True, slots=True)
class ShipmentRef:
    number: str
    status: str


@dataclass(frozen=True, slots=True)
class PickSheet:
    """An order as the warehouse needs it, and what this person may do with it now."""

    number: str
    status: str
    version: int
    customer_name: str
    contact: str
    phone: str
    address: str
    requested_date: date
    remark: str
    internal_remark: str
    note_options: tuple[str, ...]
    lines: tuple[PickLine, ...]
    shipments: tuple[ShipmentRef, ...]
    may_take_out: bool
    may_pass_level: bool
    may_close_short: bool
    send_back_targets: tuple[str, ...]

    @property
    def to_pick(self) -> tuple[PickLine, ...]:
        return tuple(line for line in self.lines if line.to_pick)


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


def find_pick_sheet(session: Session, actor: Actor, number: str) -> PickSheet:
    """The order under this number, whatever its status; raises NotFound out of reach."""
    row = session.execute(
        select(Order, Customer)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    ).first()
    if row is None:
        raise NotFound()
    order, customer = row
    left = rules.sums(order.lines)
    chain = get_chain(session, order.chain_version_id)
    acts = _may_act(actor, chain, order, customer)
    is_last_level = acts and _is_last_level(chain, order)
    closes = reaches_customer(actor, Permission.ORDER_OUTBOUND, customer)
    return PickSheet(
        number=order.number,
        status=order.status,
        version=order.version,
        customer_name=order.customer_name,
        contact=order.contact,
        phone=order.phone,
        address=order.address,
        requested_date=order.requested_date,
        remark=order.remark,
        internal_remark=order.internal_remark,
        note_options=tuple(order.note_options),
        lines=_pick_lines(session, actor, order),
        shipments=_shipments(session, order),
        may_take_out=is_last_level and bool(left.to_go_out),
        may_pass_level=acts and not is_last_level,
        may_close_short=closes
        and order.status in kinds.STEP_KEYS
        and bool(left.gone_out and left.to_go_out),
        send_back_targets=rules.send_back_targets(chain, order.status, left) if acts else (),
    )


def find_shipment_sheet(
    session: Session,
    actor: Actor,
    number: str,
    permission: Permission = Permission.ORDER_VIEW,
) -> ShipmentSheet:
    """The shipment under this number, if the right reaches its customer; raises NotFound."""
    row = session.execute(
        select(Shipment, Order, Customer, Warehouse, User.name)
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
    shipment, order, customer, warehouse, out_by = row
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
        has_rest=order.status in WAREHOUSE_STEPS and bool(rules.sums(order.lines).to_go_out),
    )


def _may_act(actor: Actor, chain: Chain, order: Order, customer: Customer) -> bool:
    if order.status not in WAREHOUSE_STEPS or not chain.is_on(order.status):
        return False
    step = chain.step(order.status)
    if step.permission is None or not reaches_customer(actor, step.permission, customer):
        return False
    return may_act(actor, step, order.level)


def _is_last_level(chain: Chain, order: Order) -> bool:
    return next_level(chain.step(order.status), order.level, order.total_amount) is None


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


def _pick_lines(session: Session, actor: Actor, order: Order) -> tuple[PickLine, ...]:
    sees_stock = actor.may(Permission.STOCK_VIEW)
    rows = session.execute(
        select(OrderLine, Product.barcode, StoredFile.token, StockBalance.on_hand)
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
        .outerjoin(
            StockBalance,
            (StockBalance.product_id == OrderLine.product_id)
            & (StockBalance.warehouse_id == order.warehouse_id),
        )
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.position)
    )
    return tuple(
        _pick_line(line, barcode, token, (on_hand or Decimal(0)) if sees_stock else None)
        for line, barcode, token, on_hand in rows
    )


def _pick_line(
    line: OrderLine, barcode: str | None, token: str | None, on_hand: Decimal | None
) -> PickLine:
    return PickLine(
        id=line.id,
        code=line.code,
        barcode=barcode or "",
        name=line.name,
        name_en=line.name_en,
        specification=line.specification,
        unit=line.unit,
        unit_en=line.unit_en,
        ordered=line.quantity,
        out=line.shipped_out,
        closed=line.closed,
        to_pick=rules.to_go_out(line),
        on_hand=on_hand,
        picture=token or "",
        is_free=line.is_free,
        remark=line.remark,
    )


def _shipments(session: Session, order: Order) -> tuple[ShipmentRef, ...]:
    rows = session.execute(
        select(Shipment.number, Shipment.status)
        .where(Shipment.order_id == order.id)
        .order_by(Shipment.id)
    )
    return tuple(ShipmentRef(*row) for row in rows)


def _sent_lines(session: Session, shipment: Shipment) -> tuple[SentLine, ...]:
    rows: Any = session.execute(
        select(ShipmentLine.quantity, OrderLine, StoredFile.token)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .join(Product, Product.id == OrderLine.product_id)
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(OrderLine.position)
    )
    return tuple(
        SentLine(
            code=line.code,
            name=line.name,
            name_en=line.name_en,
            specification=line.specification,
            unit=line.unit,
            unit_en=line.unit_en,
            quantity=quantity,
            picture=token or "",
            remark=line.remark,
        )
        for quantity, line, token in rows
    )


def _photos(session: Session, shipment: Shipment) -> tuple[Photo, ...]:
    rows = session.execute(
        select(StoredFile.token, StoredFile.name)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(Attachment.shipment_id == shipment.id, Attachment.purpose == "photo")
        .order_by(Attachment.id)
    )
    return tuple(Photo(*row) for row in rows)
