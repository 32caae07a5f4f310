"""How a return moves: goods into stock and money onto the account, each by the step that its
duty falls on, so that every combination of steps ends with the same sums."""

from __future__ import annotations

from decimal import Decimal

from webapp.models import ReturnRequest
from webapp.services.accounts import ledger as accounts
from webapp.services.chains.rules import Chain, first_level
from webapp.services.core.transaction import Tx
from webapp.services.notices import telling
from webapp.services.returns import kinds
from webapp.services.returns.refunds import lock_order_lines, put_amounts
from webapp.services.stock import ledger as stock


def leave_step(tx: Tx, request: ReturnRequest, chain: Chain, passed: str) -> None:
    """Does the duties that fall on leaving ``passed`` and moves to the next step that is on."""
    discharge(tx, request, chain, passed)
    following = next((step.key for step in chain.on_after(passed)), kinds.COMPLETED)
    enter(tx, request, chain, following)


def discharge(tx: Tx, request: ReturnRequest, chain: Chain, at: str) -> None:
    """Takes goods in and pays back when that falls here; each is done once only."""
    if chain.duty_falls_on(kinds.GOODS_RECEIPT) == at and not request.goods_taken_in:
        if not any(line.received for line in request.lines):
            receive(tx, request, {line.id: line.quantity for line in request.lines})
        take_in(tx, request)
    if chain.duty_falls_on(kinds.REFUND_REVIEW) == at and not request.refunded_amount:
        refund(tx, request)


def receive(tx: Tx, request: ReturnRequest, quantities: dict[int, Decimal]) -> None:
    """Notes what arrived, by line id; only that is paid back."""
    for line in request.lines:
        line.received = quantities.get(line.id, Decimal(0))
    put_amounts(tx, request, lock_order_lines(tx, request.order_id))


def take_in(tx: Tx, request: ReturnRequest) -> None:
    """Puts what was received back on hand."""
    stock.post(
        tx,
        request.warehouse_id,
        "return",
        [stock.Movement(line.product_id, line.received) for line in request.lines],
        order_id=request.order_id,
        document_number=request.number,
    )
    request.goods_taken_in = True


def refund(tx: Tx, request: ReturnRequest) -> None:
    """Credits the customer's prepayment with the value of what was received, in CNY."""
    account = accounts.lock_account(tx, request.customer_id)
    accounts.post(tx, account, "return", prepayment=request.total_amount, order_id=request.order_id)
    request.refunded_amount = request.total_amount


def enter(tx: Tx, request: ReturnRequest, chain: Chain, status: str) -> None:
    request.status, request.status_since, request.level = status, tx.now, 0
    if chain.has(status):
        request.level = first_level(chain.step(status), request.total_amount)
    tell_customer(tx, request, "ReturnMoved", {"status": status})


def tell_customer(tx: Tx, request: ReturnRequest, name: str, params: dict[str, str]) -> None:
    """Puts a notice about the request into the inbox of its customer's account."""
    telling.tell_customer(
        tx, request.customer_id, name, params, kind=kinds.KIND, number=request.number
    )
