"""Amounts of an order and what they do to the customer's account."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import exists, select

from webapp.models import Customer, CustomerAccount, Order, Remittance
from webapp.services.accounts import ledger
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.orders import kinds, rules

ZERO = Decimal("0.00")


def recompute(tx: Tx, order: Order) -> None:
    """Line amounts, total, what is paid too much, exposure and both side statuses, anew."""
    add_up(order)
    settle_account(tx, order)
    order.delivery_status = rules.delivery_status(rules.sums(order.lines))


def add_up(order: Order) -> None:
    """Line amounts and total, anew."""
    for line in order.lines:
        line.amount = rules.line_amount(line)
    order.total_amount = sum((line.amount for line in order.lines), ZERO)


def settle_account(tx: Tx, order: Order) -> None:
    """Gives back what is paid beyond the total and brings the exposure up to date."""
    void = order.status == kinds.VOID
    due = ZERO if void else order.total_amount
    excess = max(order.paid_amount - due, ZERO)
    order.paid_amount -= excess
    exposure = max(due - order.paid_amount, ZERO) if order.finance_checked else ZERO
    change = exposure - order.exposure
    order.exposure = exposure
    if excess or change:
        account = ledger.lock_account(tx, order.customer_id)
        ledger.post(tx, account, "returned", prepayment=excess, order_id=order.id)
        ledger.post(tx, account, "exposure", exposure=change, order_id=order.id)
    order.payment_status = rules.payment_status(
        order.total_amount, order.paid_amount, _has_waiting_remittance(tx, order)
    )


def _has_waiting_remittance(tx: Tx, order: Order) -> bool:
    if any(isinstance(one, Remittance) for one in tx.session.new):
        return True  # This act announces it.
    if order.trail_length == 0:
        return False  # It is placed by this act: nobody else can have announced any.
    statement = select(
        exists().where(Remittance.order_id == order.id, Remittance.status == "waiting")
    )
    # Who changes a payment writes it before; the order itself is written once, with its event.
    with tx.session.no_autoflush:
        return bool(tx.session.scalar(statement))


def pay_from(tx: Tx, order: Order, account: CustomerAccount, amount: Decimal) -> Decimal:
    """Pays the order from the prepayment, at most what is unpaid; answers the CNY used."""
    used = min(amount, max(order.total_amount - order.paid_amount, ZERO))
    ledger.post(tx, account, "payment", prepayment=-used, order_id=order.id)
    order.paid_amount += used
    return used


def check_finance(tx: Tx, order: Order, check: str) -> None:
    """What finance review enforces: nothing, payment in full, or the credit limit.

    The customer's account is locked before it is read, so that two orders can never pass
    together over one limit. Raises RuleBroken with the amount that is missing.
    """
    unpaid = order.total_amount - order.paid_amount
    account = ledger.lock_account(tx, order.customer_id)
    if check == "paid" and unpaid > 0:
        raise RuleBroken(N_("Not paid in full: CNY %(amount)s is missing."), amount=f"{unpaid:,}")
    if check == "credit":
        limit = tx.session.scalars(
            select(Customer.credit_limit).where(Customer.id == order.customer_id)
        ).one()
        over = account.exposure - order.exposure + unpaid - limit
        if over > 0:
            raise RuleBroken(N_("Over the credit limit by CNY %(amount)s."), amount=f"{over:,}")
    order.finance_checked = True
