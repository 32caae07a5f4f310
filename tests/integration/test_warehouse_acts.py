"""The acts of the warehouse: quantities, levels, steps that are off, reach, and repeated keys."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import update

from tests.support.company import Company
from tests.support.stages import SIGNED, Stages
from webapp.models import CompanySettings, Order
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.clock import utc_now
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Done
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step, send_back
from webapp.services.shipping import commands, queries
from webapp.services.shipping.making import CarrierData
from webapp.services.shipping.pick_sheets import find_pick_sheet
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt
from webapp.services.shipping.shipment_sheets import find_shipment_sheet

KEY = "one-time-key-of-a-form"
REVIEWS = (kinds.ORDER_REVIEW, kinds.FINANCE_REVIEW)
GOODS_STEPS = (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT, kinds.RECEIPT)
#: Every choice of goods steps that leaves one of the two warehouse steps on.
WITH_A_WAREHOUSE = [
    on
    for count in (1, 2, 3)
    for on in itertools.combinations(GOODS_STEPS, count)
    if on != (kinds.RECEIPT,)
]
TWO_LEVELS = (Level("班长"), Level("主管", "administrator"))


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def order(stages: Stages) -> Order:
    """20 bolts and 15 nuts, waiting to be picked."""
    return stages.passed_until(kinds.OUTBOUND_REVIEW)


def set_steps(
    company: Company, on: tuple[str, ...], levels: Mapping[str, tuple[Level, ...]] | None = None
) -> None:
    given = levels or {}
    steps = [
        Step(one.key, one.permission, one.key in on, given.get(one.key, (Level(),)))
        for one in kinds.STEPS
    ]
    save_chain(company.session, SYSTEM, kinds.KIND, "", 1, steps)


def choose(company: Company, **values: object) -> None:
    company.session.execute(update(CompanySettings).values(values=values))
    company.session.commit()


def take_out(company: Company, number: str, *quantities: str, by: str = "ship") -> Done:
    order = company.order(number)
    picked = {
        line.id: Decimal(quantity) for line, quantity in zip(order.lines, quantities, strict=True)
    }
    return commands.take_out(company.session, company.actor(by), number, order.version, picked)


def confirm(company: Company, shipment: str, number: str, by: str = "ship") -> Done:
    version = company.order(number).version
    carrier = CarrierData("顺丰", "SF-1", 2)
    return commands.confirm_shipment(company.session, company.actor(by), shipment, version, carrier)


def receive_what_travels(company: Company, stages: Stages, number: str) -> None:
    for shipment in company.shipments(number):
        if shipment.status == "shipped":
            version = company.order(number).version
            confirm_receipt(company.session, stages.customer, shipment.number, version, {}, SIGNED)


@pytest.mark.rule("A6", "A8")
@pytest.mark.parametrize("on", WITH_A_WAREHOUSE, ids="+".join)
def test_parts_end_alike_whatever_steps_are_on(
    company: Company, stages: Stages, on: tuple[str, ...]
) -> None:
    set_steps(company, (kinds.ORDER_REVIEW, *on))
    number = stages.pass_on(stages.submitted()).number
    for part in (("5", "0"), ("15", "7"), ("0", "8")):
        done = take_out(company, number, *part)
        if kinds.SHIPMENT in on:
            confirm(company, done.details["shipment"], number)
    if kinds.RECEIPT in on:
        receive_what_travels(company, stages, number)
    order = company.order(number)
    assert order.status == kinds.COMPLETED
    for line in order.lines:
        assert line.quantity == line.shipped_out == line.shipped == line.received
    assert len(company.shipments(number)) == 3
    assert (company.stock("BOLT-8"), company.stock("NUT-8")) == ((980, 0), (485, 0))


@pytest.mark.rule("A6")
def test_a_part_may_travel_and_arrive_while_the_rest_waits(
    company: Company, stages: Stages, order: Order
) -> None:
    first = take_out(company, order.number, "5", "0").details["shipment"]
    confirm(company, first, order.number)
    receive_what_travels(company, stages, order.number)
    assert company.order(order.number).status == kinds.OUTBOUND_REVIEW
    rest = take_out(company, order.number, "15", "15").details["shipment"]
    assert company.order(order.number).status == kinds.SHIPMENT
    confirm(company, rest, order.number)
    receive_what_travels(company, stages, order.number)
    assert company.order(order.number).status == kinds.COMPLETED


@pytest.mark.parametrize("quantities", [("21", "0"), ("-1", "1"), ("0", "0"), ("0.001", "15.001")])
def test_what_cannot_go_out_changes_nothing(
    company: Company, order: Order, quantities: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken):
        take_out(company, order.number, *quantities)
    assert company.shipments(order.number) == []
    assert company.stock("BOLT-8") == (1000, 20)


def test_a_line_of_another_order_is_refused(company: Company, stages: Stages, order: Order) -> None:
    other = stages.passed_until(kinds.OUTBOUND_REVIEW)
    foreign = {other.lines[0].id: Decimal(1)}
    with pytest.raises(RuleBroken):
        commands.take_out(
            company.session, company.actor("ship"), order.number, order.version, foreign
        )


def test_the_same_key_takes_out_and_confirms_once(company: Company, order: Order) -> None:
    keeper = company.actor("ship")
    all_of_it = {line.id: line.quantity for line in order.lines}
    dones = [
        commands.take_out.once(KEY, company.session, keeper, order.number, order.version, all_of_it)
        for _ in range(2)
    ]
    assert [done.repeated for done in dones] == [False, True]
    assert dones[0].details == dones[1].details
    (shipment,) = company.shipments(order.number)
    version = company.order(order.number).version
    sent = [
        commands.confirm_shipment.once(
            f"{KEY}-2", company.session, keeper, shipment.number, version, CarrierData()
        )
        for _ in range(2)
    ]
    assert [done.repeated for done in sent] == [False, True]
    assert company.order(order.number).lines[0].shipped == 20


def test_closing_short_frees_the_stock_and_lowers_the_amount(
    company: Company, order: Order
) -> None:
    take_out(company, order.number, "5", "15")
    version = company.order(order.number).version
    commands.close_short(company.session, company.actor("ship"), order.number, version, "断货")
    shown = company.order(order.number)
    assert (shown.status, shown.lines[0].closed) == (kinds.SHIPMENT, 15)
    assert shown.total_amount < order.total_amount
    assert company.stock("BOLT-8") == (995, 0)


def test_closing_short_completes_what_has_arrived(
    company: Company, stages: Stages, order: Order
) -> None:
    shipment = take_out(company, order.number, "5", "0").details["shipment"]
    confirm(company, shipment, order.number)
    receive_what_travels(company, stages, order.number)
    version = company.order(order.number).version
    commands.close_short(company.session, stages.admin, order.number, version, "不再供货")
    assert company.order(order.number).status == kinds.COMPLETED


def test_nothing_is_closed_short_before_or_after(
    company: Company, stages: Stages, order: Order
) -> None:
    with pytest.raises(Conflict):
        commands.close_short(
            company.session, stages.admin, order.number, order.version, "too early"
        )
    take_out(company, order.number, "20", "15")
    version = company.order(order.number).version
    with pytest.raises(Conflict):
        commands.close_short(company.session, stages.admin, order.number, version, "too late")


@pytest.mark.parametrize("is_shipped", [False, True])
def test_a_cancelled_shipment_gives_everything_back(
    company: Company, order: Order, is_shipped: bool
) -> None:
    number = take_out(company, order.number, "20", "15").details["shipment"]
    if is_shipped:
        confirm(company, number, order.number)
    keeper = company.actor("ship")
    version = company.order(order.number).version
    commands.cancel_shipment(company.session, keeper, number, version, "装错")
    shown = company.order(order.number)
    assert (shown.status, shown.delivery_status) == (kinds.OUTBOUND_REVIEW, "preparing")
    assert [line.shipped_out for line in shown.lines] == [0, 0]
    assert company.stock("BOLT-8") == (1000, 20)
    with pytest.raises(Conflict):
        commands.cancel_shipment(company.session, keeper, number, shown.version, "again")


def test_what_is_received_cannot_be_cancelled(
    company: Company, stages: Stages, order: Order
) -> None:
    number = take_out(company, order.number, "5", "0").details["shipment"]
    confirm(company, number, order.number)
    receive_what_travels(company, stages, order.number)
    version = company.order(order.number).version
    with pytest.raises(Conflict):
        commands.cancel_shipment(company.session, stages.admin, number, version, "late")


def test_cancelling_skips_no_review(company: Company, stages: Stages, order: Order) -> None:
    number = take_out(company, order.number, "5", "0").details["shipment"]
    version = company.order(order.number).version
    send_back(
        company.session, stages.admin, order.number, version, kinds.ORDER_REVIEW, "check again"
    )
    version = company.order(order.number).version
    commands.cancel_shipment(company.session, company.actor("ship"), number, version, "not sent")
    shown = company.order(order.number)
    assert (shown.status, shown.delivery_status) == (kinds.ORDER_REVIEW, "preparing")
    assert company.stock("BOLT-8") == (1000, 20)


@pytest.mark.rule("A6", "J2")
def test_goods_leave_only_with_the_last_level(company: Company, stages: Stages) -> None:
    set_steps(company, kinds.STEP_KEYS, {kinds.OUTBOUND_REVIEW: TWO_LEVELS})
    order = stages.passed_until(kinds.OUTBOUND_REVIEW)
    with pytest.raises(Forbidden):
        take_out(company, order.number, "20", "15")
    pass_step(
        company.session,
        company.actor("ship"),
        order.number,
        order.version,
        kinds.OUTBOUND_REVIEW,
    )
    with pytest.raises(Forbidden):
        take_out(company, order.number, "5", "0")
    take_out(company, order.number, "5", "0", by="admin")
    take_out(company, order.number, "15", "15", by="admin")
    assert company.order(order.number).status == kinds.SHIPMENT


@pytest.mark.rule("A6", "J2")
def test_goods_travel_only_with_the_last_level(company: Company, stages: Stages) -> None:
    set_steps(company, kinds.STEP_KEYS, {kinds.SHIPMENT: TWO_LEVELS})
    order = stages.passed_until(kinds.OUTBOUND_REVIEW)
    first = take_out(company, order.number, "5", "0").details["shipment"]
    with pytest.raises(Forbidden):
        confirm(company, first, order.number)
    second = take_out(company, order.number, "15", "15").details["shipment"]
    with pytest.raises(Forbidden):
        confirm(company, first, order.number)
    version = company.order(order.number).version
    pass_step(company.session, company.actor("ship"), order.number, version, kinds.SHIPMENT)
    for shipment in (first, second):
        confirm(company, shipment, order.number, by="admin")
    assert company.order(order.number).status == kinds.RECEIPT


def test_who_took_out_a_part_may_take_out_the_rest(company: Company, order: Order) -> None:
    """Successive steps kept apart do not keep one person from finishing his own step."""
    choose(company, same_person_may_pass_on=False)
    take_out(company, order.number, "5", "0")
    take_out(company, order.number, "15", "15")
    first, second = company.shipments(order.number)
    with pytest.raises(Forbidden):
        confirm(company, first.number, order.number)
    for shipment in (first, second):
        confirm(company, shipment.number, order.number, by="admin")
    assert company.order(order.number).status == kinds.RECEIPT


def narrow(company: Company, permission: Permission) -> Actor:
    """A keeper who sees every order, but whose right is for his own customers, of which he has
    none."""
    keeper = company.actor("ship")
    return replace(keeper, grants={**keeper.grants, permission: Reach.OWN})


def test_the_right_of_the_step_has_its_own_reach(company: Company, order: Order) -> None:
    keeper = narrow(company, Permission.ORDER_OUTBOUND)
    picked = {order.lines[0].id: Decimal(1)}
    with pytest.raises(Forbidden):
        commands.take_out(company.session, keeper, order.number, order.version, picked)
    assert queries.list_to_pick(company.session, keeper, utc_now()).rows == []
    assert queries.to_pick_tile(company.session, keeper, utc_now()).count == 0
    sheet = find_pick_sheet(company.session, keeper, order.number)
    assert (sheet.may.take_out, sheet.may.send_back_targets) == (False, ())


def test_lists_pages_and_acts_agree_on_shipments(company: Company, order: Order) -> None:
    number = take_out(company, order.number, "20", "15").details["shipment"]
    keeper = narrow(company, Permission.ORDER_SHIP)
    assert queries.list_to_ship(company.session, keeper, utc_now()).rows == []
    sheet = find_shipment_sheet(company.session, keeper, number)
    assert not sheet.may_confirm
    with pytest.raises(NotFound):
        commands.confirm_shipment(company.session, keeper, number, sheet.version, CarrierData())


def test_a_receipt_from_none_to_all(company: Company, stages: Stages, order: Order) -> None:
    number = take_out(company, order.number, "20", "15").details["shipment"]
    confirm(company, number, order.number)
    (shipment,) = company.shipments(order.number)
    version = company.order(order.number).version
    first = shipment.lines[0].id
    wrong = [
        {first: ReceivedLine(Decimal(21))},
        {first: ReceivedLine(Decimal(-1), "short")},
        {first: ReceivedLine(Decimal(19))},
        {first: ReceivedLine(Decimal(19), "lost")},
        {first + 1000: ReceivedLine(Decimal(1))},
    ]
    for received in wrong:
        with pytest.raises(RuleBroken):
            confirm_receipt(company.session, stages.customer, number, version, received, SIGNED)
    nothing = {line.id: ReceivedLine(Decimal(0), "damaged") for line in shipment.lines}
    confirm_receipt(company.session, stages.customer, number, version, nothing, SIGNED)
    shown = company.order(order.number)
    assert shown.status == kinds.RECEIPT
    assert [line.differing for line in shown.lines] == [20, 15]


def test_a_stale_page_names_who_was_there_last(company: Company, order: Order) -> None:
    take_out(company, order.number, "5", "0", by="admin")
    with pytest.raises(Conflict) as refused:
        commands.take_out(
            company.session,
            company.actor("ship"),
            order.number,
            order.version,
            {order.lines[0].id: Decimal(1)},
        )
    assert refused.value.message.params["name"] == "Admin"
