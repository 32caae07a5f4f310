"""Whether a customer has paid as agreed (C3): what a contract demands so far, and what is owed for
deliveries longer than the company allows.

An application that the general manager admitted lets the orders of its contract through until more
is owed than was laid before him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Contract,
    ContractRevision,
    CustomerAccount,
    Order,
    OrderLine,
    PaymentException,
    Remittance,
    Shipment,
    ShipmentLine,
)
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.money import round_money
from webapp.services.core.partial import none_of
from webapp.services.core.transaction import Tx
from webapp.services.exceptions.kinds import ADMITTED, KIND, OVERDUE, TERMS
from webapp.services.orders.rules import value_of
from webapp.services.reviews.approval import find_approval
from webapp.services.settings.queries import company_rules

ZERO = Decimal("0.00")
#: Applications are never changed: there is one version of each.
VERSION = 1
OWED = N_("%(number)s is not paid as agreed: CNY %(amount)s is owed (%(facts)s).")
NOT_NOW = N_("Nothing can be ordered from %(number)s now. Your salesperson will tell you more.")
#: The field that a refusal for what is owed stands at.
FIELD = "payment"


#: Orders made from a contract, or from its quotation before there was one.
_ORDERED = and_(
    Order.status != "void",
    or_(
        Order.contract_id == Contract.id,
        and_(
            Order.contract_id.is_(None),
            Order.quotation_id.is_not(None),
            Order.quotation_id == Contract.quotation_id,
        ),
    ),
)
_WAITING = select(func.sum(Remittance.amount)).join(Order, Order.id == Remittance.order_id)
_HELD = select(CustomerAccount.prepayment).where(
    CustomerAccount.customer_id == Contract.customer_id
)
#: Beside a ``Contract`` and its ``IN_FORCE`` terms: what it demands, and what has come in for it.
DEMANDS = (
    ContractRevision.advance_percent,
    ContractRevision.payment_dates,
    ContractRevision.total_amount.label("contracted"),
    select(func.sum(Order.total_amount)).where(_ORDERED).scalar_subquery().label("ordered"),
    select(func.sum(Order.paid_amount)).where(_ORDERED).scalar_subquery().label("paid"),
    _WAITING.where(_ORDERED, Remittance.status == "waiting").scalar_subquery().label("waiting"),
    _HELD.scalar_subquery().label("prepayment"),
)
IN_FORCE = and_(
    ContractRevision.contract_id == Contract.id, ContractRevision.number == Contract.in_force
)
_DEMANDED = (
    select(*DEMANDS)
    .select_from(Contract)
    .outerjoin(ContractRevision, IN_FORCE)
    .where(Contract.id == bindparam("contract"))
)


@dataclass(frozen=True, slots=True)
class Debt:
    """CNY owed on an order or a contract, since when, and why it counts."""

    number: str
    amount: Decimal
    since: date
    why: str


def owed(debts: Sequence[Debt]) -> Decimal:
    return sum((one.amount for one in debts), ZERO)


def check_paid_as_agreed(tx: Tx, contract: Contract, *, announced: Decimal | None = None) -> None:
    """Raises RuleBroken with the facts while the contract is not paid as agreed or older debts
    are open, and no admitted exception covers that; a customer is told to ask.

    ``announced`` is CNY that comes with a new order: until finance looks, what is announced counts
    as paid. With None only what finance has confirmed does.
    """
    debts = debts_of(tx.session, contract, tx.now, announced=announced)
    if not debts or admitting(tx.session, contract.id, owed(debts)) is not None:
        return
    if tx.actor.is_customer:
        raise RuleBroken(NOT_NOW, FIELD, number=contract.number)
    facts = "; ".join(f"{one.number} {one.amount:,}" for one in debts)
    amount = f"{owed(debts):,}"
    raise RuleBroken(OWED, FIELD, number=contract.number, amount=amount, facts=facts)


def debts_of(
    session: Session, contract: Contract, now: datetime, *, announced: Decimal | None = None
) -> tuple[Debt, ...]:
    """Everything that stands between a contract and its next order, the contract's own first."""
    demands = session.execute(_DEMANDED, {"contract": contract.id}).one()
    return debts_by(session, contract, demands, now, announced=announced)


def debts_by(
    session: Session,
    contract: Contract,
    demands: Any,
    now: datetime,
    *,
    announced: Decimal | None = None,
) -> tuple[Debt, ...]:
    """The same by a row that has the ``DEMANDS`` already."""
    missing = _missing(contract, demands, company_day(now), announced)
    return (*missing, *_overdue(session, contract.customer_id, now))


def admitting(session: Session, contract_id: int, amount: Decimal) -> str | None:
    """The number of the admitted exception of this contract that covers so much; None without."""
    rows = session.execute(
        select(PaymentException.id, PaymentException.number)
        .where(
            PaymentException.contract_id == contract_id,
            PaymentException.status == ADMITTED,
            PaymentException.debt_amount >= amount,
        )
        .order_by(PaymentException.id.desc())
    )
    for exception_id, number in rows:
        if find_approval(session, KIND, exception_id, VERSION):
            return str(number)
    return None


def due_share(advance: Decimal, instalments: Sequence[dict[str, Any]], day: date) -> Decimal:
    """The share of its amount that a contract wants paid by a day; the advance at once."""
    due = (Decimal(one["share"]) for one in instalments if date.fromisoformat(one["day"]) <= day)
    return max(advance, sum(due, ZERO))


def _missing(contract: Contract, demands: Any, day: date, announced: Decimal | None) -> list[Debt]:
    """What the contract wants paid by now: its advance of the whole, and of what is ordered the
    instalments that are due; the customer's free prepayment counts as paid for it."""
    if demands.contracted is None:
        return []
    advance = round_money(demands.advance_percent * demands.contracted)
    share = due_share(demands.advance_percent, demands.payment_dates, day)
    received = (demands.paid or ZERO) + (demands.prepayment or ZERO)
    if announced is not None:
        received += announced + (demands.waiting or ZERO)
    missing = max(advance, round_money(share * (demands.ordered or ZERO))) - received
    if missing <= 0:
        return []
    since = contract.valid_from or company_day(contract.created_at)
    return [Debt(contract.number, missing, since, TERMS)]


def is_unpaid() -> ColumnElement[bool]:
    """Spelled as the partial index is, so that it is used."""
    return and_(Order.paid_amount < Order.total_amount, none_of(Order.status, ("void",)))


def _overdue(session: Session, customer_id: int, now: datetime) -> tuple[Debt, ...]:
    """What was shipped longer ago than the company allows and is not paid, by order."""
    latest = now - timedelta(days=company_rules(session).debt_days)
    rows = session.execute(
        select(
            Order,
            OrderLine,
            func.sum(ShipmentLine.quantity).label("shipped"),
            func.min(Shipment.shipped_at).label("since"),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(ShipmentLine, ShipmentLine.order_line_id == OrderLine.id)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(
            Order.customer_id == customer_id,
            is_unpaid(),
            Shipment.status.in_(("shipped", "received")),
            Shipment.shipped_at <= latest,
        )
        .group_by(Order.id, OrderLine.id)
        .order_by(Order.id)
    )
    worth: dict[int, Decimal] = {}
    since: dict[int, datetime] = {}
    orders: dict[int, Order] = {}
    for order, line, shipped, first in rows:
        orders[order.id] = order
        worth[order.id] = worth.get(order.id, ZERO) + value_of(line, shipped - line.settled)
        since[order.id] = min(first or now, since.get(order.id, now))
    return tuple(
        Debt(one.number, worth[key] - one.paid_amount, company_day(since[key]), OVERDUE)
        for key, one in orders.items()
        if worth[key] > one.paid_amount
    )
