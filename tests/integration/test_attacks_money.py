"""Orders, promotions, edits and returns against each other: nobody gets back more than he paid."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.stages import Stages
from webapp.models import Order, ReturnRequest
from webapp.services.checking.books import check_books
from webapp.services.core.errors import RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.orders import kinds
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines, send_back
from webapp.services.returns.commands import pass_return
from webapp.services.returns.placing import ReturnedLine, request_return
from webapp.services.shipping.commands import confirm_shipment
from webapp.services.shipping.making import CarrierData

D = Decimal


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


def findings(company: Company) -> list[str]:
    company.session.rollback()
    return [str(one) for one in check_books(company.session, Path("no-such-file"))]


def part_received(stages: Stages) -> Order:
    """Five of its twenty bolts are with the customer; the rest waits in outbound review."""
    order = stages.part_out()
    (shipment,) = stages.company.shipments(order.number)
    confirm_shipment(stages.session, stages.admin, shipment.number, order.version, CarrierData())
    order = stages.company.order(order.number)
    stages.receive(order)
    return stages.company.order(order.number)


def send_goods_back(stages: Stages, order: Order, quantity: str) -> Done:
    lines = [ReturnedLine(order.lines[0].id, D(quantity), "坏")]
    done = request_return(stages.session, stages.customer, order.number, lines, "质量问题")
    while done.status != kinds.COMPLETED:
        done = pass_return(stages.session, stages.admin, done.number, done.version, done.status)
    return done


def paid_back(session: Session) -> Decimal:
    session.rollback()
    return session.scalar(select(func.sum(ReturnRequest.refunded_amount))) or D(0)


@pytest.mark.rule("A7")
@pytest.mark.parametrize("terms", [{"is_free": True}, {"special_price": D("0.0100")}])
def test_what_was_paid_back_cannot_be_made_cheaper_afterwards(
    stages: Stages, terms: dict[str, Any]
) -> None:
    company = stages.company
    order = part_received(stages)
    send_goods_back(stages, order, "5")
    order = company.order(order.number)
    send_back(stages.session, stages.admin, order.number, order.version, kinds.ORDER_REVIEW, "再看")
    order = company.order(order.number)
    bolt, nut = order.lines
    lines = [
        WantedLine(bolt.product_id, bolt.quantity, line_id=bolt.id, **terms),
        WantedLine(nut.product_id, nut.quantity, line_id=nut.id),
    ]
    with pytest.raises(RuleBroken, match="paid back"):
        edit_lines(stages.session, stages.admin, order.number, order.version, lines)
    assert company.order(order.number).lines[0].amount >= paid_back(stages.session) > 0
    assert findings(company) == []
