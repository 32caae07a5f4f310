"""Orders from a contract wait until it is paid as agreed, or the general manager admits them:
C3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.agreeing import SIGNED, SLIP, Agreeing
from tests.support.company import Company
from tests.support.reviewing import Reviewing
from tests.support.stages import Stages
from webapp.models import Notice, PanelSetting, PaymentException, Review, Shipment
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, DomainError, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done, writing
from webapp.services.exceptions.commands import (
    apply_for_exception,
    report_refusal,
    return_to_sales,
    withdraw_exception,
)
from webapp.services.exceptions.paying import due_share
from webapp.services.orders import kinds
from webapp.services.orders.payments import confirm_remittance
from webapp.services.orders.placing import RemittanceClaim
from webapp.services.orders.review import pass_step
from webapp.services.reviews.ruling import rule
from webapp.services.shipping.commands import take_out

D = Decimal
#: 30 % of 10,600.
ADVANCE = D("3180.00")


@pytest.fixture
def agreeing(company: Company) -> Agreeing:
    return Agreeing(Reviewing(company))


def refusal(act: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value


def exception(agreeing: Agreeing, number: str) -> PaymentException:
    with Session(agreeing.session.get_bind()) as fresh:
        found = select(PaymentException).where(PaymentException.number == number)
        return fresh.scalars(found).one()


def review_of(agreeing: Agreeing, number: str) -> Review:
    with Session(agreeing.session.get_bind()) as fresh:
        return fresh.scalars(select(Review).where(Review.document_number == number)).one()


def apply(agreeing: Agreeing, number: str) -> Done:
    sales = agreeing.company.actor("sales")
    return apply_for_exception(agreeing.session, sales, number, "老客户，月底付款")


def decide(agreeing: Agreeing, applied: str, decision: str, deputy: str = "disagree") -> None:
    """The deputy's advice, then the general manager."""
    reviewing, review = agreeing.contracting.reviewing, review_of(agreeing, applied)
    reviewing.fill(review.number, "deputy1", "deputy", deputy)
    reviewing.act(rule, "gm1", review.number, review.round_number, decision, "理由")


def told(agreeing: Agreeing, name: str) -> list[str]:
    agreeing.session.rollback()
    found = select(Notice.document_number).where(Notice.name == name)
    return list(agreeing.session.scalars(found))


def told_to_sales(agreeing: Agreeing, number: str) -> list[str]:
    """One notice, where somebody of the company sells it."""
    return [number] if agreeing.contracting.contract(number).salesperson_id else []


@pytest.mark.rule("C3")
def test_nothing_is_ordered_before_the_advance_is_there(agreeing: Agreeing) -> None:
    number = agreeing.contract(paid=False)
    by_sales = refusal(lambda: agreeing.order(number, by="sales"))
    assert isinstance(by_sales, RuleBroken)
    assert by_sales.message.params["amount"] == "3,180.00"
    # The customer is told to ask, and no figures.
    by_customer = refusal(lambda: agreeing.order(number))
    assert by_customer.message.params == {"number": number}
    report_refusal(agreeing.session, agreeing.company.actor("kh001"), number)
    assert told(agreeing, "ContractOwed") == told_to_sales(agreeing, number)
    agreeing.prepay("3179.99")
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)
    agreeing.prepay("3180.00")
    assert agreeing.order(number).contract_number == number


@pytest.mark.rule("C3", "D4")
def test_what_is_announced_lets_an_order_in_and_not_past_the_clerk(agreeing: Agreeing) -> None:
    number = agreeing.contract(paid=False)
    claim = RemittanceClaim("王经理", ADVANCE)
    order = agreeing.order(number, remittance=claim, papers=(*SIGNED, SLIP))
    clerk = agreeing.company.actor("review")
    passing = partial(pass_step, agreeing.session, clerk, order.number)
    assert isinstance(refusal(lambda: passing(order.version, "order_review")), RuleBroken)
    back = return_to_sales(agreeing.session, clerk, order.number, order.version, "请催款")
    agreeing.session.rollback()
    finance = agreeing.company.actor("finance")
    claimed = agreeing.claim(order.number)
    done = confirm_remittance(agreeing.session, finance, order.number, back.version, claimed)
    assert passing(done.version, "order_review").status == "finance_review"
    again = partial(return_to_sales, agreeing.session, clerk, order.number)
    assert isinstance(refusal(lambda: again(done.version + 1, "")), Conflict)


@pytest.mark.rule("C3")
def test_without_order_review_the_next_step_looks_at_what_is_owed(agreeing: Agreeing) -> None:
    number = agreeing.contract(paid=False)
    admin = agreeing.company.actor("admin")
    goods = (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT)
    steps = [Step(one.key, one.permission, one.key in goods, (Level(),)) for one in kinds.STEPS]
    save_chain(agreeing.session, admin, kinds.KIND, "", 1, steps)
    claim = RemittanceClaim("王经理", ADVANCE)
    order = agreeing.order(number, remittance=claim, papers=(*SIGNED, SLIP))
    picked = {order.lines[0].id: D(5)}
    acts = (
        partial(pass_step, agreeing.session, admin, order.number, order.version, order.status),
        partial(take_out, agreeing.session, admin, order.number, order.version, picked),
    )
    assert order.status == kinds.OUTBOUND_REVIEW
    assert [type(refusal(act)) for act in acts] == [RuleBroken, RuleBroken]
    agreeing.prepay("3180.00")
    assert acts[1]().details["shipment"]


@pytest.mark.rule("C3")
def test_old_deliveries_that_are_not_paid_stop_new_orders(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    old = Stages(agreeing.company).completed()
    agreeing.prepay("3180.00")
    assert agreeing.order(number).number
    with writing(agreeing.session, SYSTEM) as tx:
        for shipment in tx.session.scalars(select(Shipment)):
            shipment.shipped_at = datetime.now(UTC) - timedelta(days=31)
    refused = refusal(lambda: agreeing.order(number, by="sales"))
    assert old.number in refused.message.params["facts"]
    agreeing.choose(debt_days=40)
    assert agreeing.order(number).number
    agreeing.choose(debt_days=0)
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)


@pytest.mark.rule("C3")
def test_only_the_general_manager_admits_and_only_what_he_saw(agreeing: Agreeing) -> None:
    number = agreeing.contract(paid=False)
    applied = apply(agreeing, number).number
    assert exception(agreeing, applied).debts == [
        {
            "number": number,
            "amount": str(ADVANCE),
            "since": agreeing.contracting.today.isoformat(),
            "why": "terms",
        }
    ]
    assert isinstance(refusal(lambda: apply(agreeing, number)), Conflict)
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)
    review, reviewing = review_of(agreeing, applied), agreeing.contracting.reviewing
    reviewing.fill(review.number, "deputy1", "deputy", "agree")
    # The deputy's word is advice.
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)
    ruling = partial(rule, agreeing.session, agreeing.company.actor("deputy1"))
    by_deputy = refusal(lambda: ruling(review.number, review.round_number, "approved"))
    assert isinstance(by_deputy, Forbidden)
    reviewing.act(rule, "gm1", review.number, review.round_number, "approved")
    assert exception(agreeing, applied).status == "admitted"
    order = agreeing.order(number)
    clerk = agreeing.company.actor("review")
    passed = pass_step(agreeing.session, clerk, order.number, order.version, "order_review")
    assert passed.status == "finance_review"
    assert isinstance(refusal(lambda: apply(agreeing, number)), Conflict)
    other = agreeing.contract("BJ-T-2", paid=False)
    assert isinstance(refusal(lambda: agreeing.order(other)), RuleBroken)


@pytest.mark.rule("C3")
def test_it_covers_no_more_than_was_owed_then(agreeing: Agreeing) -> None:
    number = agreeing.contract(paid=False)
    applied = apply(agreeing, number).number
    decide(agreeing, applied, "approved")
    Stages(agreeing.company).completed()
    agreeing.choose(debt_days=0)
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)
    second = apply(agreeing, number).number
    decide(agreeing, second, "approved", deputy="agree")
    assert agreeing.order(number).number


@pytest.mark.rule("C3")
def test_one_that_is_refused_or_withdrawn_lets_nothing_through(agreeing: Agreeing) -> None:
    number = agreeing.contract(paid=False)
    refused = apply(agreeing, number).number
    decide(agreeing, refused, "refused", deputy="agree")
    assert exception(agreeing, refused).status == "refused"
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)
    second = apply(agreeing, number)
    sales = agreeing.company.actor("sales")
    withdraw_exception(agreeing.session, sales, second.number, second.version)
    assert review_of(agreeing, second.number).outcome == "withdrawn"
    assert isinstance(refusal(lambda: agreeing.order(number)), RuleBroken)
    withdraw = partial(withdraw_exception, agreeing.session, sales, second.number)
    assert isinstance(refusal(lambda: withdraw(second.version + 1)), Conflict)


@pytest.mark.rule("C3")
def test_an_application_needs_a_debt_a_reason_and_a_panel(agreeing: Agreeing) -> None:
    number = agreeing.contract()
    sales = agreeing.company.actor("sales")
    ask = partial(apply_for_exception, agreeing.session)
    assert isinstance(refusal(lambda: ask(sales, number, "要货急")), RuleBroken)
    agreeing.prepay("0.00")
    assert isinstance(refusal(lambda: ask(sales, number, "  ")), RuleBroken)
    assert isinstance(refusal(lambda: ask(sales, "HT-NONE", "要货急")), NotFound)
    for actor in (agreeing.company.actor("finance"), agreeing.company.actor("kh001")):
        assert isinstance(refusal(partial(ask, actor, number, "要货急")), Forbidden)
    with writing(agreeing.session, SYSTEM) as tx:
        for panel in tx.session.scalars(select(PanelSetting)):
            panel.is_on = panel.stage != "exception"
    assert isinstance(refusal(lambda: ask(sales, number, "要货急")), Conflict)


@pytest.mark.rule("C3")
@pytest.mark.parametrize(
    ("day", "share"),
    [("2026-01-01", "0.3"), ("2026-02-01", "0.3"), ("2026-03-01", "0.8"), ("2027-01-01", "1.0")],
)
def test_instalments_fall_due_one_after_the_other(day: str, share: str) -> None:
    instalments = [
        {"day": "2026-02-01", "share": "0.3", "note": ""},
        {"day": "2026-03-01", "share": "0.5", "note": ""},
        {"day": "2026-04-01", "share": "0.2", "note": ""},
    ]
    assert due_share(D("0.3"), instalments, date.fromisoformat(day)) == D(share)
