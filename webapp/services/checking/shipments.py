"""Shipments against the lines of their orders: out, shipped, received and differing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Order, OrderLine, Shipment, ShipmentLine
from webapp.services.core.findings import Finding

AREA = "shipments"
ZERO = Decimal(0)


def check(session: Session) -> Iterator[Finding]:
    yield from _quantities(session)
    yield from _strangers(session)


def _quantities(session: Session) -> Iterator[Finding]:
    """An order line's quantities are those of the shipments that it is in."""
    quantity, received = ShipmentLine.quantity, ShipmentLine.received
    sums = (
        select(
            ShipmentLine.order_line_id,
            func.sum(_when(Shipment.status != "cancelled", quantity)).label("out"),
            func.sum(_when(Shipment.status.in_(("shipped", "received")), quantity)).label("sent"),
            func.sum(_when(Shipment.status == "received", received)).label("received"),
            func.sum(_when(Shipment.status == "received", quantity - received)).label("missing"),
        )
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .group_by(ShipmentLine.order_line_id)
        .subquery()
    )
    pairs = (
        ("out", OrderLine.shipped_out, sums.c.out),
        ("shipped", OrderLine.shipped, sums.c.sent),
        ("received", OrderLine.received, sums.c.received),
        ("differing", OrderLine.differing, sums.c.missing),
    )
    columns = [column for _, kept, summed in pairs for column in (kept, summed)]
    rows = session.execute(
        select(Order.number, OrderLine.code, *columns)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(sums, sums.c.order_line_id == OrderLine.id)
        .where(or_(*(kept != func.coalesce(summed, 0) for _, kept, summed in pairs)))
        .order_by(Order.number, OrderLine.position)
    )
    for number, code, *values in rows:
        for (what, _, _), kept, summed in zip(pairs, values[::2], values[1::2], strict=True):
            if kept != (summed or ZERO):
                text = f"{code}: {kept} {what} is kept, its shipments give {summed or ZERO}"
                yield Finding(AREA, number, text)


def _when(condition: ColumnElement[bool], quantity: Any) -> Any:
    return case((condition, quantity), else_=0)


def _strangers(session: Session) -> Iterator[Finding]:
    """Shipment lines of another order than their shipment's."""
    rows = session.scalars(
        select(Shipment.number)
        .join(ShipmentLine, ShipmentLine.shipment_id == Shipment.id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(OrderLine.order_id != Shipment.order_id)
        .distinct()
        .order_by(Shipment.number)
    )
    for number in rows:
        yield Finding(AREA, number, "holds lines of another order")
