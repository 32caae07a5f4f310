"""Returns on their chain: what may come back, goods into stock, money onto the account."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.racing import at_once, winners
from tests.support.stages import Stages
from webapp.db import Database
from webapp.models import CustomerAccount, Order, ReturnRequest
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.returns import kinds
from webapp.services.returns.commands import (
    advise_on_return,
    pass_return,
    send_return_back,
    void_return,
)
from webapp.services.returns.placing import ReturnedLine, request_return, resubmit_return

COMBINATIONS = [
    on for count in range(1, 4) for on in itertools.combinations(kinds.STEP_KEYS, count)
]


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def order(stages: Stages) -> Order:
    return stages.completed()


def ask(stages: Stages, order: Order, quantity: str = "4") -> ReturnRequest:
    lines = [ReturnedLine(order.lines[0].id, Decimal(quantity), "螺纹不合格")]
    done = request_return(stages.session, stages.customer, order.number, lines, "质量问题")
    return read(stages, done.number)


def read(stages: Stages, number: str) -> ReturnRequest:
    with Session(stages.session.get_bind()) as fresh:
        request = fresh.scalars(select(ReturnRequest).where(ReturnRequest.number == number)).one()
        _ = request.lines
        return request


def pass_on(stages: Stages, request: ReturnRequest) -> ReturnRequest:
    pass_return(stages.session, stages.admin, request.number, request.version, request.status)
    return read(stages, request.number)


def prepayment(stages: Stages) -> Decimal:
    stages.session.rollback()
    account = select(CustomerAccount.prepayment)
    return stages.session.scalar(account) or Decimal(0)


@pytest.mark.rule("A7", "A8")
@pytest.mark.parametrize("on", COMBINATIONS, ids="+".join)
def test_every_combination_of_steps_ends_alike(
    stages: Stages, company: Company, order: Order, on: tuple[str, ...]
) -> None:
    steps = [Step(one.key, one.permission, one.key in on, (Level(),)) for one in kinds.STEPS]
    save_chain(company.session, SYSTEM, kinds.KIND, "", 1, steps)
    request = ask(stages, order)
    seen = []
    while request.status != kinds.COMPLETED:
        seen.append(request.status)
        request = pass_on(stages, request)
    assert tuple(seen) == on
    assert company.stock("BOLT-8") == (984, 0)
    assert prepayment(stages) == request.refunded_amount == Decimal("5.70")


@pytest.mark.rule("A7")
def test_no_more_comes_back_than_was_received(stages: Stages, order: Order) -> None:
    ask(stages, order, "15")
    with pytest.raises(RuleBroken) as refused:
        ask(stages, order, "6")
    assert list(refused.value.fields) == [f"lines.{order.lines[0].id}"]


def test_two_requests_at_once_never_return_too_much(
    stages: Stages, order: Order, database: Database
) -> None:
    lines = [ReturnedLine(order.lines[0].id, Decimal(12), "坏")]

    def act(session: Session) -> Done:
        return request_return(session, stages.customer, order.number, lines, "质量问题")

    assert len(winners(at_once(database, [act] * 3))) == 1


def test_only_what_arrives_is_paid_back(stages: Stages, order: Order, company: Company) -> None:
    request = pass_on(stages, ask(stages, order))
    received = {request.lines[0].id: Decimal(3)}
    with pytest.raises(RuleBroken):
        pass_return(
            stages.session,
            stages.admin,
            request.number,
            request.version,
            kinds.GOODS_RECEIPT,
            {request.lines[0].id: Decimal(5)},
        )
    keeper = company.actor("ship")
    pass_return(
        stages.session, keeper, request.number, request.version, kinds.GOODS_RECEIPT, received
    )
    pass_on(stages, read(stages, request.number))
    assert company.stock("BOLT-8") == (983, 0)
    assert prepayment(stages) == Decimal("4.28")


def test_a_regional_manager_gives_an_opinion_but_does_not_decide(
    stages: Stages, order: Order, company: Company
) -> None:
    request = ask(stages, order)
    manager = company.actor("region1")
    with pytest.raises(Forbidden):
        pass_return(stages.session, manager, request.number, request.version, kinds.RETURN_REVIEW)
    with pytest.raises(Forbidden):
        void_return(stages.session, manager, request.number, request.version, "no")
    advise_on_return(stages.session, manager, request.number, request.version, "同意退货")
    assert read(stages, request.number).opinion == "同意退货"


@pytest.mark.rule("A7", "A10")
def test_sent_back_and_submitted_again_under_its_number(stages: Stages, order: Order) -> None:
    request = ask(stages, order)
    send_return_back(
        stages.session, stages.admin, request.number, request.version, kinds.DRAFT, "请附照片"
    )
    request = read(stages, request.number)
    assert (request.status, request.sent_back_reason) == (kinds.DRAFT, "请附照片")
    lines = [ReturnedLine(order.lines[0].id, Decimal(20), "全部不合格")]
    done = resubmit_return(
        stages.session, stages.customer, request.number, request.version, lines, "质量问题"
    )
    assert (done.number, done.status) == (request.number, kinds.RETURN_REVIEW)


def test_closed_or_received_requests_stay_as_they_are(stages: Stages, order: Order) -> None:
    request = pass_on(stages, pass_on(stages, ask(stages, order)))
    assert request.status == kinds.REFUND_REVIEW
    with pytest.raises(Conflict):
        void_return(stages.session, stages.admin, request.number, request.version, "no")
    request = pass_on(stages, request)
    for status in kinds.STEP_KEYS:
        with pytest.raises(Conflict):
            pass_return(stages.session, stages.admin, request.number, request.version, status)


def test_another_customers_order_is_not_there(
    stages: Stages, order: Order, company: Company
) -> None:
    lines = [ReturnedLine(order.lines[0].id, Decimal(1), "x")]
    with pytest.raises(NotFound):
        request_return(stages.session, company.actor("kh002"), order.number, lines, "no")


@pytest.mark.rule("A7")
def test_what_never_arrived_is_not_paid_back(
    stages: Stages, order: Order, company: Company
) -> None:
    request = pass_on(stages, ask(stages, order))
    nothing = {request.lines[0].id: Decimal(0)}
    given = (request.number, request.version, kinds.GOODS_RECEIPT, nothing)
    with pytest.raises(RuleBroken):
        pass_return(stages.session, company.actor("ship"), *given)
    assert read(stages, request.number).status == kinds.GOODS_RECEIPT
    assert company.stock("BOLT-8") == (980, 0)
    assert prepayment(stages) == 0
