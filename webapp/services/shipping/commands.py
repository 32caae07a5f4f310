"""Acts of the warehouse: take out, send off, take back, close short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from webapp.models import Order, Shipment
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain, first_level, may_act, next_level
from webapp.services.core.errors import N_, Forbidden, Problems
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.files.storing import Paper, attach
from webapp.services.orders import kinds, money, moving, rules
from webapp.services.orders.locking import lock_order
from webapp.services.orders.review import check_payment, waiting_step
from webapp.services.orders.supervised import stop_if_held
from webapp.services.orders.telling import tell_customer
from webapp.services.shipping import making
from webapp.services.shipping.locking import lock_shipment
from webapp.services.shipping.making import CarrierData, check_carrier

ANOTHER_LEVEL = N_("Another level has to pass this step before goods may leave.")


@command
def take_out(tx: Tx, number: str, version: int, quantities: Mapping[int, Decimal]) -> Done:
    """Outbound review of what was picked, by order line id: a shipment document is made, stock
    leaves, the rest waits. With outbound review off this happens at shipment confirmation.

    Raises RuleBroken at ``lines.<id>`` for a quantity that is not left to go out, Conflict,
    Forbidden. The answer's ``details`` name the shipment.
    """
    order = lock_order(tx, number, version)
    chain = get_chain(tx.session, order.chain_version_id)
    step = waiting_step(tx, order, chain, order.status)
    stop_if_held(tx, order)
    if order.status not in (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT):
        raise wrong_state(order)
    if next_level(step, order.level, order.total_amount) is not None:
        raise Forbidden(ANOTHER_LEVEL)
    check_payment(tx, order, chain)
    moving.discharge(tx, order, chain, order.status)
    _check_quantities(order, quantities)
    standing = order.status
    shipment = moving.ship_out(tx, order, chain, dict(quantities))
    moving.settle_status(tx, order, chain, standing=standing)
    _note_passer(tx, order, standing)
    return _shipped(tx, order, shipment, "TakenOut")


@command
def confirm_shipment(
    tx: Tx,
    shipment_number: str,
    version: int,
    carrier: CarrierData,
    papers: Sequence[Paper] = (),
) -> Done:
    """Shipment confirmation of one shipment with its carrier's data; the customer is told.

    A part may travel while the rest of the order still waits to go out. Raises Conflict when it
    is on its way already, RuleBroken for a number of parcels out of bounds.
    """
    tx.actor.require(Permission.ORDER_SHIP)
    order, shipment = lock_shipment(tx, shipment_number, version, Permission.ORDER_SHIP)
    chain = get_chain(tx.session, order.chain_version_id)
    if shipment.status != "out" or order.status not in (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT):
        raise wrong_state(order)
    _check_levels(tx, order, chain)
    stop_if_held(tx, order)
    check_carrier(carrier)
    standing = order.status
    moving.dispatch(tx, order, chain, shipment, carrier)
    attach(tx, kinds.KIND, order.id, papers, shipment_id=shipment.id)
    moving.settle_status(tx, order, chain, standing=standing)
    _note_passer(tx, order, standing)
    tell_customer(tx, order, "ShipmentOnItsWay", {"shipment": shipment.number})
    return _shipped(tx, order, shipment, "ShipmentConfirmed")


@command
def cancel_shipment(tx: Tx, shipment_number: str, version: int, reason: str) -> Done:
    """Takes back a shipment that is not received yet: stock is given back, and the order waits
    for outbound review again, or for the step that does its duty, unless it is back in a review.

    Raises Conflict when it is received, or when no step is on that could ship it again.
    """
    reason = needs_reason(reason)
    tx.actor.require(Permission.ORDER_OUTBOUND)
    order, shipment = lock_shipment(tx, shipment_number, version, Permission.ORDER_OUTBOUND)
    chain = get_chain(tx.session, order.chain_version_id)
    back_to = chain.duty_falls_on(kinds.OUTBOUND_REVIEW)
    if shipment.status not in ("out", "shipped") or not chain.has(back_to):
        raise wrong_state(order)
    making.give_back(tx, order, shipment, reason)
    # An order that was sent back to a review stays there: no review is skipped.
    moving.enter(tx, order, chain, order.status if order.status in kinds.PAPER_STEPS else back_to)
    order.passed_by_id = None
    return _shipped(tx, order, shipment, "ShipmentCancelled", reason)


@command
def close_short(tx: Tx, number: str, version: int, reason: str) -> Done:
    """The rest of an order will not be shipped: its stock is free again, the amount is less.

    Only once something has gone out; before that the order is voided. Raises Conflict,
    RuleBroken without a reason.
    """
    tx.actor.require(Permission.ORDER_OUTBOUND)
    reason = needs_reason(reason)
    order = lock_order(tx, number, version, Permission.ORDER_OUTBOUND)
    left = rules.sums(order.lines)
    if order.status not in kinds.STEP_KEYS or not left.gone_out or not left.to_go_out:
        raise wrong_state(order)
    chain = get_chain(tx.session, order.chain_version_id)
    closed = {line.code: plain(rules.to_go_out(line)) for line in order.lines}
    moving.release(tx, order)
    for line in order.lines:
        line.closed += rules.to_go_out(line)
    money.recompute(tx, order)
    if order.status not in kinds.PAPER_STEPS:
        moving.settle_status(tx, order, chain, standing=order.status)
    order.version += 1
    data = {"closed": {code: quantity for code, quantity in closed.items() if quantity != "0"}}
    tx.record(order, "ClosedShort", {**data, "status": order.status}, reason=reason)
    tell_customer(tx, order, "OrderClosedShort", {"reason": reason})
    return done_with(order)


def _check_levels(tx: Tx, order: Order, chain: Chain) -> None:
    """Only who may pass the last level of shipment confirmation sends goods off."""
    step, level = chain.step(kinds.SHIPMENT), order.level
    if order.status == kinds.SHIPMENT:
        waiting_step(tx, order, chain, kinds.SHIPMENT)
    else:
        level = first_level(step, order.total_amount)
        if not may_act(tx.actor, step, level):
            raise Forbidden()
    if next_level(step, level, order.total_amount) is not None:
        raise Forbidden(ANOTHER_LEVEL)


def _check_quantities(order: Order, quantities: Mapping[int, Decimal]) -> None:
    problems = Problems()
    lines = {line.id: line for line in order.lines}
    for line_id, quantity in quantities.items():
        line = lines.get(line_id)
        if line is None:
            problems.add("lines", N_("This line is not on the order."))
        elif not 0 <= quantity <= rules.to_go_out(line):
            left = plain(rules.to_go_out(line))
            text = N_("%(code)s: only %(left)s left to go out.")
            problems.add(f"lines.{line_id}", text, code=line.code, left=left)
    if not any(quantities.values()):
        problems.add("lines", N_("Nothing is picked yet."))
    problems.refuse()


def _note_passer(tx: Tx, order: Order, standing: str) -> None:
    """A part leaves the order where it stands: the step is passed with the last of it."""
    if order.status != standing:
        order.passed_by_id = tx.actor.user_id


def _shipped(tx: Tx, order: Order, shipment: Shipment, event: str, reason: str = "") -> Done:
    order.version += 1
    codes = {line.id: line.code for line in order.lines}
    data = {
        "shipment": shipment.number,
        "status": order.status,
        "lines": [[codes[one.order_line_id], plain(one.quantity)] for one in shipment.lines],
        "carrier": shipment.carrier,
        "tracking_number": shipment.tracking_number,
    }
    tx.record(order, event, data, reason=reason)
    return done_with(order, shipment=shipment.number)
