"""What the customer says arrived, and what becomes of differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from webapp.models import Order, Shipment, User
from webapp.services.chains.queries import get_chain
from webapp.services.core.errors import N_, Forbidden, Problems
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.files.storing import Paper, attach
from webapp.services.orders import kinds, money, moving
from webapp.services.orders.locking import lock_order
from webapp.services.orders.telling import tell_customer
from webapp.services.shipping.locking import lock_shipment


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What arrived in order of one shipment line; a smaller quantity needs the difference."""

    quantity: Decimal
    difference: str = ""
    note: str = ""


@command
def confirm_receipt(
    tx: Tx,
    shipment_number: str,
    version: int,
    received: Mapping[int, ReceivedLine],
    papers: Sequence[Paper] = (),
) -> Done:
    """The customer confirms one shipment, line by line (by shipment line id), and signs.

    A line not named arrived in full. The order completes when everything ordered is received
    or closed short. Raises RuleBroken at ``lines.<id>`` and without a signature, Conflict when
    the shipment is not on its way, NotFound for another customer's.
    """
    if not tx.actor.is_customer and tx.actor.kind != "system":
        raise Forbidden()
    order, shipment = lock_shipment(tx, shipment_number, version)
    if shipment.status != "shipped":
        raise wrong_state(order)
    _check(tx, shipment, received, papers)
    differences = _apply(order, shipment, received)
    shipment.status, shipment.received_at = "received", tx.now
    shipment.received_by_id = tx.actor.user_id
    attach(tx, kinds.KIND, order.id, papers, shipment_id=shipment.id)
    if order.status == kinds.RECEIPT:
        chain = get_chain(tx.session, order.chain_version_id)
        moving.settle_status(tx, order, chain, standing=order.status)
    order.passed_by_id = tx.actor.user_id
    order.version += 1
    data = {"shipment": shipment.number, "differences": differences, "status": order.status}
    tx.record(order, "ReceiptConfirmed", data)
    if differences:
        _tell_salesperson(tx, order)
    return done_with(order, shipment=shipment.number)


@command
def settle_differences(tx: Tx, number: str, version: int, reason: str) -> Done:
    """The company accepts the differences that the customer reported: they are not charged.

    Raises Conflict when none is open, RuleBroken without a reason.
    """
    tx.actor.require(Permission.ORDER_CHANGE)
    reason = needs_reason(reason)
    order = lock_order(tx, number, version, Permission.ORDER_CHANGE)
    settled = {
        line.code: plain(line.differing - line.settled)
        for line in order.lines
        if line.differing > line.settled
    }
    # A completed order has open differences when its receipt step was switched off meanwhile.
    if not settled or order.status == kinds.VOID:
        raise wrong_state(order)
    for line in order.lines:
        line.settled = line.differing
    money.recompute(tx, order)
    if order.status == kinds.RECEIPT:
        chain = get_chain(tx.session, order.chain_version_id)
        moving.settle_status(tx, order, chain, standing=order.status)
    order.version += 1
    data = {"settled": settled, "amount": str(order.total_amount), "status": order.status}
    tx.record(order, "DifferencesSettled", data, reason=reason)
    tell_customer(tx, order, "DifferencesSettled", {"reason": reason})
    return done_with(order)


def _check(
    tx: Tx,
    shipment: Shipment,
    received: Mapping[int, ReceivedLine],
    papers: Sequence[Paper],
) -> None:
    problems = Problems()
    lines = {line.id: line for line in shipment.lines}
    for line_id, given in received.items():
        line = lines.get(line_id)
        if line is None:
            problems.add("lines", N_("This line is not in the shipment."))
        elif not 0 <= given.quantity <= line.quantity:
            text = N_("From 0 to %(most)s.")
            problems.add(f"lines.{line_id}", text, most=plain(line.quantity))
        elif given.quantity < line.quantity and given.difference not in kinds.DIFFERENCES:
            problems.add(f"lines.{line_id}", N_("Please say what is different."))
    signed = any(paper.purpose == "signature" for paper in papers)
    stamped = any(paper.purpose == "confirmation" for paper in papers)
    if tx.actor.is_customer and not signed and not stamped:
        problems.add("signature", N_("Please sign for the goods."))
    problems.refuse()


def _apply(
    order: Order, shipment: Shipment, received: Mapping[int, ReceivedLine]
) -> list[list[str]]:
    """Books what arrived; answers code, missing quantity and difference of each odd line."""
    lines = {line.id: line for line in order.lines}
    differences = []
    for taken in shipment.lines:
        given = received.get(taken.id) or ReceivedLine(taken.quantity)
        line = lines[taken.order_line_id]
        missing = taken.quantity - given.quantity
        taken.received = given.quantity
        line.received += given.quantity
        line.differing += missing
        if missing:
            taken.difference, taken.note = given.difference, given.note[:200]
            differences.append([line.code, plain(missing), given.difference])
    return differences


def _tell_salesperson(tx: Tx, order: Order) -> None:
    active = select(User.id).where(User.id == order.salesperson_id, User.disabled_at.is_(None))
    tx.notify(
        tx.session.scalar(active),
        "DifferencesReported",
        {"customer": order.customer_name},
        kind=kinds.KIND,
        number=order.number,
    )
