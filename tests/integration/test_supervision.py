"""Large cases under supervision from start to end, told step by step, and put on hold (L2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.agreeing import Agreeing, choose
from tests.support.company import NO_PASSWORD, Company
from tests.support.racing import at_once, winners
from tests.support.reviewing import Reviewing
from tests.support.stages import Stages
from webapp.db import Database
from webapp.models import Event, Notice, Order, Role, SupervisionWatch, User
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.contracts.drawing import save_contract
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, DomainError, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done, writing
from webapp.services.documents.holds import NOT_NOW
from webapp.services.identity.opening import open_staff_account
from webapp.services.orders import kinds
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines, pass_step, void_order
from webapp.services.shipping.commands import take_out
from webapp.services.supervision.cases import find_case
from webapp.services.supervision.commands import hold_case, release_case
from webapp.services.supervision.queries import get_case, list_cases

D = Decimal


@pytest.fixture
def stages(company: Company) -> Stages:
    """The small company, in which cases from CNY 20 on are large and somebody watches them."""
    with writing(company.session, SYSTEM) as tx:
        role = tx.session.scalars(select(Role).where(Role.code == "supervisor")).one()
        open_staff_account(tx, "watcher", "监察员", NO_PASSWORD, [role])
    choose(company, supervision_amount=D("20.00"))
    return Stages(company)


@pytest.fixture
def agreeing(stages: Stages) -> Agreeing:
    return Agreeing(Reviewing(stages.company))


def watches(company: Company) -> dict[str, SupervisionWatch]:
    """By the number of the watched document."""
    with Session(company.session.get_bind()) as fresh:
        found = fresh.scalars(select(SupervisionWatch).order_by(SupervisionWatch.id))
        return {one.document_number: one for one in found}


def told(company: Company, who: str, name: str) -> list[dict[str, Any]]:
    company.session.rollback()
    found = (
        select(Notice.params)
        .join(User, User.id == Notice.user_id)
        .where(User.user_name == who, Notice.name == name)
        .order_by(Notice.id)
    )
    return list(company.session.scalars(found))


def refusal(act: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value


def hold(company: Company, number: str, by: str = "watcher") -> Done:
    version = watches(company)[number].version
    return hold_case(company.session, company.actor(by), number, version, "核查价格")


def release(company: Company, number: str) -> Done:
    version = watches(company)[number].version
    return release_case(company.session, company.actor("watcher"), number, version, "已查清")


@pytest.mark.rule("L2")
def test_a_case_comes_under_supervision_when_a_change_reaches_the_amount(stages: Stages) -> None:
    company = stages.company
    nuts, bolts = company.products["NUT-8"], company.products["BOLT-8"]
    small = company.place([WantedLine(nuts, D(10))])
    large = company.place([WantedLine(bolts, D(20), special_price=D(1))])
    assert list(watches(company)) == [large.number]
    clerk, line = company.actor("review"), small.lines[0]
    wanted = [WantedLine(nuts, D(100), line_id=line.id)]
    edit_lines(company.session, clerk, small.number, small.version, wanted)
    assert list(watches(company)) == [large.number, small.number]
    # What is watched stays so, whatever its amount becomes.
    again = [replace(wanted[0], quantity=D(1))]
    edit_lines(company.session, clerk, small.number, small.version + 1, again)
    assert watches(company)[small.number].ended_at is None


@pytest.mark.rule("L2")
def test_the_whole_case_is_followed_and_each_step_told(agreeing: Agreeing) -> None:
    company = agreeing.company
    choose(company, supervision_amount=D("10000.00"))
    number = agreeing.contract()
    order = agreeing.order(number, "10")
    assert list(watches(company)) == [number, order.number]
    assert watches(company)[order.number].leader_id == watches(company)[number].id
    steps = [one["event"] for one in told(company, "watcher", "CaseStep")]
    assert {"ReviewOpened", "SeatFilled", "ContractSigned", "ContractFiled"} <= set(steps)
    before = len(steps)
    stages = Stages(company)
    stages.pass_on(order)
    steps = [one["event"] for one in told(company, "watcher", "CaseStep")]
    assert steps[before:] == ["StepPassed"]
    assert told(company, "admin", "CaseStep") == []
    contract_id = agreeing.contracting.contract(number).id
    case = find_case(company.session, "contract", contract_id)
    assert [one.kind for one in case.documents] == ["inquiry", "quotation", "contract", "order"]


@pytest.mark.rule("L2")
def test_a_hold_stops_every_step_until_it_is_released(stages: Stages) -> None:
    company, admin = stages.company, stages.admin
    order = stages.submitted()
    hold(company, order.number)
    pass_on = partial(pass_step, company.session, admin, order.number, order.version)
    held = refusal(lambda: pass_on(kinds.ORDER_REVIEW))
    assert isinstance(held, Conflict)
    assert held.message.params == {"number": order.number, "reason": "核查价格"}
    wanted = [WantedLine(order.lines[0].product_id, D(40), line_id=order.lines[0].id)]
    edit = partial(edit_lines, company.session, admin, order.number, order.version, wanted)
    assert isinstance(refusal(edit), Conflict)
    steps = [
        Step(one.key, one.permission, one.key != kinds.ORDER_REVIEW, (Level(),))
        for one in kinds.STEPS
    ]
    adopt = partial(save_chain, company.session, admin, kinds.KIND, "", 1, steps, adopt=True)
    assert isinstance(refusal(adopt), Conflict)
    assert company.order(order.number).status == kinds.ORDER_REVIEW
    assert told(company, "admin", "CaseHeldToOwner") == []
    release(company, order.number)
    assert pass_on(kinds.ORDER_REVIEW).status == kinds.FINANCE_REVIEW


@pytest.mark.rule("L2")
def test_goods_stay_while_their_order_is_on_hold(stages: Stages) -> None:
    company = stages.company
    order = stages.passed_until(kinds.OUTBOUND_REVIEW)
    hold(company, order.number)
    picked = {order.lines[0].id: D(5)}
    out = partial(take_out, company.session, stages.admin, order.number, order.version, picked)
    assert isinstance(refusal(out), Conflict)
    release(company, order.number)
    assert out().details["shipment"]


@pytest.mark.rule("L2")
def test_a_hold_reaches_all_documents_of_a_case_and_those_to_come(agreeing: Agreeing) -> None:
    company = agreeing.company
    number = agreeing.contract()
    order = agreeing.order(number, "10")
    hold(company, order.number)
    assert {one.held_at is not None for one in watches(company).values()} == {True}
    by_customer = refusal(lambda: agreeing.order(number, "10"))
    assert by_customer.message.text == NOT_NOW
    assert "reason" not in by_customer.message.params
    stages = Stages(company)
    assert isinstance(refusal(lambda: stages.pass_on(order)), Conflict)
    contracting = agreeing.contracting
    terms = contracting.terms(number)
    save = partial(contracting.act, save_contract, "sales", number, "标题", terms)
    assert isinstance(refusal(save), Conflict)
    assert told(company, "sales", "CaseHeldToOwner")[0]["reason"] == "核查价格"
    release(company, number)
    assert agreeing.order(number, "10").number
    assert told(company, "sales", "CaseReleasedToOwner")


@pytest.mark.rule("L2")
def test_who_may_hold_is_the_companys_choice(stages: Stages) -> None:
    company = stages.company
    order = stages.submitted()
    assert isinstance(refusal(lambda: hold(company, order.number, by="review")), Forbidden)
    watcher = company.actor("watcher")
    holding = partial(hold_case, company.session, watcher)
    assert isinstance(refusal(lambda: holding("DH-O-NONE", 1, "核查")), NotFound)
    assert isinstance(refusal(lambda: holding(order.number, 1, " ")), RuleBroken)
    assert isinstance(refusal(lambda: holding(order.number, 9, "核查")), Conflict)
    choose(company, supervision_amount=D("20.00"), supervision_may_hold=False)
    assert isinstance(refusal(lambda: hold(company, order.number)), Forbidden)
    choose(company, supervision_amount=D("20.00"), supervision_may_hold=True)
    hold(company, order.number)
    assert isinstance(refusal(lambda: hold(company, order.number)), Conflict)
    choose(company, supervision_amount=D("20.00"), supervision_may_hold=False)
    # A company that changes its mind still lets go of what is held.
    release(company, order.number)
    assert isinstance(refusal(lambda: release(company, order.number)), Conflict)


@pytest.mark.rule("L2")
def test_a_watch_ends_with_the_last_order_of_its_case(agreeing: Agreeing) -> None:
    company = agreeing.company
    stages = Stages(company)
    alone = stages.submitted()
    void_order(company.session, stages.admin, alone.number, alone.version, "not wanted")
    assert watches(company)[alone.number].ended_at is not None
    number = agreeing.contract()
    only_bolts(agreeing, number)
    first, last = agreeing.order(number, "400"), agreeing.order(number, "600")
    for order in (first, last):
        assert watches(company)[number].ended_at is None
        stages.receive(passed(stages, order))
    assert {one.ended_at is not None for one in watches(company).values()} == {True}


def passed(stages: Stages, order: Order) -> Order:
    """The order on its way, in full."""
    while order.status != kinds.RECEIPT:
        order = stages.pass_on(order)
    return order


def only_bolts(agreeing: Agreeing, number: str) -> None:
    """Leaves the contract the one line that the catalogue has."""
    in_force = agreeing.contracting.contract(number).in_force
    revision = agreeing.contracting.revision(number, in_force)
    with writing(agreeing.session, SYSTEM) as tx:
        tx.session.delete(tx.session.merge(revision.lines[1]))


@pytest.mark.rule("L2")
def test_supervision_reads_a_case_as_one_story(agreeing: Agreeing) -> None:
    company = agreeing.company
    number = agreeing.contract()
    order = agreeing.order(number, "10")
    watcher = company.actor("watcher")
    page = list_cases(company.session, watcher)
    assert [one.number for one in page.rows] == [number]
    case = get_case(company.session, watcher, order.number)
    assert [one.number for one in case.documents][-2:] == [number, order.number]
    names = [one.name for one in case.steps]
    assert names.index("ContractDrawn") > names.index("OrderSubmitted")
    assert {"SupervisionBegan", "SeatFilled", "ContractFiled"} <= set(names)
    with pytest.raises(Forbidden):
        get_case(company.session, company.actor("review"), order.number)
    with pytest.raises(NotFound):
        get_case(company.session, watcher, "DH-O-NONE")


@pytest.mark.rule("L2")
@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("turn", range(3))
def test_a_hold_and_a_step_at_once_come_one_after_the_other(
    stages: Stages, database: Database, turn: int
) -> None:
    company, admin, watcher = stages.company, stages.admin, stages.company.actor("watcher")
    order = stages.submitted()
    version = watches(company)[order.number].version
    acts = [
        lambda session: hold_case(session, watcher, order.number, version, "核查"),
        lambda session: pass_step(session, admin, order.number, order.version, kinds.ORDER_REVIEW),
    ]
    outcomes = at_once(database, acts[turn % 2 :] + acts[: turn % 2])
    names = {done.status for done in winners(outcomes)}
    with database.session() as session:
        story = list(
            session.scalars(
                select(Event.name)
                .where(Event.name.in_(("CaseHeld", "StepPassed")))
                .order_by(Event.id)
            )
        )
        status = session.scalars(select(Order.status)).one()
    assert "held" in names
    passed = status != kinds.ORDER_REVIEW
    assert story == (["StepPassed", "CaseHeld"] if passed else ["CaseHeld"])
