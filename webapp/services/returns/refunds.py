"""What returned goods pay back: what was paid for them, net of their share of reductions.

Parts are paid back as differences of the whole, so that they never come to more than was paid and
everything together comes to exactly that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.models import Order, OrderLine, ReturnLine, ReturnRequest
from webapp.services.core.transaction import Tx
from webapp.services.orders.rules import value_of
from webapp.services.returns import kinds

ZERO = Decimal("0.00")
FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other live requests take back of an order line, and the CNY that they pay back."""

    quantity: Decimal = Decimal(0)
    amount: Decimal = ZERO


NOWHERE = Elsewhere()


def put_amounts(tx: Tx, request: ReturnRequest, order_lines: Mapping[int, OrderLine]) -> None:
    """Amounts of the request's lines and their total, beside all other requests of the order."""
    others = elsewhere(tx.session, request.order_id, request.id)
    for line in request.lines:
        other = others.get(line.order_line_id, NOWHERE)
        line.amount = paid_back(order_lines[line.order_line_id], counted(request, line), other)
    request.total_amount = sum((line.amount for line in request.lines), ZERO)


def lock_order_lines(tx: Tx, order_id: int) -> dict[int, OrderLine]:
    """The lines of the order, which stays locked: no two requests of it are valued at once."""
    statement = select(Order).where(Order.id == order_id).with_for_update()
    return {line.id: line for line in tx.session.scalars(statement).one().lines}


def counted(request: ReturnRequest, line: ReturnLine) -> Decimal:
    """What of a line is paid back: what was asked for, and what arrived once that is known."""
    arrived = request.goods_taken_in or any(one.received for one in request.lines)
    return line.received if arrived else line.quantity


def paid_back(line: OrderLine, quantity: Decimal, other: Elsewhere) -> Decimal:
    """CNY that so much of an order line pays back, beside what is taken back elsewhere."""
    return max(value_of(line, other.quantity + quantity) - other.amount, ZERO)


def net_price(line: OrderLine) -> Decimal:
    """CNY a unit as it was paid, to four decimals."""
    if not line.reduction:
        return line.price
    net = value_of(line, line.quantity) / line.quantity
    return net.quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


def elsewhere(session: Session, order_id: int, but_for: int | None) -> dict[int, Elsewhere]:
    """What live requests of an order take back, but for one of them, by order line id."""
    statement = (
        select(ReturnRequest)
        .where(ReturnRequest.order_id == order_id, ReturnRequest.status != kinds.VOID)
        .options(selectinload(ReturnRequest.lines))
    )
    found: dict[int, Elsewhere] = {}
    for other in session.scalars(statement):
        if other.id == but_for:
            continue
        for line in other.lines:
            there = found.get(line.order_line_id, NOWHERE)
            found[line.order_line_id] = Elsewhere(
                there.quantity + counted(other, line), there.amount + line.amount
            )
    return found
