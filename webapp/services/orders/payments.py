"""Acts of finance on what a customer has paid for an order."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Order, Remittance
from webapp.services.accounts import ledger
from webapp.services.core.errors import N_, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.orders import kinds, money
from webapp.services.orders.locking import lock_order
from webapp.services.orders.telling import tell_customer


@command
def confirm_remittance(tx: Tx, number: str, version: int, remittance_id: int) -> Done:
    """Finance confirms that a remittance has arrived: it tops up the prepayment and pays this
    order from it; what is over stays as prepayment.

    Raises Conflict when it is decided already, NotFound when it is not of this order.
    """
    order, remittance = _waiting(tx, number, version, remittance_id)
    account = ledger.lock_account(tx, order.customer_id)
    ledger.post(tx, account, "remittance", prepayment=remittance.amount, order_id=order.id)
    if order.status != kinds.VOID:
        money.pay_from(tx, order, account, remittance.amount)
    _decide(tx, order, remittance, "confirmed")
    data = {"payer": remittance.payer, "amount": str(remittance.amount)}
    tx.record(order, "RemittanceConfirmed", data)
    return done_with(order)


@command
def refuse_remittance(tx: Tx, number: str, version: int, remittance_id: int, reason: str) -> Done:
    """Finance states that a remittance has not arrived; the customer is told why."""
    reason = needs_reason(reason)
    order, remittance = _waiting(tx, number, version, remittance_id)
    remittance.reason = reason
    _decide(tx, order, remittance, "refused")
    data = {"payer": remittance.payer, "amount": str(remittance.amount)}
    tx.record(order, "RemittanceRefused", data, reason=reason)
    tell_customer(tx, order, "RemittanceRefused", {"reason": reason})
    return done_with(order)


@command
def pay_from_prepayment(tx: Tx, number: str, version: int) -> Done:
    """Finance pays what is open on an order from the customer's prepayment, as far as it goes."""
    tx.actor.require(Permission.RECEIPT_CONFIRM)
    order = lock_order(tx, number, version, Permission.RECEIPT_CONFIRM)
    if order.status in (kinds.VOID, kinds.DRAFT):
        raise wrong_state(order)
    account = ledger.lock_account(tx, order.customer_id)
    used = money.pay_from(tx, order, account, account.prepayment)
    if not used:
        raise RuleBroken(N_("There is nothing to pay, or no prepayment left."))
    money.settle_account(tx, order)
    order.version += 1
    tx.record(order, "PaidFromPrepayment", {"amount": str(used)})
    return done_with(order)


def _waiting(tx: Tx, number: str, version: int, remittance_id: int) -> tuple[Order, Remittance]:
    tx.actor.require(Permission.RECEIPT_CONFIRM)
    order = lock_order(tx, number, version, Permission.RECEIPT_CONFIRM)
    remittance = tx.session.scalar(
        select(Remittance).where(Remittance.id == remittance_id, Remittance.order_id == order.id)
    )
    if remittance is None:
        raise NotFound()
    if remittance.status != "waiting":
        raise wrong_state(order)
    return order, remittance


def _decide(tx: Tx, order: Order, remittance: Remittance, status: str) -> None:
    remittance.status = status
    remittance.decided_at, remittance.decided_by_id = tx.now, tx.actor.user_id
    order.version += 1
    tx.session.flush()
    money.settle_account(tx, order)
