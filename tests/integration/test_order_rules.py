"""Levels of a step, duties kept apart, the company's choices, money, and what placing asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from tests.support.company import Company, a_picture, reprice
from tests.support.stages import SIGNED, Stages
from webapp.models import CompanySettings, Customer, Product
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds
from webapp.services.orders.commands import place_order
from webapp.services.orders.payments import confirm_remittance
from webapp.services.orders.placing import OrderInput, RemittanceClaim
from webapp.services.orders.queries import get_order
from webapp.services.orders.review import edit_lines, pass_step, send_back, void_order
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt, settle_differences
from webapp.services.stock import ledger

LEVELS = (
    Level("销售经理", "sales_head"),
    Level("销售支持", "order_reviewer"),
    Level("总经理", "administrator", Decimal("1000.00")),
)
SLIP = (*SIGNED, Paper("remittance", a_picture("slip.png")))


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


def choose(company: Company, **values: object) -> None:
    company.session.execute(update(CompanySettings).values(values=values))
    company.session.commit()


def use_levels(company: Company) -> None:
    steps = [
        Step(one.key, one.permission, True, LEVELS if one.key == kinds.ORDER_REVIEW else (Level(),))
        for one in kinds.STEPS
    ]
    save_chain(company.session, SYSTEM, kinds.KIND, "", 1, steps)


def review(company: Company, number: str, by: str) -> str:
    order = company.order(number)
    actor = company.actor(by)
    return pass_step(company.session, actor, number, order.version, kinds.ORDER_REVIEW).status


@pytest.mark.rule("A6", "J2")
def test_levels_pass_in_order_by_their_roles(company: Company) -> None:
    use_levels(company)
    small = company.place(company.wanted(NUT_8="10")).number
    with pytest.raises(Forbidden):
        review(company, small, "review")
    assert review(company, small, "sales") == kinds.ORDER_REVIEW
    with pytest.raises(Forbidden):
        review(company, small, "sales")
    assert review(company, small, "review") == kinds.FINANCE_REVIEW


@pytest.mark.rule("A6", "J2")
def test_above_the_limit_the_general_manager_passes_too(company: Company) -> None:
    use_levels(company)
    large = company.place(company.wanted(BOLT_8="800")).number
    assert company.order(large).total_amount == Decimal("1140.00")
    assert review(company, large, "sales") == kinds.ORDER_REVIEW
    assert review(company, large, "review") == kinds.ORDER_REVIEW
    assert review(company, large, "admin") == kinds.FINANCE_REVIEW


@pytest.mark.rule("J2")
def test_a_change_starts_the_review_again(company: Company) -> None:
    use_levels(company)
    number = company.place(company.wanted(NUT_8="10")).number
    review(company, number, "sales")
    order = company.order(number)
    assert order.level == 1
    actor = company.actor("review")
    edit_lines(company.session, actor, number, order.version, company.wanted(BOLT_8="900"))
    assert company.order(number).level == 0


@pytest.mark.rule("J1")
def test_who_placed_an_order_does_not_review_it(company: Company) -> None:
    order = company.place(by="review")
    with pytest.raises(Forbidden):
        review(company, order.number, "review")
    choose(company, creator_may_review=True)
    assert review(company, order.number, "review") == kinds.FINANCE_REVIEW


def test_by_setting_nobody_passes_two_successive_steps(stages: Stages, company: Company) -> None:
    choose(company, same_person_may_pass_on=False)
    order = stages.pass_on(stages.submitted())
    with pytest.raises(Forbidden):
        stages.pass_on(order)


@pytest.mark.rule("J1")
def test_staff_must_attach_the_customers_own_order(company: Company) -> None:
    with pytest.raises(RuleBroken) as refused:
        company.place(by="sales", papers=())
    assert "customer_order" in refused.value.fields


@pytest.mark.rule("D2")
def test_a_customer_must_sign_or_stamp(company: Company) -> None:
    with pytest.raises(RuleBroken) as refused:
        company.place(papers=())
    assert "confirmation" in refused.value.fields
    choose(company, confirmation_required=False)
    assert company.place(papers=()).status == kinds.ORDER_REVIEW


@pytest.mark.rule("G2")
@pytest.mark.parametrize(
    ("column", "field"), [("contract_number", "contract_number"), ("responsibility_code", "")]
)
def test_contract_and_responsibility_are_required(
    company: Company, column: str, field: str
) -> None:
    company.session.execute(update(Customer).values({column: ""}))
    company.session.commit()
    with pytest.raises(RuleBroken) as refused:
        company.place()
    assert field in refused.value.fields


@pytest.mark.rule("G2", "D1", "L1")
def test_what_is_saved_has_everything(company: Company) -> None:
    order = company.place(quality_demand="GB/T 5782", reason_code="project")
    assert order.number.startswith("DH-O-")
    assert (order.reason_code, order.contract_number) == ("project", "HT-KH001")
    assert order.responsibility_code == "XS-01"
    assert (order.customer_name, order.phone) == ("kh001五金商行", "13800000000")
    assert (order.product_kind, order.quality_demand) == ("regular", "GB/T 5782")


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ({"BOLT_8": "5"}, "lines.0"),
        ({"PIPE_20": "0.7"}, "lines.0"),
        ({"NUT_8": "0"}, "lines.0"),
        ({"NUT_8": "1", "LOCK_1": "-1"}, "lines.1"),
        ({"LOCK_1": "6"}, "stock.LOCK-1"),
    ],
)
def test_lines_out_of_bounds_are_refused(
    company: Company, lines: dict[str, str], place: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        company.place(company.wanted(**lines))
    assert list(refused.value.fields) == [place]


@pytest.mark.parametrize("days", [-1, 800])
def test_the_requested_date_is_bounded(company: Company, days: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        company.place(requested_date=datetime.now(UTC).date() + timedelta(days=days))
    assert "requested_date" in refused.value.fields


def test_a_customer_orders_for_himself_only(company: Company) -> None:
    given = OrderInput(
        lines=company.wanted(NUT_8="1"),
        requested_date=datetime.now(UTC).date(),
        papers=SIGNED,
    )
    with pytest.raises(NotFound):
        place_order(company.session, company.actor("kh001"), company.customers[1], given)


def test_the_server_prices_and_the_base_price_of_the_day_stands(company: Company) -> None:
    order = company.place(company.wanted(NUT_8="10"))
    assert [(one.price, one.amount) for one in order.lines] == [
        (Decimal("0.3166"), Decimal("3.17"))
    ]


@pytest.mark.rule("F4")
def test_a_price_change_leaves_submitted_orders_alone(company: Company, stages: Stages) -> None:
    order = stages.submitted()
    reprice(company.session, "BOLT-8", "9.0000")
    stages.pass_on(order)
    assert company.order(order.number).total_amount == order.total_amount


def test_reserving_can_wait_for_the_review(company: Company, stages: Stages) -> None:
    choose(company, reserve_at="order_review")
    order = stages.submitted()
    assert company.stock("BOLT-8") == (1000, 0)
    stages.pass_on(order)
    assert company.stock("BOLT-8") == (1000, 20)


def test_void_and_draft_release_the_stock(company: Company, stages: Stages) -> None:
    stages.void()
    stages.draft()
    assert company.stock("BOLT-8") == (1000, 0)


def test_overselling_only_where_the_article_allows_it(company: Company) -> None:
    code = "LOCK-1"
    with writing(company.session, SYSTEM) as tx:
        tx.session.get_one(Product, company.products[code]).allow_oversell = True
        ledger.allow_oversell(tx, company.products[code], allowed=True)
    order = company.place(company.wanted(LOCK_1="7"))
    assert company.stock(code) == (5, 7)
    actor = company.actor("admin")
    for status in (kinds.ORDER_REVIEW, kinds.FINANCE_REVIEW):
        version = company.order(order.number).version
        pass_step(company.session, actor, order.number, version, status)
    order = company.order(order.number)
    with pytest.raises(RuleBroken):
        pass_step(company.session, actor, order.number, order.version, kinds.OUTBOUND_REVIEW)
    assert company.stock(code) == (5, 7)


@pytest.mark.rule("D4")
def test_a_remittance_travels_with_the_order_and_pays_it(company: Company, stages: Stages) -> None:
    order = company.place(
        company.wanted(BOLT_8="20"),
        papers=SLIP,
        remittance=RemittanceClaim("王五金", Decimal("30.00")),
    )
    assert order.payment_status == "awaiting"
    finance = company.actor("finance")
    view = get_order(company.session, finance, order.number, datetime.now(UTC))
    confirm_remittance(
        company.session, finance, order.number, order.version, view.remittances[0].id
    )
    order = company.order(order.number)
    assert (order.payment_status, order.paid_amount) == ("paid", Decimal("28.50"))
    void_order(company.session, stages.admin, order.number, order.version, "stop")
    view = get_order(company.session, finance, order.number, datetime.now(UTC))
    assert view.inside is not None
    assert view.inside.customer.prepayment == Decimal("30.00")


def test_payment_in_full_can_be_required(company: Company, stages: Stages) -> None:
    choose(company, finance_check="paid")
    order = stages.pass_on(stages.submitted())
    with pytest.raises(RuleBroken, match="Not paid in full"):
        stages.pass_on(order)


@pytest.mark.rule("A10")
def test_sending_back_needs_a_reason_that_the_customer_reads(
    company: Company, stages: Stages
) -> None:
    order = stages.submitted()
    for reason in ("", "   ", "x" * 501):
        with pytest.raises(RuleBroken):
            send_back(
                company.session, stages.admin, order.number, order.version, kinds.DRAFT, reason
            )
    send_back(company.session, stages.admin, order.number, order.version, kinds.DRAFT, "数量不清")
    view = get_order(company.session, stages.customer, order.number, datetime.now(UTC))
    assert (view.status, view.sent_back_reason) == (kinds.DRAFT, "数量不清")
    assert view.inside is None


def test_differences_keep_the_order_open_until_they_are_settled(
    company: Company, stages: Stages
) -> None:
    order = stages.passed_until(kinds.RECEIPT)
    shipment = company.shipments(order.number)[0]
    short = {shipment.lines[0].id: ReceivedLine(Decimal(18), "short", "少两个")}
    confirm_receipt(company.session, stages.customer, shipment.number, order.version, short, SIGNED)
    order = company.order(order.number)
    assert (order.status, order.lines[0].differing) == (kinds.RECEIPT, 2)
    settle_differences(company.session, stages.admin, order.number, order.version, "少发，减款")
    order = company.order(order.number)
    assert order.status == kinds.COMPLETED
    assert order.total_amount == Decimal("30.40")


def test_nobody_acts_beyond_his_reach(company: Company) -> None:
    near, far = company.place(by="kh001"), company.place(by="kh002")
    manager = company.actor("region1")
    now = datetime.now(UTC)
    assert get_order(company.session, manager, near.number, now).number == near.number
    for actor in (manager, company.actor("kh001")):
        with pytest.raises(NotFound):
            get_order(company.session, actor, far.number, now)
    with pytest.raises(NotFound):
        edit_lines(company.session, manager, far.number, far.version, company.wanted(NUT_8="1"))


def test_nobody_acts_without_the_right(company: Company, stages: Stages) -> None:
    order = stages.submitted()
    keeper = company.actor("ship")
    with pytest.raises(Forbidden):
        pass_step(company.session, keeper, order.number, order.version, kinds.ORDER_REVIEW)
    with pytest.raises(Forbidden):
        void_order(company.session, keeper, order.number, order.version, "no")
    with pytest.raises(Conflict):
        pass_step(company.session, stages.admin, order.number, order.version, kinds.FINANCE_REVIEW)
