"""Returns: amounts, what came back into stock for them, and what was paid back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from webapp.models import AccountEntry, Order, ReturnLine, ReturnRequest, StockEntry
from webapp.services.core.findings import Finding
from webapp.services.core.money import round_money
from webapp.services.returns import kinds

AREA = "returns"
AT_ONCE = 200
ZERO = Decimal("0.00")


def check(session: Session) -> Iterator[Finding]:
    yield from _requests(session)
    yield from _paid_back(session)


def _requests(session: Session) -> Iterator[Finding]:
    came_back = (
        select(func.coalesce(func.sum(StockEntry.on_hand), 0))
        .where(
            StockEntry.kind == "return",
            StockEntry.order_id == ReturnRequest.order_id,
            StockEntry.document_number == ReturnRequest.number,
        )
        .correlate(ReturnRequest)
        .scalar_subquery()
    )
    statement = (
        select(ReturnRequest, came_back)
        .options(selectinload(ReturnRequest.lines))
        .order_by(ReturnRequest.id)
    )
    last = 0
    while True:
        rows = session.execute(statement.where(ReturnRequest.id > last).limit(AT_ONCE)).all()
        for request, booked in rows:
            for what in _wrong_with(request, Decimal(booked)):
                yield Finding(AREA, request.number, what)
            last = request.id
        session.expunge_all()
        if len(rows) < AT_ONCE:
            return


def _wrong_with(request: ReturnRequest, booked: Decimal) -> Iterator[str]:
    for line in request.lines:
        counted = line.received if request.goods_taken_in else line.quantity
        if line.amount not in (round_money(line.price * counted), _of_received(line)):
            yield f"{line.code}: amount {line.amount} is kept, price and quantity do not give it"
    total = sum((line.amount for line in request.lines), ZERO)
    if request.total_amount != total:
        yield f"total {request.total_amount} is kept, its lines give {total}"
    received = sum((line.received for line in request.lines), Decimal(0))
    if booked != (received if request.goods_taken_in else 0):
        yield f"{received} is kept as received, the stock entries give {booked}"
    done = request.goods_taken_in and request.refunded_amount == request.total_amount
    if request.status == kinds.COMPLETED and not done:
        yield "completed, but goods or money are open"


def _of_received(line: ReturnLine) -> Decimal:
    return round_money(line.price * line.received)


def _paid_back(session: Session) -> Iterator[Finding]:
    """What was paid back for an order is what its account's entries say."""
    entries = (
        select(AccountEntry.order_id, func.sum(AccountEntry.prepayment).label("credited"))
        .where(AccountEntry.kind == "return")
        .group_by(AccountEntry.order_id)
        .subquery()
    )
    requests = (
        select(ReturnRequest.order_id, func.sum(ReturnRequest.refunded_amount).label("refunded"))
        .group_by(ReturnRequest.order_id)
        .subquery()
    )
    rows = session.execute(
        select(Order.number, requests.c.refunded, entries.c.credited)
        .outerjoin(requests, requests.c.order_id == Order.id)
        .outerjoin(entries, entries.c.order_id == Order.id)
        .where(func.coalesce(requests.c.refunded, 0) != func.coalesce(entries.c.credited, 0))
        .order_by(Order.number)
    )
    for number, refunded, credited in rows:
        kept = f"{refunded or ZERO} is kept as paid back on its returns"
        yield Finding(AREA, number, f"{kept}, the account's entries give {credited or ZERO}")
