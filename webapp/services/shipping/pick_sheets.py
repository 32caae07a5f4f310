"""What stands on the keeper's page of one order: what to pick, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from webapp.models import (
    Order,
    OrderLine,
    Product,
    Shipment,
    StockBalance,
    StoredFile,
)
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain, may_act, next_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer, reaches_customers
from webapp.services.orders import kinds, rules
from webapp.services.shipping.queries import WAREHOUSE_STEPS


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
class PickActs:
    """What this person may do with the order now."""

    take_out: bool
    pass_level: bool
    close_short: bool
    send_back_targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PickSheet:
    """An order as the warehouse needs it."""

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
    may: PickActs

    @property
    def to_pick(self) -> tuple[PickLine, ...]:
        return tuple(line for line in self.lines if line.to_pick)


#: The lines with their bar codes, pictures and stock, and the quantities that sums are made of.
_LINES = (
    select(
        OrderLine.id,
        OrderLine.code,
        OrderLine.name,
        OrderLine.name_en,
        OrderLine.specification,
        OrderLine.unit,
        OrderLine.unit_en,
        OrderLine.quantity,
        OrderLine.shipped_out,
        OrderLine.shipped,
        OrderLine.received,
        OrderLine.settled,
        OrderLine.closed,
        OrderLine.is_free,
        OrderLine.remark,
        Product.barcode,
        StoredFile.token,
        StockBalance.on_hand,
    )
    .join(Product, Product.id == OrderLine.product_id)
    .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
    .outerjoin(
        StockBalance,
        (StockBalance.product_id == OrderLine.product_id)
        & (StockBalance.warehouse_id == bindparam("warehouse_id")),
    )
    .where(OrderLine.order_id == bindparam("order_id"))
    .order_by(OrderLine.position)
)


def find_pick_sheet(session: Session, actor: Actor, number: str) -> PickSheet:
    """The order under this number, whatever its status; raises NotFound out of reach."""
    order = _find(session, actor, number)
    rows = session.execute(_LINES, {"order_id": order.id, "warehouse_id": order.warehouse_id}).all()
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
        lines=_pick_lines(actor, rows),
        shipments=_shipments(session, order),
        may=_may(session, actor, order, rules.sums(rows)),
    )


def _find(session: Session, actor: Actor, number: str) -> Order:
    """The order with its customer."""
    order = session.scalar(
        select(Order)
        .join(Order.customer)
        .options(contains_eager(Order.customer))
        .where(
            Order.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    )
    if order is None:
        raise NotFound()
    return order


def _may(session: Session, actor: Actor, order: Order, left: rules.Sums) -> PickActs:
    chain = get_chain(session, order.chain_version_id)
    acts = _may_act(actor, chain, order)
    is_last_level = acts and _is_last_level(chain, order)
    closes = reaches_customer(actor, Permission.ORDER_OUTBOUND, order.customer)
    can_close = order.status in kinds.STEP_KEYS and bool(left.gone_out and left.to_go_out)
    return PickActs(
        take_out=is_last_level and bool(left.to_go_out),
        pass_level=acts and not is_last_level,
        close_short=closes and can_close,
        send_back_targets=rules.send_back_targets(chain, order.status, left) if acts else (),
    )


def _may_act(actor: Actor, chain: Chain, order: Order) -> bool:
    if order.status not in WAREHOUSE_STEPS or not chain.is_on(order.status):
        return False
    step = chain.step(order.status)
    if step.permission is None or not reaches_customer(actor, step.permission, order.customer):
        return False
    return may_act(actor, step, order.level)


def _is_last_level(chain: Chain, order: Order) -> bool:
    return next_level(chain.step(order.status), order.level, order.total_amount) is None


def _pick_lines(actor: Actor, rows: Sequence[Any]) -> tuple[PickLine, ...]:
    sees_stock = actor.may(Permission.STOCK_VIEW)
    return tuple(
        PickLine(
            id=row.id,
            code=row.code,
            barcode=row.barcode or "",
            name=row.name,
            name_en=row.name_en,
            specification=row.specification,
            unit=row.unit,
            unit_en=row.unit_en,
            ordered=row.quantity,
            out=row.shipped_out,
            closed=row.closed,
            to_pick=rules.to_go_out(row),
            on_hand=(row.on_hand or Decimal(0)) if sees_stock else None,
            picture=row.token or "",
            is_free=row.is_free,
            remark=row.remark,
        )
        for row in rows
    )


def _shipments(session: Session, order: Order) -> tuple[ShipmentRef, ...]:
    rows = session.execute(
        select(Shipment.number, Shipment.status)
        .where(Shipment.order_id == order.id)
        .order_by(Shipment.id)
    )
    return tuple(ShipmentRef(*row) for row in rows)
