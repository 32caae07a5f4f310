"""Papers and announced payments that follow an order, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.support.company import Company, a_picture
from tests.support.stages import Stages
from webapp.models import Attachment, Event, Remittance
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.files.storing import Paper
from webapp.services.orders.papers import MOST_PAPERS, add_papers, add_remittance
from webapp.services.orders.payments import confirm_remittance
from webapp.services.orders.placing import RemittanceClaim

PAPER = Paper("confirmation", a_picture())
SLIP = Paper("remittance", a_picture("slip.png"))
CLAIM = RemittanceClaim("张三", Decimal("10.00"))


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


def last_event(company: Company) -> Event:
    company.session.rollback()
    return company.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


@pytest.mark.rule("D2")
def test_a_paper_takes_no_review_away(company: Company, stages: Stages) -> None:
    order = stages.submitted()
    add_papers(company.session, stages.customer, order.number, [PAPER, PAPER])
    event = last_event(company)
    assert (event.name, len(event.data["papers"])) == ("PapersAdded", 2)
    assert company.order(order.number).version == order.version
    assert stages.pass_on(order).status == "finance_review"


@pytest.mark.rule("D4")
def test_an_announced_payment_waits_for_finance(company: Company, stages: Stages) -> None:
    order = stages.passed_until("finance_review")
    add_remittance(company.session, stages.customer, order.number, CLAIM, SLIP)
    assert last_event(company).name == "RemittanceAnnounced"
    after = company.order(order.number)
    assert (after.payment_status, after.paid_amount) == ("awaiting", Decimal("0.00"))
    remittance = company.session.scalars(select(Remittance)).one()
    finance = company.actor("finance")
    confirm_remittance(company.session, finance, order.number, after.version, remittance.id)
    after = company.order(order.number)
    assert (after.payment_status, after.paid_amount) == ("partly", Decimal("10.00"))


@pytest.mark.rule("D4")
@pytest.mark.parametrize(
    ("claim", "slip", "field"),
    [
        (RemittanceClaim("", Decimal(1)), SLIP, "payer"),
        (RemittanceClaim("x" * 121, Decimal(1)), SLIP, "payer"),
        (RemittanceClaim("x", Decimal(0)), SLIP, "amount"),
        (RemittanceClaim("x", Decimal(10) ** 12), SLIP, "amount"),
        (CLAIM, None, "slip"),
    ],
)
def test_an_unsound_payment_is_refused_at_its_field(
    company: Company, stages: Stages, claim: RemittanceClaim, slip: Paper | None, field: str
) -> None:
    order = stages.submitted()
    with pytest.raises(RuleBroken) as refused:
        add_remittance(company.session, stages.customer, order.number, claim, slip)
    assert list(refused.value.fields) == [field]
    assert company.session.scalars(select(func.count()).select_from(Remittance)).one() == 0


@pytest.mark.parametrize("stage", ["completed", "void"])
def test_a_closed_order_takes_nothing_more(company: Company, stages: Stages, stage: str) -> None:
    order = stages.each()[stage]()
    with pytest.raises(Conflict):
        add_papers(company.session, stages.customer, order.number, [PAPER])
    with pytest.raises(Conflict):
        add_remittance(company.session, stages.customer, order.number, CLAIM, SLIP)


@pytest.mark.rule("A1", "A3")
def test_another_customers_order_does_not_exist(company: Company, stages: Stages) -> None:
    order = stages.submitted()
    other = company.actor("kh002")
    with pytest.raises(NotFound):
        add_papers(company.session, other, order.number, [PAPER])
    with pytest.raises(NotFound):
        add_remittance(company.session, other, order.number, CLAIM, SLIP)


def test_staff_need_the_right_to_change_orders(company: Company, stages: Stages) -> None:
    order = stages.submitted()
    with pytest.raises(Forbidden):
        add_papers(company.session, company.actor("ship"), order.number, [PAPER])
    add_papers(company.session, company.actor("review"), order.number, [PAPER])


def test_there_is_an_end_to_papers(company: Company, stages: Stages) -> None:
    order = stages.submitted()
    there = company.session.scalars(select(func.count()).select_from(Attachment)).one()
    many = [PAPER] * (MOST_PAPERS - there)
    add_papers(company.session, stages.customer, order.number, many)
    for papers in ([PAPER], []):
        with pytest.raises(RuleBroken):
            add_papers(company.session, stages.customer, order.number, papers)
