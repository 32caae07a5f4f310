"""Returns: amounts, goods and money against the entries that they made, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Subquery, case, exists, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from webapp.models import AccountEntry, Order, OrderLine, ReturnLine, ReturnRequest, StockEntry
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain
from webapp.services.core.findings import Finding
from webapp.services.core.money import CENT, round_money
from webapp.services.orders.rules import value_of
from webapp.services.returns import kinds
from webapp.services.returns.refunds import counted, net_price

AREA = "returns"
RETURNS_AT_ONCE = 200
ZERO = Decimal("0.00")
HALF_STEP = Decimal("0.00005")


def check(session: Session) -> Iterator[Finding]:
    yield from _requests(session)
    yield from _stock(session)
    yield from _money(session)
    yield from _too_much(session)
    yield from _paid_back(session)


def _requests(session: Session) -> Iterator[Finding]:
    statement = (
        select(ReturnRequest).options(selectinload(ReturnRequest.lines)).order_by(ReturnRequest.id)
    )
    last = 0
    while True:
        page = statement.where(ReturnRequest.id > last).limit(RETURNS_AT_ONCE)
        requests = session.scalars(page).all()
        slack = _slack(session, [line.order_line_id for one in requests for line in one.lines])
        for request in requests:
            chain = get_chain(session, request.chain_version_id)
            for what in (*_wrong_amounts(request, slack), *_wrong_place(request, chain)):
                yield Finding(AREA, request.number, what)
            last = request.id
        session.expunge_all()
        if len(requests) < RETURNS_AT_ONCE:
            return


@dataclass(frozen=True, slots=True)
class Slack:
    """How far an amount may lie from price times quantity: a fen for each other request that an
    order line is parted by, and what a price rounded to four decimals leaves of a unit."""

    fixed: Decimal
    a_unit: Decimal


def _slack(session: Session, order_line_ids: Sequence[int]) -> dict[int, Slack]:
    rows = session.execute(
        select(OrderLine.id, OrderLine.reduction, func.count(ReturnLine.id))
        .join(ReturnLine, ReturnLine.order_line_id == OrderLine.id)
        .where(OrderLine.id.in_(order_line_ids))
        .group_by(OrderLine.id, OrderLine.reduction)
    )
    return {
        line_id: Slack(CENT * (count - 1 + bool(reduction)), HALF_STEP if reduction else ZERO)
        for line_id, reduction, count in rows
    }


def _wrong_amounts(request: ReturnRequest, slack: Mapping[int, Slack]) -> Iterator[str]:
    """Line amounts by what was asked for, or by what arrived, and their total."""
    for line in request.lines:
        quantity, allowed = counted(request, line), slack[line.order_line_id]
        amount = round_money(line.price * quantity)
        if abs(line.amount - amount) > allowed.fixed + allowed.a_unit * quantity:
            yield f"{line.code}: amount {line.amount} is kept, price and quantity give {amount}"
    total = sum((line.amount for line in request.lines), ZERO)
    if request.total_amount != total:
        yield f"total {request.total_amount} is kept, its lines give {total}"


def _wrong_place(request: ReturnRequest, chain: Chain) -> Iterator[str]:
    """Whether goods and money fit the status and the chain."""
    if chain.has(request.status):
        if not chain.is_on(request.status):
            yield f"waits for {request.status}, which is off in its chain"
        elif request.level >= len(chain.step(request.status).levels):
            yield f"waits for level {request.level + 1}, which its chain does not have"
    is_done = request.status == kinds.COMPLETED
    if is_done and not request.goods_taken_in:
        yield "completed, but its goods were not taken in"
    if is_done and request.refunded_amount != request.total_amount:
        yield f"completed, but {request.refunded_amount} of {request.total_amount} is refunded"
    if request.status in (kinds.DRAFT, kinds.VOID) and request.goods_taken_in:
        yield f"{request.status}, but its goods were taken in"


def _stock(session: Session) -> Iterator[Finding]:
    """What was taken in of each request is what its stock entries say."""
    came = (
        select(ReturnLine.return_id, func.sum(ReturnLine.received).label("came"))
        .group_by(ReturnLine.return_id)
        .subquery()
    )
    entries = (
        select(StockEntry.document_number, func.sum(StockEntry.on_hand).label("posted"))
        .where(StockEntry.kind == "return")
        .group_by(StockEntry.document_number)
        .subquery()
    )
    rows = session.execute(
        select(ReturnRequest.number, ReturnRequest.goods_taken_in, came.c.came, entries.c.posted)
        .join(came, came.c.return_id == ReturnRequest.id)
        .outerjoin(entries, entries.c.document_number == ReturnRequest.number)
        .order_by(ReturnRequest.id)
    )
    for number, is_in, received, posted in rows:
        expected = received if is_in else Decimal(0)
        if expected != (posted or 0):
            text = f"{expected} came back, the stock's entries give {posted or 0}"
            yield Finding(AREA, number, text)


def _money(session: Session) -> Iterator[Finding]:
    """What was refunded for the returns of an order is what its account entries say."""
    refunded = (
        select(ReturnRequest.order_id, func.sum(ReturnRequest.refunded_amount).label("refunded"))
        .group_by(ReturnRequest.order_id)
        .subquery()
    )
    entries = (
        select(AccountEntry.order_id, func.sum(AccountEntry.prepayment).label("credited"))
        .where(AccountEntry.kind == "return")
        .group_by(AccountEntry.order_id)
        .subquery()
    )
    kept, given = func.coalesce(refunded.c.refunded, 0), func.coalesce(entries.c.credited, 0)
    rows = session.execute(
        select(Order.number, refunded.c.refunded, entries.c.credited)
        .outerjoin(refunded, refunded.c.order_id == Order.id)
        .outerjoin(entries, entries.c.order_id == Order.id)
        .where(kept != given)
        .order_by(Order.number)
    )
    for number, amount, credited in rows:
        text = (
            f"{amount or ZERO} is kept as refunded, the account's entries give {credited or ZERO}"
        )
        yield Finding(AREA, number, text)


def _too_much(session: Session) -> Iterator[Finding]:
    """No more comes back of an order line than was received."""
    taken = case((ReturnRequest.goods_taken_in, ReturnLine.received), else_=ReturnLine.quantity)
    asked = func.sum(taken)
    rows = session.execute(
        select(Order.number, OrderLine.code, OrderLine.received, asked)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(ReturnLine, ReturnLine.order_line_id == OrderLine.id)
        .join(ReturnRequest, ReturnRequest.id == ReturnLine.return_id)
        .where(ReturnRequest.status != kinds.VOID)
        .group_by(Order.number, OrderLine.id, OrderLine.code, OrderLine.received)
        .having(asked > OrderLine.received)
        .order_by(Order.number, OrderLine.code)
    )
    for number, code, received, back in rows:
        yield Finding(AREA, number, f"{code}: {received} was received, {back} comes back")


def _paid_back(session: Session) -> Iterator[Finding]:
    """What live requests pay back for an order line is what so much of it costs, and no more."""
    back = _live_by_order_line()
    rows = session.execute(
        select(Order.number, OrderLine, back)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(back, back.c.order_line_id == OrderLine.id)
        .order_by(Order.number, OrderLine.position)
    )
    for number, line, *row in rows:
        _, quantity, amount, lowest, highest, voided = row
        if amount > line.amount:
            yield Finding(AREA, number, f"{line.code}: costs {line.amount}, {amount} comes back")
        # A line that was priced anew since is not compared: its requests keep their price.
        if lowest == highest == net_price(line):
            costs = value_of(line, quantity)
            if abs(amount - costs) > CENT * voided:
                text = f"{line.code}: {amount} is paid back, price and quantity give {costs}"
                yield Finding(AREA, number, text)


def _live_by_order_line() -> Subquery:
    """Quantity, amount and prices of what live requests take back; void ones, which leave a fen
    between what was once beside them, are counted."""
    noted = aliased(ReturnLine)
    arrived = exists().where(noted.return_id == ReturnRequest.id, noted.received > 0)
    is_live = ReturnRequest.status != kinds.VOID
    taken = case(
        (ReturnRequest.goods_taken_in | arrived, ReturnLine.received), else_=ReturnLine.quantity
    )
    return (
        select(
            ReturnLine.order_line_id,
            func.sum(case((is_live, taken))),
            func.sum(case((is_live, ReturnLine.amount))),
            func.min(case((is_live, ReturnLine.price))),
            func.max(case((is_live, ReturnLine.price))),
            func.count(case((~is_live, 1))),
        )
        .join(ReturnRequest, ReturnRequest.id == ReturnLine.return_id)
        .group_by(ReturnLine.order_line_id)
        .having(func.count(case((is_live, 1))) > 0)
        .subquery()
    )
