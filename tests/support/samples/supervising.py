"""Watched cases, and applications for an exception from payment."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import Area, Kind, Sample
from webapp.models import Contract, Order, PaymentException, SupervisionWatch, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.supervision.watching import watch_if_large

LARGE = Decimal("2000000.00")


def _cases(session: Session, user: User) -> list[Sample]:
    """An order of the customer's is put under supervision where none is."""
    customer_id = user.customer_id or 0
    found = _watched(session, customer_id)
    if not found:
        with writing(session, SYSTEM) as tx:
            mine = select(Order).where(Order.customer_id == customer_id).order_by(Order.id)
            order = tx.session.scalars(mine.limit(1)).first()
            if order is not None:
                watch_if_large(tx, "order", order.id, order.number, customer_id, LARGE)
        found = _watched(session, customer_id)
    return found


def _watched(session: Session, customer_id: int) -> list[Sample]:
    numbers = session.scalars(
        select(SupervisionWatch.document_number).where(SupervisionWatch.customer_id == customer_id)
    )
    return [Sample(number) for number in numbers]


def _exceptions(session: Session, user: User) -> list[Sample]:
    """One is written here where nobody applied for any."""
    customer_id = user.customer_id or 0
    found = _applied(session, customer_id)
    if not found:
        with writing(session, SYSTEM) as tx:
            own = select(Contract).where(Contract.customer_id == customer_id)
            contract = tx.session.scalars(own.order_by(Contract.id).limit(1)).one()
            tx.session.add(
                PaymentException(
                    number=f"TL-20200102-{customer_id:06d}",
                    status="review",
                    status_since=tx.now,
                    created_at=tx.now,
                    contract_id=contract.id,
                    customer_id=customer_id,
                    branch_id=contract.branch_id,
                    reason="月底付款",
                    debts=[],
                    debt_amount=Decimal("1.00"),
                )
            )
        found = _applied(session, customer_id)
    return found


def _applied(session: Session, customer_id: int) -> list[Sample]:
    rows = session.execute(
        select(PaymentException.number, PaymentException.status).where(
            PaymentException.customer_id == customer_id
        )
    )
    return [Sample(number, status) for number, status in rows]


AREA = Area(
    (
        Kind("case", ("supervision/<path:number>",), "DH-O-20200101-000001", _cases, owned=True),
        Kind("exception", ("exceptions/<number>",), "TL-20200101-000001", _exceptions, owned=True),
    ),
    standing={
        "agreements.order_contract": "filed",
        "portal_agreements.order_contract": "filed",
        "exceptions.apply": "filed",
        "exceptions.withdraw": "review",
    },
)
