"""Reading what belongs to an order, each kind in one query however much there is of it.

The statements never change, so they are built once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from webapp.models import (
    OrderLine,
    OrderRevision,
    Product,
    Remittance,
    Shipment,
    ShipmentLine,
    StoredFile,
    User,
)
from webapp.services.core.rows import columns_of
from webapp.services.orders import views

LINE = columns_of(views.LineView, OrderLine, barcode=Product.barcode, picture=StoredFile.token)
TAKEN = (
    ShipmentLine.id,
    ShipmentLine.quantity,
    ShipmentLine.received,
    ShipmentLine.difference,
    ShipmentLine.note,
)
SHIPMENT = columns_of(views.ShipmentView, Shipment)
#: A line comes once for each shipment that it left with.
LINES = (
    select(*LINE, *TAKEN, *SHIPMENT)
    .select_from(OrderLine)
    .join(Product, Product.id == OrderLine.product_id)
    .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
    .outerjoin(ShipmentLine, ShipmentLine.order_line_id == OrderLine.id)
    .outerjoin(Shipment, Shipment.id == ShipmentLine.shipment_id)
    .where(OrderLine.order_id == bindparam("order_id"))
    .order_by(OrderLine.position, ShipmentLine.id)
)
REMITTANCES = (
    select(*columns_of(views.RemittanceView, Remittance, slip=StoredFile.token))
    .select_from(Remittance)
    .outerjoin(StoredFile, StoredFile.id == Remittance.file_id)
    .where(Remittance.order_id == bindparam("order_id"))
    .order_by(Remittance.id)
)
REVISIONS = (
    select(*columns_of(views.RevisionView, OrderRevision, made_by=func.coalesce(User.name, "")))
    .select_from(OrderRevision)
    .outerjoin(User, User.id == OrderRevision.made_by_id)
    .where(OrderRevision.order_id == bindparam("order_id"))
    .order_by(OrderRevision.number.desc())
)


def read_lines(
    session: Session, order_id: int
) -> tuple[tuple[views.LineView, ...], tuple[views.ShipmentView, ...]]:
    """The lines in their order, each with its article's bar code and picture, and all shipments
    that they left with, the oldest first, cancelled ones included."""
    lines: dict[int, views.LineView] = {}
    shipments: dict[int, tuple[Any, list[views.ShipmentLineView]]] = {}
    for row in session.execute(LINES, {"order_id": order_id}):
        line = lines.get(row[0])
        if line is None:
            line = lines[row[0]] = views.LineView(*row[: len(LINE)])
        taken, shipment = row[len(LINE) : -len(SHIPMENT)], row[-len(SHIPMENT) :]
        if taken[0] is not None:
            kept = shipments.setdefault(shipment[0], (shipment, []))
            kept[1].append(_shipment_line(line, *taken))
    return tuple(lines.values()), tuple(_shipment(*shipments[id_]) for id_ in sorted(shipments))


def _shipment(columns: Any, lines: list[views.ShipmentLineView]) -> views.ShipmentView:
    ordered = tuple(sorted(lines, key=lambda line: line.id))
    return views.ShipmentView(*[*columns, ordered])


def _shipment_line(
    of: views.LineView, id_: int, quantity: Any, received: Any, difference: str, note: str
) -> views.ShipmentLineView:
    return views.ShipmentLineView(
        id=id_,
        order_line_id=of.id,
        code=of.code,
        name=of.name,
        name_en=of.name_en,
        specification=of.specification,
        unit=of.unit,
        unit_en=of.unit_en,
        quantity=quantity,
        received=received,
        difference=difference,
        note=note,
    )


def read_remittances(session: Session, order_id: int) -> tuple[views.RemittanceView, ...]:
    """Payments that were announced, the oldest first."""
    rows = session.execute(REMITTANCES, {"order_id": order_id})
    return tuple(views.RemittanceView(*row) for row in rows)


def read_revisions(session: Session, order_id: int) -> tuple[views.RevisionView, ...]:
    """The lines as they were before each edit, the newest first."""
    rows = session.execute(REVISIONS, {"order_id": order_id})
    return tuple(views.RevisionView(*row) for row in rows)
