"""Promotions on orders: worked out at submitting, kept as they were, paid back to the fen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.promoting import a_promotion, publish
from tests.support.stages import SIGNED, Stages
from webapp.models import CustomerAccount, Order, OrderPromotion, ReturnRequest
from webapp.services.checking.books import check_books
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import RuleBroken
from webapp.services.ordering.cart import add_lines
from webapp.services.ordering.checkout import check_out
from webapp.services.ordering.queries import get_cart
from webapp.services.orders import kinds
from webapp.services.orders.commands import resubmit_order
from webapp.services.orders.placing import OrderInput, WantedLine
from webapp.services.orders.queries import get_order
from webapp.services.orders.review import edit_lines
from webapp.services.promotions.commands import withdraw_promotion
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, PERCENT, REDUCTION
from webapp.services.returns.commands import pass_return
from webapp.services.returns.placing import ReturnedLine, request_return
from webapp.services.returns.queries import get_returnable
from webapp.services.shipping.commands import close_short

D = Decimal
TEN_PERCENT = a_promotion(PERCENT)
TEN_GET_ONE = a_promotion(GIFT)
TIERS = a_promotion(ORDER_TIERS)


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


def findings(company: Company) -> list[str]:
    company.session.rollback()
    return [str(one) for one in check_books(company.session, Path("no-such-file"))]


def kept(company: Company, order: Order) -> list[OrderPromotion]:
    with Session(company.session.get_bind()) as fresh:
        of_order = OrderPromotion.order_id == order.id
        rows = select(OrderPromotion).where(of_order).order_by(OrderPromotion.position)
        return list(fresh.scalars(rows))


@pytest.mark.rule("F5")
def test_a_line_keeps_its_price_before_the_promotion_and_which_it_was(company: Company) -> None:
    number = publish(company, TEN_PERCENT)
    order = company.place()
    line, nuts = order.lines
    assert (line.list_price, line.price, line.price_source) == (D("1.4250"), D("1.2825"), "base")
    assert (nuts.list_price, nuts.price, nuts.promotion_id) == (D("0.3166"), D("0.3166"), None)
    (one,) = kept(company, order)
    assert (one.number, one.name, one.kind) == (number, "九折", "percent")
    assert one.promotion_id == line.promotion_id
    assert one.amount == D("28.50") - D("25.65")


@pytest.mark.rule("F4")
def test_what_becomes_of_a_promotion_leaves_orders_alone(company: Company) -> None:
    number = publish(company, TEN_PERCENT)
    order = company.place()
    withdraw_promotion(company.session, company.actor("admin"), number, 2, "结束")
    after = company.order(order.number)
    assert after.total_amount == order.total_amount
    assert company.place().total_amount > order.total_amount
    lines = [WantedLine(one.product_id, one.quantity, line_id=one.id) for one in after.lines]
    edit_lines(company.session, company.actor("admin"), order.number, after.version, lines)
    assert company.order(order.number).total_amount == order.total_amount
    assert findings(company) == []


def test_gifts_are_lines_that_follow_what_is_bought(company: Company) -> None:
    publish(company, TEN_GET_ONE)
    order = company.place(company.wanted(BOLT_8="20"))
    bolt, gift = order.lines
    assert (gift.is_free, gift.price_source, gift.quantity) == (True, "gift", D(2))
    assert (gift.amount, gift.reserved, order.total_amount) == (D(0), D(2), D("28.50"))
    assert company.stock("BOLT-8") == (D(1000), D(22))
    admin = company.actor("admin")
    more = [WantedLine(bolt.product_id, D(50), line_id=bolt.id)]
    edit_lines(company.session, admin, order.number, order.version, more)
    after = company.order(order.number)
    assert [line.quantity for line in after.lines] == [D(50), D(5)]
    assert after.lines[1].id == gift.id
    less = [WantedLine(bolt.product_id, D(10), line_id=bolt.id), *company.wanted(NUT_8="1")]
    edit_lines(company.session, admin, order.number, after.version, less)
    assert [line.quantity for line in company.order(order.number).lines] == [D(10), D(1), D(1)]
    assert company.stock("BOLT-8") == (D(1000), D(11))
    assert findings(company) == []


def test_nobody_names_a_gift_line(company: Company) -> None:
    publish(company, a_promotion(GIFT, products=("NUT-8",)))
    order = company.place(company.wanted(NUT_8="20"))
    lines = [WantedLine(one.product_id, one.quantity, line_id=one.id) for one in order.lines]
    with pytest.raises(RuleBroken, match="not on the order"):
        edit_lines(company.session, company.actor("admin"), order.number, order.version, lines)


def test_gifts_come_as_far_as_there_is_stock(company: Company) -> None:
    publish(company, a_promotion(GIFT, products=("LOCK-1",), buy=D(2), give=D(1)))
    order = company.place(company.wanted(LOCK_1="4"))
    assert [line.quantity for line in order.lines] == [D(4), D(1)]
    assert company.stock("LOCK-1") == (D(5), D(5))


def test_a_reduction_of_the_whole_order_is_shared_over_its_lines(company: Company) -> None:
    publish(company, TIERS)
    order = company.place()
    assert [line.reduction for line in order.lines] == [D("2.25"), D("0.75")]
    assert [line.amount for line in order.lines] == [D("26.25"), D("8.75")]
    assert order.total_amount == D("35.00")
    view = get_order(company.session, company.actor("kh001"), order.number, utc_now())
    assert view.goods_amount - view.promotions_amount == view.total_amount
    assert view.promotions_amount == D("3.00")
    assert findings(company) == []


def test_special_and_free_lines_take_no_part(company: Company) -> None:
    publish(company, TEN_PERCENT)
    bolt = company.products["BOLT-8"]
    lines = [
        WantedLine(bolt, D(20), special_price=D("1.40")),
        WantedLine(bolt, D(10), is_free=True),
    ]
    order = company.place(lines, by="sales")
    assert [line.price for line in order.lines] == [D("1.40"), D(0)]
    assert [line.promotion_id for line in order.lines] == [None, None]
    assert kept(company, order) == []


def test_only_the_levels_and_days_it_is_for(company: Company) -> None:
    publish(company, a_promotion(PERCENT, valid_from=TEN_PERCENT.valid_to))
    plain = company.place()
    assert plain.lines[0].promotion_id is None
    publish(company, a_promotion(PERCENT, levels=("A",)))
    assert company.place().lines[0].promotion_id is not None


@pytest.mark.rule("J1")
def test_the_cart_shows_what_the_order_will_be_and_refuses_anything_else(company: Company) -> None:
    customer = company.actor("kh001")
    add_lines(company.session, customer, company.wanted(BOLT_8="20", NUT_8="30"))
    seen = get_cart(company.session, customer, utc_now())
    assert (seen.before, seen.total, seen.applied) == (D("38.00"), D("38.00"), ())
    for one in (TEN_GET_ONE, TIERS):
        publish(company, one)
    given = OrderInput(lines=(), requested_date=company_day(utc_now()), papers=SIGNED)
    with pytest.raises(RuleBroken, match="changed meanwhile"):
        check_out(company.session, customer, given, seen.seen)
    company.session.rollback()
    cart = get_cart(company.session, customer, utc_now())
    assert [(row.product.code, row.quantity) for row in cart.gifts] == [("BOLT-8", D(2))]
    assert cart.next_tier is not None
    assert cart.next_tier.missing == D("162.00")
    done = check_out(company.session, customer, given, cart.seen)
    order = company.order(done.number)
    assert order.total_amount == cart.total == D("35.00")
    assert sorted(row.amount for row in cart.rows) == sorted(
        line.amount for line in order.lines if not line.is_free
    )


def test_a_draft_is_worked_out_anew_when_it_is_submitted_again(stages: Stages) -> None:
    company = stages.company
    publish(company, TEN_GET_ONE)
    order = stages.draft()
    assert [line.is_free for line in order.lines] == [False, False, True]
    lines = [
        WantedLine(line.product_id, D(30), line_id=line.id)
        for line in order.lines
        if not line.is_free
    ]
    given = OrderInput(lines=lines, requested_date=company_day(utc_now()), papers=SIGNED)
    resubmit_order(company.session, stages.customer, order.number, order.version, given)
    assert [line.quantity for line in company.order(order.number).lines] == [D(30), D(30), D(3)]
    assert findings(company) == []


def test_closing_short_takes_the_share_of_what_stays_away(stages: Stages) -> None:
    publish(stages.company, TIERS)
    order = stages.part_out()
    before = order.total_amount
    close_short(stages.session, stages.admin, order.number, order.version, "no more")
    after = stages.company.order(order.number)
    bolt = after.lines[0]
    assert bolt.closed == 15
    assert bolt.amount == (order.lines[0].amount * 5 / 20).quantize(D("0.01"))
    assert 0 < after.total_amount < before
    assert findings(stages.company) == []


def prepayment(company: Company) -> Decimal:
    with Session(company.session.get_bind()) as fresh:
        account = CustomerAccount.customer_id == company.customers[0]
        return fresh.scalars(select(CustomerAccount.prepayment).where(account)).one_or_none() or D(
            0
        )


@pytest.mark.rule("A7")
@pytest.mark.parametrize("seed", range(4))
def test_everything_sent_back_in_parts_pays_back_what_was_paid(stages: Stages, seed: int) -> None:
    company, chance = stages.company, Random(seed)
    for one in (
        TIERS,
        a_promotion(REDUCTION, off=D("0.0333")),
        a_promotion(GIFT, products=("NUT-8",)),
    ):
        publish(company, one)
    order = stages.completed()
    before, paid_back = prepayment(company), D(0)
    left = {line.id: line.received for line in order.lines}
    while any(left.values()):
        line_id = chance.choice([id_ for id_, quantity in left.items() if quantity])
        quantity = D(chance.randint(1, int(left[line_id])))
        shown = get_returnable(company.session, stages.customer, order.number)
        promised = {line.id: line.refund for line in shown.lines}
        assert sum(promised.values()) == order.total_amount - paid_back
        back = _send_back(stages, order, line_id, quantity)
        assert quantity < left[line_id] or back == promised[line_id]
        left[line_id] -= quantity
        paid_back += back
        assert paid_back <= order.total_amount
    assert paid_back == order.total_amount
    assert prepayment(company) - before == order.total_amount
    assert findings(company) == []


def _send_back(stages: Stages, order: Order, line_id: int, quantity: Decimal) -> Decimal:
    """Sends so much of a line back, until it is paid; answers the CNY."""
    lines = [ReturnedLine(line_id, quantity, "坏")]
    done = request_return(stages.session, stages.customer, order.number, lines, "质量问题")
    while done.status != kinds.COMPLETED:
        done = pass_return(stages.session, stages.admin, done.number, done.version, done.status)
    with Session(stages.session.get_bind()) as fresh:
        of_it = ReturnRequest.number == done.number
        return fresh.scalars(select(ReturnRequest.refunded_amount).where(of_it)).one()


def test_part_of_a_return_that_stays_away_is_not_paid_back(stages: Stages) -> None:
    publish(stages.company, TIERS)
    order = stages.completed()
    line = order.lines[0]
    for arrives in ("3", "7"):
        lines = [ReturnedLine(line.id, D(10), "坏")]
        done = request_return(stages.session, stages.customer, order.number, lines, "质量问题")
        while done.status != "goods_receipt":
            done = pass_return(stages.session, stages.admin, done.number, done.version, done.status)
        with Session(stages.session.get_bind()) as fresh:
            of_it = ReturnRequest.number == done.number
            (back,) = fresh.scalars(select(ReturnRequest).where(of_it)).one().lines
        given = (done.number, done.version, done.status, {back.id: D(arrives)})
        pass_return(stages.session, stages.admin, *given)
    assert findings(stages.company) == []
