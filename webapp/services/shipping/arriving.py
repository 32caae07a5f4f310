"""A shipment that its customer may be asked about, with the order it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Product, Shipment, ShipmentLine, StoredFile
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import columns_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders.views import ShipmentLineView, ShipmentView

_SHIPMENT = columns_of(ShipmentView, Shipment)
_LINE = columns_of(
    ShipmentLineView,
    ShipmentLine,
    code=OrderLine.code,
    name=OrderLine.name,
    name_en=OrderLine.name_en,
    specification=OrderLine.specification,
    unit=OrderLine.unit,
    unit_en=OrderLine.unit_en,
)
_LINES = (
    select(*_LINE, StoredFile.token)
    .select_from(ShipmentLine)
    .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
    .join(Product, Product.id == OrderLine.product_id)
    .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
    .where(ShipmentLine.shipment_id == bindparam("shipment_id"))
    .order_by(ShipmentLine.id)
)


@dataclass(frozen=True, slots=True)
class Arriving:
    """``version`` is the order's; ``pictures`` are tokens by the id of the order's line."""

    order_number: str
    version: int
    shipment: ShipmentView
    pictures: Mapping[int, str | None]


def get_arriving(session: Session, actor: Actor, number: str) -> Arriving:
    """The shipment under this number with what its customer is asked about.

    Raises NotFound for one out of reach, and for one that has not left the house yet.
    """
    found = session.execute(
        select(*_SHIPMENT, Order.number, Order.version)
        .select_from(Shipment)
        .join(Order, Order.id == Shipment.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Shipment.number == number[:LONGEST_NUMBER],
            Shipment.status.in_(("shipped", "received")),
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    ).first()
    if found is None:
        raise NotFound()
    *of_shipment, order_number, version = found
    rows = session.execute(_LINES, {"shipment_id": of_shipment[0]}).all()
    lines = [ShipmentLineView(*row[:-1]) for row in rows]
    pictures = {line.order_line_id: row[-1] for line, row in zip(lines, rows, strict=True)}
    shipment = ShipmentView(*[*of_shipment, tuple(lines)])
    return Arriving(order_number, version, shipment, pictures)
