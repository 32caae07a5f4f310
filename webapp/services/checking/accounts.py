"""Customer accounts: balances against their entries, exposure and payments against orders."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from webapp.models import AccountEntry, Customer, CustomerAccount, Order
from webapp.services.core.findings import Finding

AREA = "accounts"
ZERO = Decimal("0.00")


def check(session: Session) -> Iterator[Finding]:
    yield from _entries(session)
    yield from _unbooked(session)
    yield from _exposure(session)
    yield from _paid(session)


def _entries(session: Session) -> Iterator[Finding]:
    """Prepayment and exposure are the sums of the entries."""
    sums = (
        select(
            AccountEntry.customer_id,
            func.sum(AccountEntry.prepayment).label("prepayment"),
            func.sum(AccountEntry.exposure).label("exposure"),
        )
        .group_by(AccountEntry.customer_id)
        .subquery()
    )
    prepayment = func.coalesce(sums.c.prepayment, 0)
    exposure = func.coalesce(sums.c.exposure, 0)
    rows = session.execute(
        select(Customer.code, CustomerAccount, sums.c.prepayment, sums.c.exposure)
        .join(Customer, Customer.id == CustomerAccount.customer_id)
        .outerjoin(sums, sums.c.customer_id == CustomerAccount.customer_id)
        .where(or_(CustomerAccount.prepayment != prepayment, CustomerAccount.exposure != exposure))
        .order_by(Customer.code)
    )
    for code, account, paid, open_ in rows:
        kept = f"prepayment {account.prepayment} and exposure {account.exposure} are kept"
        yield Finding(AREA, code, f"{kept}, the entries give {paid or ZERO} and {open_ or ZERO}")


def _unbooked(session: Session) -> Iterator[Finding]:
    rows = session.scalars(
        select(Customer.code)
        .join(AccountEntry, AccountEntry.customer_id == Customer.id)
        .where(Customer.id.not_in(select(CustomerAccount.customer_id)))
        .distinct()
        .order_by(Customer.code)
    )
    for code in rows:
        yield Finding(AREA, code, "has entries and no balance")


def _exposure(session: Session) -> Iterator[Finding]:
    """A customer's exposure is that of his orders."""
    orders = (
        select(Order.customer_id, func.sum(Order.exposure).label("exposure"))
        .group_by(Order.customer_id)
        .subquery()
    )
    kept = func.coalesce(CustomerAccount.exposure, 0)
    rows = session.execute(
        select(Customer.code, CustomerAccount.exposure, orders.c.exposure)
        .outerjoin(CustomerAccount, CustomerAccount.customer_id == Customer.id)
        .outerjoin(orders, orders.c.customer_id == Customer.id)
        .where(kept != func.coalesce(orders.c.exposure, 0))
        .order_by(Customer.code)
    )
    for code, account, there in rows:
        text = f"exposure {account or ZERO} is kept, his orders give {there or ZERO}"
        yield Finding(AREA, code, text)


def _paid(session: Session) -> Iterator[Finding]:
    """What is paid on an order is what its entries took from the prepayment and gave back."""
    entries = (
        select(AccountEntry.order_id, func.sum(AccountEntry.prepayment).label("used"))
        .where(AccountEntry.kind.in_(("payment", "returned")))
        .group_by(AccountEntry.order_id)
        .subquery()
    )
    used = func.coalesce(entries.c.used, 0)
    rows = session.execute(
        select(Order.number, Order.paid_amount, entries.c.used)
        .outerjoin(entries, entries.c.order_id == Order.id)
        .where(Order.paid_amount + used != 0)
        .order_by(Order.number)
    )
    for number, paid, taken in rows:
        text = f"{paid} is kept as paid, the account's entries give {-(taken or ZERO)}"
        yield Finding(AREA, number, text)
