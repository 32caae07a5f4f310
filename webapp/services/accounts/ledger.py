"""Customer accounts: prepayment held and exposure, as entries with a locked balance row."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from webapp.models import AccountEntry, CustomerAccount
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.core.upsert import ensure_row

ZERO = Decimal("0.00")


def lock_account(tx: Tx, customer_id: int) -> CustomerAccount:
    """The customer's balance row, locked until the commit; opened when there is none yet."""
    statement = (
        select(CustomerAccount).where(CustomerAccount.customer_id == customer_id).with_for_update()
    )
    account = tx.session.scalar(statement)
    if account is None:
        keys = {"customer_id": customer_id}
        ensure_row(tx.session, CustomerAccount, keys, prepayment=ZERO, exposure=ZERO)
        account = tx.session.scalars(statement).one()
    return account


def post(
    tx: Tx,
    account: CustomerAccount,
    kind: str,
    *,
    prepayment: Decimal = ZERO,
    exposure: Decimal = ZERO,
    order_id: int | None = None,
) -> None:
    """Appends an entry in CNY and moves the balances.

    Raises RuleBroken when more prepayment would be used than there is.
    """
    if not prepayment and not exposure:
        return
    if account.prepayment + prepayment < 0:
        raise RuleBroken(N_("The prepayment does not cover this amount."))
    account.prepayment += prepayment
    account.exposure += exposure
    tx.session.add(
        AccountEntry(
            customer_id=account.customer_id,
            order_id=order_id,
            kind=kind,
            prepayment=prepayment,
            exposure=exposure,
            at=tx.now,
            actor_id=tx.actor.user_id,
        )
    )
