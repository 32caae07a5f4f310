"""Orders, promotions, edits and returns against each other: nobody gets back more than he paid."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.promoting import a_promotion, publish
from tests.support.stages import SIGNED, Stages
from webapp.models import Order, ReturnRequest
from webapp.services.checking.books import check_books
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.orders import kinds
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines, pass_step, send_back
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, PERCENT
from webapp.services.returns.commands import pass_return
from webapp.services.returns.placing import ReturnedLine, request_return
from webapp.services.shipping.commands import close_short, confirm_shipment, take_out
from webapp.services.shipping.making import CarrierData
from webapp.services.shipping.receipts import (
    ReceivedLine,
    confirm_receipt,
    settle_differences,
)

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


class Walk:
    """One order taken through whatever can happen to it, drawn by chance."""

    def __init__(self, stages: Stages, seed: int) -> None:
        self.stages, self.company, self.chance = stages, stages.company, Random(seed)
        self.session, self.admin = stages.session, stages.admin
        self.number = ""

    @property
    def order(self) -> Order:
        return self.company.order(self.number)

    def place(self) -> None:
        draw = self.chance.randint
        bolts, nuts = str(draw(1, 9) * 10), str(draw(1, 60))
        self.number = self.company.place(self.company.wanted(BOLT_8=bolts, NUT_8=nuts)).number

    def step(self) -> None:
        ways = (self.edit, self.pass_on, self.take_out, self.ship, self.receive, self.settle)
        more = (self.close, self.bring_back, self.bring_back, self.review_again)
        with suppress(RuleBroken, Conflict):
            self.chance.choice(ways + more)(self.order)

    def edit(self, order: Order) -> None:
        draw = self.chance.randint
        lines = [
            WantedLine(
                line.product_id,
                line.quantity + (draw(-1, 2) * 10 if line.code == "BOLT-8" else draw(-3, 9)),
                line_id=line.id,
                is_free=line.is_free or draw(1, 12) == 1,
                special_price=D("0.5000") if draw(1, 8) == 1 else None,
            )
            for line in order.lines
            if line.price_source != GIFT
        ]
        edit_lines(self.session, self.admin, order.number, order.version, lines)

    def pass_on(self, order: Order) -> None:
        pass_step(self.session, self.admin, order.number, order.version, order.status)

    def take_out(self, order: Order) -> None:
        left = {line.id: line.quantity - line.shipped_out - line.closed for line in order.lines}
        some = {id_: D(self.chance.randint(0, int(most))) for id_, most in left.items()}
        take_out(self.session, self.admin, order.number, order.version, some)

    def ship(self, order: Order) -> None:
        for shipment in self.company.shipments(order.number):
            given = (shipment.number, self.order.version, CarrierData())
            confirm_shipment(self.session, self.admin, *given)

    def receive(self, order: Order) -> None:
        for shipment in self.company.shipments(order.number):
            line = shipment.lines[0]
            came = ReceivedLine(D(self.chance.randint(0, int(line.quantity))), "short", "少")
            given = (shipment.number, self.order.version, {line.id: came}, SIGNED)
            with suppress(Conflict):
                confirm_receipt(self.session, self.stages.customer, *given)

    def settle(self, order: Order) -> None:
        settle_differences(self.session, self.admin, order.number, order.version, "少发")

    def close(self, order: Order) -> None:
        close_short(self.session, self.admin, order.number, order.version, "缺货")

    def review_again(self, order: Order) -> None:
        given = (order.number, order.version, kinds.ORDER_REVIEW, "再看")
        send_back(self.session, self.admin, *given)

    def bring_back(self, order: Order) -> None:
        line = self.chance.choice(order.lines)
        most = max(int(line.received), 1)
        lines = [ReturnedLine(line.id, D(self.chance.randint(1, most)), "坏")]
        done = request_return(self.session, self.stages.customer, order.number, lines, "坏")
        while done.status != kinds.COMPLETED:
            given = (done.number, done.version, done.status)
            done = pass_return(self.session, self.admin, *given)


@pytest.mark.rule("A7", "F5")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_to_an_order_the_books_add_up(stages: Stages, seed: int) -> None:
    offers = (ORDER_TIERS, PERCENT, GIFT)
    for kind in offers[: seed % 4]:
        publish(stages.company, a_promotion(kind))
    walk = Walk(stages, seed)
    walk.place()
    for _ in range(40):
        walk.step()
        assert min(line.amount for line in walk.order.lines) >= 0
    charged = walk.order.total_amount
    assert paid_back(stages.session) <= charged
    assert findings(stages.company) == []
