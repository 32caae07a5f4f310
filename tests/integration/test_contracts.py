"""A contract on its way: drawn, reviewed, signed, filed (B9, B10, C1, C2, C5, I3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.contracting import COST, SCAN, TOTAL, Contracting
from tests.support.reviewing import Reviewing
from webapp.models import Attachment, PanelSetting
from webapp.services.contracts.amending import void_contract
from webapp.services.contracts.drawing import draw_contract, rework_contract, save_contract
from webapp.services.contracts.signing import file_contract, sign_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.contracts.terms import Instalment, Terms
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.reviews.approval import find_approval


@pytest.fixture
def contracting(company: Company) -> Contracting:
    return Contracting(Reviewing(company))


def fields_of(act: Callable[[], object]) -> set[str]:
    with pytest.raises(RuleBroken) as refused:
        act()
    return set(refused.value.fields)


@pytest.mark.rule("B9", "B19")
def test_it_is_drawn_from_exactly_what_was_accepted(contracting: Contracting) -> None:
    number = contracting.drawn()
    contract, revision = contracting.contract(number), contracting.revision(number)
    assert number.startswith("HT-")
    assert (contract.status, contract.kind, contract.in_force) == ("draft", "sale", None)
    assert (contract.quotation_revision, contract.total_amount) == (1, TOTAL)
    assert (revision.cost_amount, revision.advance_percent) == (COST, Decimal("0.3000"))
    assert [(one.quantity, one.price, one.tax_rate) for one in revision.lines] == [
        (Decimal("1000.000"), Decimal("1.3500"), Decimal("0.1300")),
        (Decimal("500.000"), Decimal("18.5000"), Decimal("0.1300")),
    ]
    terms, today = contracting.terms(number), contracting.today
    assert terms.delivery_date == today + timedelta(days=20)
    assert terms.technical_terms == "开合十万次"
    paid = [(one.day, one.share) for one in terms.payment_dates]
    assert paid == [
        (today, Decimal("0.3000")),
        (today + timedelta(days=50), Decimal("0.7000")),
    ]


@pytest.mark.rule("C2")
def test_a_sample_agreement_is_marked_and_goes_the_way_of_a_contract(
    contracting: Contracting,
) -> None:
    number = contracting.submitted(is_sample=True)
    sale = contracting.submitted("BJ-T-2")
    assert contracting.waiting(number) == contracting.waiting(sale)
    with pytest.raises(Conflict):
        contracting.sign(number)
    contracting.judge(number)
    contracting.sign(number)
    contracting.file(number)
    contract = contracting.contract(number)
    assert (contract.kind, contract.status) == ("sample", "filed")
    assert contracting.contract(sale).kind == "sale"


@pytest.mark.rule("B9", "B4")
@pytest.mark.parametrize(
    "other", [{"status": "approved"}, {"status": "offered"}, {"filed_at": None}]
)
def test_nothing_but_an_approved_formal_quotation_becomes_a_contract(
    contracting: Contracting, other: dict[str, Any]
) -> None:
    contracting.quoted(**other)
    with pytest.raises(Conflict):
        draw_contract(contracting.session, contracting.company.actor("sales"), "BJ-T-1")


def test_a_quotation_has_one_contract_and_another_after_a_void_one(
    contracting: Contracting,
) -> None:
    first = contracting.drawn()
    sales = contracting.company.actor("sales")
    with pytest.raises(Conflict):
        draw_contract(contracting.session, sales, "BJ-T-1")
    contracting.act(void_contract, "sales", first, "客户改为先做样品")
    assert draw_contract(contracting.session, sales, "BJ-T-1").number != first


def test_drawing_is_a_right_over_the_customer(contracting: Contracting) -> None:
    contracting.quoted(customer=1)
    with pytest.raises(Forbidden):
        draw_contract(contracting.session, contracting.company.actor("ship"), "BJ-T-1")
    with pytest.raises(NotFound):
        draw_contract(contracting.session, contracting.company.actor("region1"), "BJ-T-1")


@pytest.mark.rule("B9")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quality_terms": ""}, "quality_terms"),
        ({"ip_clause": " "}, "ip_clause"),
        ({"liability": ""}, "liability"),
        ({"delivery_date": None}, "delivery_date"),
        ({"payment_dates": ()}, "payment"),
    ],
)
def test_what_is_missing_keeps_it_from_review(
    contracting: Contracting, changes: dict[str, Any], field: str
) -> None:
    number = contracting.drawn()
    contracting.reword(number, **changes)
    assert fields_of(lambda: contracting.act(submit_contract, "sales", number)) == {field}
    assert contracting.contract(number).status == "draft"


def test_what_no_version_may_say_is_refused_at_its_field(contracting: Contracting) -> None:
    number = contracting.drawn()
    today = contracting.today
    half = Instalment(today, Decimal("0.5"))
    wrong = Terms(
        liability="责" * 1001,
        payment_dates=(half, replace(half, share=Decimal("1.1")), replace(half, note="注" * 101)),
    )
    actor, version = contracting.company.actor("sales"), contracting.contract(number).version

    def save() -> object:
        return save_contract(contracting.session, actor, number, version, "", wrong)

    assert fields_of(save) == {"liability", "payment.1.share", "payment.2.note"}
    contracting.reword(number, payment_dates=(half,))
    assert fields_of(lambda: contracting.act(submit_contract, "sales", number)) == {"payment"}


@pytest.mark.rule("C1", "I3")
def test_it_can_be_signed_only_when_every_seat_of_both_reviews_agrees(
    contracting: Contracting,
) -> None:
    number = contracting.submitted()
    first, second = contracting.reviews(number)
    assert contracting.waiting(number) == {
        "engineering",
        "purchasing",
        "production",
        "quality",
        "logistics",
        "ip",
    }
    contracting.reviewing.fill(second, "ipr1", "ip")
    assert contracting.contract(number).status == "review"
    with pytest.raises(Conflict):
        contracting.sign(number)
    contracting.judge(number)
    assert contracting.reviewing.review(first).outcome == "accepted"
    assert contracting.contract(number).status == "approved"
    contracting.sign(number)
    revision = contracting.revision(number)
    assert (revision.signed_on, revision.signed_by) == (contracting.today, "王经理")


@pytest.mark.rule("C1", "I3")
@pytest.mark.parametrize("seat", ["quality", "ip"])
def test_one_dissent_makes_it_not_acceptable_and_a_new_version_asks_those_concerned(
    contracting: Contracting, seat: str
) -> None:
    number = contracting.submitted()
    contracting.judge(number, **{seat: "disagree"})
    assert contracting.contract(number).status == "not_acceptable"
    with pytest.raises(Conflict):
        contracting.sign(number)
    contracting.act(rework_contract, "sales", number)
    with pytest.raises(RuleBroken):
        contracting.act(submit_contract, "sales", number)
    contracting.reword(number, ip_clause="双方各归其有", quality_terms="盐雾 96 小时")
    contracting.act(submit_contract, "sales", number)
    assert contracting.waiting(number) == {"quality", "ip"}
    contracting.judge(number)
    assert contracting.contract(number).status == "approved"
    assert contracting.contract(number).revision == 2


@pytest.mark.rule("C1")
def test_whoever_wrote_it_judges_none_of_it(contracting: Contracting) -> None:
    number = contracting.drawn()
    actor = contracting.company.actor("tech1")
    version = contracting.contract(number).version
    save_contract(contracting.session, actor, number, version, "标题", contracting.terms(number))
    contracting.act(submit_contract, "sales", number)
    first = contracting.reviews(number)[0]
    with pytest.raises(Forbidden):
        contracting.reviewing.fill(first, "tech1", "engineering")
    contracting.reviewing.fill(first, "tech2", "engineering")


def test_without_panels_what_is_complete_may_be_signed(contracting: Contracting) -> None:
    with writing(contracting.session, SYSTEM) as tx:
        for panel in tx.session.scalars(select(PanelSetting)):
            panel.is_on = False
    number = contracting.submitted()
    assert contracting.contract(number).status == "approved"
    contracting.sign(number)


@pytest.mark.rule("B10")
def test_signing_and_filing_take_day_scan_and_the_right(contracting: Contracting) -> None:
    number = contracting.approved()
    tomorrow = contracting.today + timedelta(days=1)
    said = fields_of(lambda: contracting.act(sign_contract, "sales", number, tomorrow, " ", None))
    assert said == {"day", "scan", "signed_by"}
    contracting.sign(number)
    yesterday = contracting.today - timedelta(days=1)
    with pytest.raises(Forbidden):
        contracting.act(file_contract, "sales", number, contracting.today, SCAN)
    said = fields_of(lambda: contracting.act(file_contract, "admin", number, yesterday, None))
    assert said == {"day", "scan"}
    contracting.file(number)
    contract = contracting.contract(number)
    assert (contract.status, contract.in_force) == ("filed", 1)
    assert contract.valid_from == contracting.today
    papers = contracting.session.scalars(
        select(Attachment.purpose).where(Attachment.document_id == contract.id)
    )
    assert set(papers) == {"signed_contract", "filed_contract"}


@pytest.mark.rule("C5")
def test_papers_go_to_their_holders_as_they_come_into_being(contracting: Contracting) -> None:
    number = contracting.approved()
    assert contracting.holders(number) == set()
    contracting.sign(number)
    signed = {("contract_original", "FIN"), ("contract_copy", "SALES")}
    assert contracting.holders(number) == signed
    contracting.file(number)
    form = {("review_form_original", "SALES"), ("review_form_copy", "PROD")}
    assert contracting.holders(number) == signed | form


def test_approval_is_of_one_version_only(contracting: Contracting) -> None:
    number = contracting.approved()
    contract = contracting.contract(number)
    contracting.act(rework_contract, "sales", number)
    assert contracting.contract(number).status == "draft"
    with pytest.raises(Conflict):
        contracting.sign(number)
    assert find_approval(contracting.session, "contract", contract.id, 2) is None
