"""Customer accounts: prepayment held and exposure, as entries with a locked balance row."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import bindparam, select

from webapp.models import AccountEntry, CustomerAccount
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.keeping import read_once
from webapp.services.core.transaction import Tx
from webapp.services.core.upsert import ensure_row

ZERO = Decimal("0.00")
_LOCKED = (
    select(CustomerAccount)
    .where(CustomerAccount.customer_id == bindparam("customer"))
    .with_for_update()
)


def lock_account(tx: Tx, customer_id: int) -> CustomerAccount:
    """The customer's balance row, locked until the commit; opened when there is none yet."""
    # A savepoint that is rolled back gives up its locks: each locks for itself.
    key = ("account", customer_id, tx.session.get_nested_transaction())
    return read_once(tx.session, key, lambda: _lock(tx, customer_id))


def _lock(tx: Tx, customer_id: int) -> CustomerAccount:
    account = tx.session.scalar(_LOCKED, {"customer": customer_id})
    if account is None:
        keys = {"customer_id": customer_id}
        ensure_row(tx.session, CustomerAccount, keys, prepayment=ZERO, exposure=ZERO)
        account = tx.session.scalars(_LOCKED, {"customer": customer_id}).one()
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
