"""Asking to return goods: what may come back is what was received and not returned before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from webapp.models import Order, OrderLine, ReturnLine, ReturnRequest
from webapp.services.chains.queries import current_chain
from webapp.services.chains.rules import SUBMIT
from webapp.services.core.errors import N_, Problems
from webapp.services.core.numbering import RETURN, next_number
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.files.storing import Paper, attach
from webapp.services.orders.locking import lock_order
from webapp.services.returns import kinds, moving
from webapp.services.returns.locking import lock_return
from webapp.services.returns.refunds import net_price, put_amounts

LONGEST_LINE_REASON = 200


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A quantity of one order line that is to come back, and why."""

    order_line_id: int
    quantity: Decimal
    reason: str


@command
def request_return(
    tx: Tx,
    order_number: str,
    lines: Sequence[ReturnedLine],
    reason: str,
    papers: Sequence[Paper] = (),
) -> Done:
    """Asks for a return of goods of one order, by the customer or by staff for him.

    The order stays locked, so that two requests can never return more than was received. Raises
    RuleBroken at ``lines.<order line id>`` for a quantity beyond that or without a reason.
    """
    if not tx.actor.is_customer:
        tx.actor.require(Permission.RETURN_CREATE)
    reason = needs_reason(reason)
    order = lock_order(tx, order_number, None, Permission.RETURN_CREATE)
    request = _new_request(tx, order, reason)
    _put_lines(tx, request, order, lines)
    return _submit(tx, request, papers, "ReturnRequested")


@command
def resubmit_return(
    tx: Tx,
    number: str,
    version: int,
    lines: Sequence[ReturnedLine],
    reason: str,
    papers: Sequence[Paper] = (),
) -> Done:
    """Submits a request again that came back, under its own number.

    Raises what asking raises, and Conflict when it is no draft any more.
    """
    if not tx.actor.is_customer:
        tx.actor.require(Permission.RETURN_CREATE)
    reason = needs_reason(reason)
    # The request before its order, as whoever receives goods locks them.
    request = lock_return(tx, number, version, Permission.RETURN_CREATE)
    if request.status != kinds.DRAFT:
        raise wrong_state(request)
    order_number = select(Order.number).where(Order.id == request.order_id)
    found = tx.session.scalars(order_number).one()
    order = lock_order(tx, found, None, Permission.RETURN_CREATE)
    request.reason = reason
    _put_lines(tx, request, order, lines)
    return _submit(tx, request, papers, "ReturnResubmitted")


def returnable(session: Session, order: Order, but_for: int | None = None) -> dict[int, Decimal]:
    """What of each order line was received and is not in another live request, by line id.

    Once goods are in, only what came back counts: the rest may be asked for again.
    """
    taken = case((ReturnRequest.goods_taken_in, ReturnLine.received), else_=ReturnLine.quantity)
    live = (
        select(ReturnLine.order_line_id, func.sum(taken))
        .join(ReturnRequest, ReturnRequest.id == ReturnLine.return_id)
        .where(ReturnRequest.order_id == order.id, ReturnRequest.status != kinds.VOID)
        .group_by(ReturnLine.order_line_id)
    )
    if but_for is not None:
        live = live.where(ReturnRequest.id != but_for)
    asked = {row[0]: row[1] for row in session.execute(live)}
    return {line.id: line.received - asked.get(line.id, Decimal(0)) for line in order.lines}


def _new_request(tx: Tx, order: Order, reason: str) -> ReturnRequest:
    return ReturnRequest(
        status=kinds.DRAFT,
        level=0,
        version=0,
        status_since=tx.now,
        created_at=tx.now,
        order_id=order.id,
        customer_id=order.customer_id,
        branch_id=order.branch_id,
        warehouse_id=order.warehouse_id,
        created_by_id=tx.actor.user_id,
        reason=reason,
        total_amount=Decimal("0.00"),
        refunded_amount=Decimal("0.00"),
        goods_taken_in=False,
        trail_length=0,
        trail_head="",
        lines=[],
    )


def _put_lines(tx: Tx, request: ReturnRequest, order: Order, lines: Sequence[ReturnedLine]) -> None:
    order_lines = {line.id: line for line in order.lines}
    _check(order_lines, returnable(tx.session, order, request.id), lines)
    request.lines = [
        _line(order_lines[one.order_line_id], one, position)
        for position, one in enumerate(lines, start=1)
    ]
    put_amounts(tx, request, order_lines)


def _check(
    order_lines: dict[int, OrderLine], left: dict[int, Decimal], lines: Sequence[ReturnedLine]
) -> None:
    problems = Problems()
    if not lines:
        problems.add("lines", N_("Please choose what comes back."))
    if len({one.order_line_id for one in lines}) != len(lines):
        problems.add("lines", N_("A line may be named once only."))
    for one in lines:
        place = f"lines.{one.order_line_id}"
        if one.order_line_id not in order_lines:
            problems.add("lines", N_("This line is not on the order."))
        elif not 0 < one.quantity <= left[one.order_line_id]:
            text = N_("At most %(most)s can come back.")
            problems.add(place, text, most=plain(left[one.order_line_id]))
        if not one.reason.strip():
            problems.add(place, N_("Please give a reason for this line."))
        elif len(one.reason) > LONGEST_LINE_REASON:
            problems.add(place, N_("At most %(most)s characters."), most=LONGEST_LINE_REASON)
    problems.refuse()


def _line(of: OrderLine, given: ReturnedLine, position: int) -> ReturnLine:
    return ReturnLine(
        position=position,
        order_line_id=of.id,
        product_id=of.product_id,
        code=of.code,
        name=of.name,
        name_en=of.name_en,
        unit=of.unit,
        unit_en=of.unit_en,
        price=net_price(of),
        quantity=given.quantity,
        received=Decimal(0),
        amount=Decimal("0.00"),
        reason=given.reason.strip(),
    )


def _submit(tx: Tx, request: ReturnRequest, papers: Sequence[Paper], event: str) -> Done:
    chain = current_chain(tx.session, kinds.KIND)
    request.chain_version_id = chain.version_id
    request.sent_back_reason = ""
    request.passed_by_id = None
    request.version += 1
    if request.version == 1:
        request.number = next_number(tx, RETURN)
        tx.session.add(request)
    tx.session.flush()
    attach(tx, kinds.KIND, request.id, papers)
    moving.leave_step(tx, request, chain, SUBMIT)
    summary = {
        "status": request.status,
        "amount": str(request.total_amount),
        "lines": [[line.code, plain(line.quantity), line.reason] for line in request.lines],
    }
    tx.record(request, event, summary)
    return done_with(request)
