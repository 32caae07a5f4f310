"""Orders made from contracts and quotations: each line at the price that was agreed (F5), and
together never more than was (G8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select, type_coerce
from sqlalchemy.orm import Session

from webapp.db import Quantity
from webapp.models import (
    Contract,
    ContractLine,
    ContractRevision,
    Order,
    OrderLine,
    PaymentException,
    QuotationLine,
    SupervisionWatch,
)
from webapp.services.core.findings import Finding
from webapp.services.reviews.approval import find_approval

AREA = "agreements"
ROWS_AT_ONCE = 500


def check(session: Session) -> Iterator[Finding]:
    """Lines from contracts and quotations, what is ordered of each article, admitted exceptions,
    and watches."""
    yield from _prices(session, ContractLine, OrderLine.contract_line_id)
    yield from _prices(session, QuotationLine, OrderLine.quotation_line_id)
    yield from _quantities(session)
    yield from _exceptions(session)
    yield from _watches(session)


def _prices(session: Session, model: Any, line_id: Any) -> Iterator[Finding]:
    rows = session.execute(
        select(Order.number, OrderLine.code, OrderLine.price, model.price)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(model, model.id == line_id)
        .where(or_(OrderLine.price != model.price, OrderLine.product_id != model.product_id))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for number, code, price, agreed in rows:
        yield Finding(AREA, f"{number} {code}", f"charged at {price}, agreed is {agreed}")


def _quantities(session: Session) -> Iterator[Finding]:
    """What is contracted of each article against what live orders took of it."""
    agreed = (
        select(
            Contract.id,
            Contract.number,
            ContractLine.product_id,
            func.sum(ContractLine.quantity).label("quantity"),
        )
        .join(ContractRevision, ContractRevision.contract_id == Contract.id)
        .join(ContractLine, ContractLine.revision_id == ContractRevision.id)
        .where(ContractRevision.number == Contract.in_force)
        .group_by(Contract.id, Contract.number, ContractLine.product_id)
        .subquery()
    )
    left = OrderLine.quantity - OrderLine.closed - OrderLine.settled
    taken = (
        select(
            Order.contract_id,
            OrderLine.product_id,
            type_coerce(func.sum(left), Quantity).label("quantity"),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.contract_id.is_not(None), Order.status != "void")
        .group_by(Order.contract_id, OrderLine.product_id)
        .subquery()
    )
    rows = session.execute(
        select(agreed.c.number, taken.c.quantity, agreed.c.quantity)
        .join(
            taken,
            (taken.c.contract_id == agreed.c.id) & (taken.c.product_id == agreed.c.product_id),
        )
        .where(taken.c.quantity > agreed.c.quantity)
    )
    for number, ordered, quantity in rows:
        yield Finding(AREA, number, f"{ordered} are ordered of {quantity}")


def _exceptions(session: Session) -> Iterator[Finding]:
    admitted = select(PaymentException.id, PaymentException.number).where(
        PaymentException.status == "admitted"
    )
    for exception_id, number in session.execute(admitted).all():
        if not find_approval(session, "exception", exception_id, 1):
            yield Finding(AREA, number, "is admitted, and nobody approved it")


def _watches(session: Session) -> Iterator[Finding]:
    wrong = select(SupervisionWatch.document_number).where(
        SupervisionWatch.held_at.is_not(None), SupervisionWatch.ended_at.is_not(None)
    )
    for number in session.scalars(wrong):
        yield Finding(AREA, number, "is on hold, and no longer under supervision")
