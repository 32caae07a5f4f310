"""Orders as a kind of document for the chain engine: how many wait where, and adopting a chain."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from webapp.models import Order
from webapp.services.chains.kinds import DocumentKind, WaitingCount
from webapp.services.chains.rules import SUBMIT, Chain, adopted_level
from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.documents.waiting import count_waiting, lock_waiting
from webapp.services.orders import kinds, moving, rules
from webapp.services.orders.review import shipments_of
from webapp.services.shipping import making


def waiting(session: Session, version_ids: Iterable[int]) -> list[WaitingCount]:
    """Open orders by chain version and status."""
    return count_waiting(session, Order, kinds.STEP_KEYS, version_ids)


def adopt(tx: Tx, chain: Chain, older: Iterable[int]) -> int:
    """Moves open orders to a chain; answers how many.

    Those in a step that is now off go to the next one that is on; none is sent back to a step
    that it has passed. Each has its entry in the trail.
    """
    orders = lock_waiting(tx, Order, kinds.STEP_KEYS, older)
    for order in orders:
        try:
            _adopt_one(tx, order, chain)
        except RuleBroken as refused:
            raise _named(order, refused) from refused
    return len(orders)


def _named(order: Order, refused: RuleBroken) -> RuleBroken:
    """A refusal that says which of many orders it is about."""
    which = Message(N_("%(number)s cannot move on:"), {"number": order.number})
    return RuleBroken.of({"": [which, *refused.messages]})


def _adopt_one(tx: Tx, order: Order, chain: Chain) -> None:
    before = order.status
    order.chain_version_id = chain.version_id
    step = chain.step(before)
    if step.is_on:
        order.level = adopted_level(step, order.level, order.total_amount)
    else:
        _leave_step(tx, order, chain, before)
    order.version += 1
    tx.record(order, "ChainAdopted", {"from": before, "status": order.status})


def _leave_step(tx: Tx, order: Order, chain: Chain, standing: str) -> None:
    """Takes an order out of a step that is off. Duties that no later step will do are done now."""
    past = [SUBMIT, *(key for key in kinds.STEP_KEYS[: kinds.STEP_KEYS.index(standing)])]
    for key in past:
        moving.discharge(tx, order, chain, key)
    if standing in kinds.PAPER_STEPS:
        following = rules.next_paper_step(chain, standing)
        if following is not None:
            moving.enter(tx, order, chain, following)
            return
    # Past the last step that could take goods out, what is left goes now.
    takes_out_now = rules.ships_by_itself(chain) or standing in (kinds.SHIPMENT, kinds.RECEIPT)
    if takes_out_now and rules.sums(order.lines).to_go_out:
        moving.ship_out(tx, order, chain, moving.remaining(order))
    _send_off_what_waits(tx, order, chain)
    moving.settle_status(tx, order, chain, standing=standing)


def _send_off_what_waits(tx: Tx, order: Order, chain: Chain) -> None:
    if not chain.is_on(kinds.SHIPMENT):
        for shipment in shipments_of(tx, order, "out"):
            moving.dispatch(tx, order, chain, shipment)
    if not chain.is_on(kinds.RECEIPT):
        for shipment in shipments_of(tx, order, "shipped"):
            making.receive_all(tx, order, shipment)


ORDER_KIND = DocumentKind(
    key=kinds.KIND,
    label=N_("Orders"),
    variants=("", kinds.SPECIAL),
    steps=kinds.STEPS,
    waiting=waiting,
    adopt=adopt,
)
