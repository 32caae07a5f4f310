"""How an order moves: duties done when a step is left, and where it stands next.

What a step would do that is switched off is done by the step its duty falls on, so every
combination of steps ends with the same stock and the same sums.
"""

from __future__ import annotations

from decimal import Decimal

from webapp.models import Order, Shipment
from webapp.services.chains.rules import Chain, first_level
from webapp.services.core.ids import give_ids
from webapp.services.core.transaction import Tx
from webapp.services.orders import kinds, money, rules
from webapp.services.orders.telling import tell_customer
from webapp.services.settings.queries import company_rules
from webapp.services.shipping import making
from webapp.services.shipping.making import CarrierData
from webapp.services.stock import ledger

NO_CARRIER = CarrierData()


def discharge(tx: Tx, order: Order, chain: Chain, at: str) -> None:
    """Does the review duties that fall on leaving ``at``; each is done once only."""
    settings = company_rules(tx.session)
    falls_here = [key for key in kinds.PAPER_STEPS if chain.duty_falls_on(key) == at]
    reserves = at == chain.duty_falls_on(kinds.ORDER_REVIEW) or settings.reserve_at == "submit"
    moves = _promise(order, wanted=True) if reserves else []
    if order in tx.session.new:
        give_ids(tx.session, order.lines)
        tx.session.flush()  # A new order and its lines are written once, with what they reserve.
    _post(tx, order, "reserve", moves)
    if kinds.ORDER_REVIEW in falls_here:
        fix_prices(order)
    if kinds.FINANCE_REVIEW in falls_here and not order.finance_checked:
        money.check_finance(tx, order, settings.finance_check)
        money.settle_account(tx, order)


def fix_prices(order: Order) -> None:
    """Fixes special prices: from now on no recomputing touches them."""
    for line in order.lines:
        if line.price_source == "special":
            line.price_fixed = True


def reserve(tx: Tx, order: Order) -> None:
    """Reserves what is still to go out, or gives back what is reserved too much."""
    _post(tx, order, "reserve", _promise(order, wanted=True))


def release(tx: Tx, order: Order) -> None:
    """Gives back everything that is reserved for the order."""
    _post(tx, order, "release", _promise(order, wanted=False))


def _promise(order: Order, *, wanted: bool) -> list[ledger.Movement]:
    """Lets each line reserve what is still to go out, or nothing; what that moves in stock."""
    moves = []
    for line in order.lines:
        change = (rules.to_go_out(line) if wanted else Decimal(0)) - line.reserved
        line.reserved += change
        moves.append(ledger.Movement(line.product_id, reserved=change))
    return moves


def _post(tx: Tx, order: Order, kind: str, moves: list[ledger.Movement]) -> None:
    ledger.post(
        tx, order.warehouse_id, kind, moves, order_id=order.id, document_number=order.number
    )


def leave_reviews(tx: Tx, order: Order, chain: Chain, passed: str) -> None:
    """Moves on from a review, or from submitting: to the next review or to the goods."""
    discharge(tx, order, chain, passed)
    following = rules.next_paper_step(chain, passed)
    if following is not None:
        enter(tx, order, chain, following)
        return
    if rules.ships_by_itself(chain) and rules.sums(order.lines).to_go_out:
        ship_out(tx, order, chain, remaining(order))
    settle_status(tx, order, chain, standing=kinds.OUTBOUND_REVIEW)


def settle_status(tx: Tx, order: Order, chain: Chain, *, standing: str) -> None:
    """Puts the order where its goods say it stands."""
    enter(tx, order, chain, rules.goods_status(chain, rules.sums(order.lines), standing=standing))


def enter(tx: Tx, order: Order, chain: Chain, status: str) -> None:
    """Sets the status, and since when; the first level of the step that applies waits."""
    order.delivery_status = rules.delivery_status(rules.sums(order.lines))
    if status == order.status:
        return
    order.status = status
    order.status_since = tx.now
    order.level = 0
    if chain.has(status):
        order.level = first_level(chain.step(status), order.total_amount)
    if status == kinds.COMPLETED:
        order.completed_at = tx.now
    tell_customer(tx, order, "OrderMoved", {"status": status})


def ship_out(tx: Tx, order: Order, chain: Chain, quantities: dict[int, Decimal]) -> Shipment:
    """Makes a shipment; it counts as shipped at once when shipment confirmation is off."""
    shipment = making.take_out(tx, order, quantities)
    if not chain.is_on(kinds.SHIPMENT):
        dispatch(tx, order, chain, shipment)
    return shipment


def dispatch(
    tx: Tx, order: Order, chain: Chain, shipment: Shipment, carrier: CarrierData = NO_CARRIER
) -> None:
    """Sends a shipment off; it counts as received when receipt confirmation is off."""
    making.send_off(tx, order, shipment, carrier)
    if not chain.is_on(kinds.RECEIPT):
        making.receive_all(tx, order, shipment)


def remaining(order: Order) -> dict[int, Decimal]:
    """What of each line is still to go out, by order line id."""
    return {line.id: rules.to_go_out(line) for line in order.lines if rules.to_go_out(line) > 0}
