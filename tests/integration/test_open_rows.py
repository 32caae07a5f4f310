"""What waits today is found by the index on open rows, however many there were before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from tests.support.plans import plan_of
from webapp.models import Base, Contract, Inquiry, Order, Quotation, ReturnRequest
from webapp.services.contracts import listing as contracts
from webapp.services.exceptions.paying import is_unpaid
from webapp.services.inquiries import listing as inquiries
from webapp.services.orders import filters as orders
from webapp.services.quotations import listing as quotations
from webapp.services.returns import queues as returns


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("model", "is_open", "index"),
    [
        (Order, orders.is_open, "ix_sales_order_open"),
        (ReturnRequest, returns.is_open, "ix_return_request_open"),
        (Inquiry, inquiries.is_open, "ix_inquiry_open"),
        (Quotation, quotations.is_open, "ix_quotation_open"),
        (Contract, contracts.is_open, "ix_contract_open"),
    ],
)
def test_open_rows_are_found_by_their_index(
    session: Session, model: type[Base], is_open: Callable[[], ColumnElement[bool]], index: str
) -> None:
    status = model.__table__.c.status
    counting = select(status, func.count()).where(is_open()).group_by(status)
    asked = counting.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    plan = session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))
    assert any(index in row.detail for row in plan)


@pytest.mark.databases("sqlite")
def test_debts_are_found_among_what_is_not_paid(session: Session) -> None:
    owed = select(Order.id, Order.total_amount).where(Order.customer_id == 1, is_unpaid())
    asked = owed.compile(
        session.get_bind(), compile_kwargs={"render_postcompile": True, "literal_binds": True}
    )
    plan = session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))
    assert any("ix_sales_order_unpaid" in row.detail for row in plan)


@pytest.mark.databases("postgresql")
def test_postgresql_finds_debts_among_what_is_not_paid(session: Session) -> None:
    owed = select(Order.id, Order.total_amount).where(Order.customer_id == 1, is_unpaid())
    assert "ix_sales_order_unpaid" in plan_of(session, owed)
