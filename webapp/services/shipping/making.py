"""Goods leaving the warehouse and coming back: shipment documents with their stock movements.

The order is locked by whoever calls; its quantities and the stock move together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp.models import Order, OrderLine, Shipment, ShipmentLine
from webapp.services.core.errors import N_, Problems
from webapp.services.core.ids import give_ids
from webapp.services.core.numbering import OUTBOUND, WAY, next_number
from webapp.services.core.transaction import Tx
from webapp.services.stock import ledger

MOST_PARCELS = 9999
LONGEST_CARRIER = 80


@dataclass(frozen=True, slots=True)
class CarrierData:
    """Who carries a shipment and under which number; ``parcels`` counts the pieces."""

    carrier: str = ""
    tracking_number: str = ""
    parcels: int = 1


def check_carrier(carrier: CarrierData) -> None:
    """Raises RuleBroken at ``parcels``, ``carrier`` or ``tracking_number``."""
    problems = Problems()
    if not 1 <= carrier.parcels <= MOST_PARCELS:
        problems.add("parcels", N_("The number of parcels must be from 1 to 9999."))
    for field, text in (("carrier", carrier.carrier), ("tracking_number", carrier.tracking_number)):
        if len(text) > LONGEST_CARRIER:
            problems.add(field, N_("At most %(most)s characters."), most=LONGEST_CARRIER)
    problems.refuse()


def take_out(tx: Tx, order: Order, quantities: Mapping[int, Decimal]) -> Shipment:
    """Makes a shipment of these quantities by order line id; reserved stock becomes movement.

    Raises RuleBroken when less is on hand than should leave.
    """
    lines = {line.id: line for line in order.lines}
    taken = [(lines[id_], quantity) for id_, quantity in quantities.items() if quantity]
    number = next_number(tx, OUTBOUND)
    ledger.post(
        tx,
        order.warehouse_id,
        "out",
        [ledger.Movement(line.product_id, -quantity, -quantity) for line, quantity in taken],
        order_id=order.id,
        document_number=number,
    )
    shipment = Shipment(
        number=number,
        order_id=order.id,
        warehouse_id=order.warehouse_id,
        status="out",
        out_at=tx.now,
        out_by_id=tx.actor.user_id,
        lines=[ShipmentLine(order_line_id=line.id, quantity=quantity) for line, quantity in taken],
    )
    give_ids(tx.session, shipment.lines)
    tx.session.add(shipment)
    for line, quantity in taken:
        line.reserved -= quantity
        line.shipped_out += quantity
    return shipment


def send_off(tx: Tx, order: Order, shipment: Shipment, carrier: CarrierData) -> None:
    """Marks a shipment as on its way, with its carrier's data."""
    shipment.status = "shipped"
    shipment.way_number = next_number(tx, WAY)
    shipment.carrier = carrier.carrier
    shipment.tracking_number = carrier.tracking_number
    shipment.parcels = carrier.parcels
    shipment.shipped_at = tx.now
    shipment.shipped_by_id = tx.actor.user_id
    for line, taken in _pairs(order, shipment):
        line.shipped += taken.quantity


def receive_all(tx: Tx, order: Order, shipment: Shipment) -> None:
    """Counts a shipment as received in full, where nobody is asked to confirm the receipt."""
    shipment.status = "received"
    shipment.received_at = tx.now
    for line, taken in _pairs(order, shipment):
        taken.received = taken.quantity
        line.received += taken.quantity


def give_back(tx: Tx, order: Order, shipment: Shipment, reason: str) -> None:
    """Takes a shipment back that nobody has received: its goods are on hand and reserved again."""
    ledger.post(
        tx,
        order.warehouse_id,
        "back",
        [
            ledger.Movement(line.product_id, taken.quantity, taken.quantity)
            for line, taken in _pairs(order, shipment)
        ],
        order_id=order.id,
        document_number=shipment.number,
        reason=reason,
    )
    was_shipped = shipment.status == "shipped"
    for line, taken in _pairs(order, shipment):
        line.shipped_out -= taken.quantity
        line.reserved += taken.quantity
        if was_shipped:
            line.shipped -= taken.quantity
    shipment.status = "cancelled"
    shipment.cancel_reason = reason


def _pairs(order: Order, shipment: Shipment) -> list[tuple[OrderLine, ShipmentLine]]:
    lines = {line.id: line for line in order.lines}
    return [(lines[taken.order_line_id], taken) for taken in shipment.lines]
