"""Orders as a kind of document for the chain engine: how many wait where, and adopting a chain."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine
from webapp.services.chains.kinds import DocumentKind, Move, WaitingCount
from webapp.services.chains.rules import SUBMIT, Chain, adopted_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.waiting import count_waiting, lock_waiting, waits
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders import kinds, moving, rules
from webapp.services.orders.order_kinds import chain_variants
from webapp.services.orders.review import shipments_of
from webapp.services.orders.supervised import stop_if_held
from webapp.services.shipping import making


def waiting(session: Session, version_ids: Iterable[int]) -> list[WaitingCount]:
    """Open orders by chain version and status."""
    return count_waiting(session, Order, kinds.STEP_KEYS, version_ids)


def foresee(session: Session, actor: Actor, chain: Chain, version_ids: Iterable[int]) -> list[Move]:
    """Where each open order would stand on this chain, by the rule that adopting follows (A9)."""
    line = OrderLine
    rows = session.execute(
        select(
            Order.number,
            Order.customer_name,
            Order.chain_version_id,
            Order.status,
            reaches_customers(actor, Permission.ORDER_VIEW).label("in_reach"),
            func.sum(line.quantity - line.shipped_out - line.closed),
            func.sum(line.shipped_out - line.shipped),
            func.sum(line.shipped - line.received - line.settled),
            func.sum(line.shipped_out),
            func.sum(line.shipped),
        )
        .join(Customer, Customer.id == Order.customer_id)
        .join(line, line.order_id == Order.id)
        .where(waits(Order, kinds.STEP_KEYS, version_ids))
        .group_by(Order.id, Customer.id)
        .order_by(Order.id)
    )
    return [_foreseen(chain, *row) for row in rows]


def _foreseen(
    chain: Chain,
    number: str,
    customer: str,
    version_id: int,
    status: str,
    in_reach: bool,
    *left: Decimal,
) -> Move:
    goes_to = rules.adopted_status(chain, status, rules.Sums(*left))
    return Move(number, customer, version_id, status, goes_to, bool(in_reach))


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
        stop_if_held(tx, order)
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
    takes_out_now = rules.takes_out_when_left(chain, standing)
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
    variants=chain_variants,
    steps=kinds.STEPS,
    waiting=waiting,
    foresee=foresee,
    adopt=adopt,
)
