"""Orders: amounts, side statuses, exposure, and whether each stands where its goods say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from webapp.models import Order, Remittance
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain
from webapp.services.core.findings import Finding
from webapp.services.orders import kinds, rules
from webapp.services.promotions.terms import ORDER_TIERS

AREA = "orders"
ORDERS_AT_ONCE = 200
ZERO = Decimal("0.00")
PARTS = (selectinload(Order.lines), selectinload(Order.promotions))


def check(session: Session) -> Iterator[Finding]:
    """Every order, a page of them in memory at a time."""
    waiting = exists().where(Remittance.order_id == Order.id, Remittance.status == "waiting")
    statement = select(Order, waiting).options(*PARTS).order_by(Order.id)
    last = 0
    while True:
        # By key and not by one long cursor: each page of orders is let go before the next.
        rows = session.execute(statement.where(Order.id > last).limit(ORDERS_AT_ONCE)).all()
        for order, is_waiting in rows:
            for what in _wrong_with(session, order, is_waiting):
                yield Finding(AREA, order.number, what)
            last = order.id
        session.expunge_all()
        if len(rows) < ORDERS_AT_ONCE:
            return


def _wrong_with(session: Session, order: Order, is_waiting: bool) -> Iterator[str]:
    yield from wrong_amounts(order)
    yield from wrong_side_statuses(order, is_waiting)
    yield from wrong_place(order, get_chain(session, order.chain_version_id))


def wrong_amounts(order: Order) -> Iterator[str]:
    """Line amounts, their total, and what of it is exposure."""
    for line in order.lines:
        amount = rules.line_amount(line)
        if line.amount != amount:
            yield f"{line.code}: amount {line.amount} is kept, price and quantity give {amount}"
    total = sum((line.amount for line in order.lines), ZERO)
    if order.total_amount != total:
        yield f"total {order.total_amount} is kept, its lines give {total}"
    granted = sum((one.amount for one in order.promotions if one.kind == ORDER_TIERS), ZERO)
    shared = sum((line.reduction for line in order.lines), ZERO)
    if shared != granted:
        yield f"{granted} came off the whole order, its lines share {shared}"
    counts = order.finance_checked and order.status != kinds.VOID
    exposure = max(order.total_amount - order.paid_amount, ZERO) if counts else ZERO
    if order.exposure != exposure:
        yield f"exposure {order.exposure} is kept, amount and payment give {exposure}"


def wrong_side_statuses(order: Order, is_waiting: bool) -> Iterator[str]:
    """Payment and delivery as they are kept; ``is_waiting`` tells of an announced payment."""
    payment = rules.payment_status(order.total_amount, order.paid_amount, is_waiting)
    if order.payment_status != payment:
        yield f"payment {order.payment_status} is kept, the amounts give {payment}"
    delivery = rules.delivery_status(rules.sums(order.lines))
    if order.delivery_status != delivery:
        yield f"delivery {order.delivery_status} is kept, the quantities give {delivery}"


def wrong_place(order: Order, chain: Chain) -> Iterator[str]:
    """Whether the status fits the chain and the goods."""
    left = rules.sums(order.lines)
    reserved = sum((line.reserved for line in order.lines), Decimal(0))
    if chain.has(order.status):
        yield from _wrong_step(order, chain, left)
    elif reserved:
        yield f"{order.status}, but {reserved} is reserved"
    if order.status == kinds.COMPLETED and not _is_finished(order, chain, left):
        yield "completed, but not everything has arrived or was closed"
    if order.status in (kinds.DRAFT, kinds.VOID) and left.gone_out:
        yield f"{order.status}, but {left.gone_out} is out"


def _is_finished(order: Order, chain: Chain, left: rules.Sums) -> bool:
    """Nothing is to be done; with receipt confirmation off, reported differences may be open."""
    differences = sum((line.differing - line.settled for line in order.lines), Decimal(0))
    unheard = left.to_receive - (Decimal(0) if chain.is_on(kinds.RECEIPT) else differences)
    return not (left.to_go_out or left.to_ship or unheard)


def _wrong_step(order: Order, chain: Chain, left: rules.Sums) -> Iterator[str]:
    if not chain.is_on(order.status):
        yield f"waits for {order.status}, which is off in its chain"
    if order.level >= len(chain.step(order.status).levels):
        yield f"waits for level {order.level + 1}, which its chain does not have"
    if order.status in kinds.PAPER_STEPS:
        return
    if order.status == kinds.OUTBOUND_REVIEW:
        # Sent back here it may have everything out already: then it only passes on again.
        fits = bool(left.to_go_out or left.to_ship or left.to_receive)
    else:
        fits = rules.goods_status(chain, left, standing=order.status) == order.status
    if not fits:
        yield f"waits for {order.status}, but its goods are elsewhere"
    for line in order.lines:
        if line.reserved != rules.to_go_out(line):
            to_go = rules.to_go_out(line)
            yield f"{line.code}: {line.reserved} is reserved, {to_go} is still to go out"
