"""Inquiries from the customer's words to the preliminary review and back (B1, B2, B19, E1, E7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.inquiring import DRAWING, HINGE, INSIDE, STEEL, WANTED, Inquiring
from webapp.models import (
    Customer,
    Notice,
    SupervisionWatch,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.files.queries import find_file
from webapp.services.inquiries import commands
from webapp.services.inquiries.advising import acceptance_advice
from webapp.services.inquiries.listing import (
    InquiryFilter,
    inquiry_counts,
    list_inquiries,
    list_own_inquiries,
)
from webapp.services.inquiries.showing import get_inquiry, get_own_inquiry

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.rule("B1")
def test_an_inquiry_keeps_all_that_is_asked_of_each_product(inquiring: Inquiring) -> None:
    number = inquiring.sent(lines=(HINGE, replace(HINGE, code="BOLT-8", name="", unit="")))
    view = get_inquiry(inquiring.session, inquiring.actor("sales"), number, TODAY)
    first, second = view.asked.lines
    assert (first.name, first.technical, first.packaging) == ("加厚合页", "开合十万次", "每副纸盒")
    material = first.materials[0]
    kept = {name: getattr(material, name) for name in STEEL.__slots__}
    assert kept == {name: getattr(STEEL, name) for name in STEEL.__slots__}
    assert second.code == "BOLT-8"
    assert second.name
    assert second.unit
    assert [paper.purpose for paper in view.asked.papers] == ["drawing"]


@pytest.mark.rule("B1", "L1")
def test_a_draft_is_the_customers_own_until_he_sends_it(inquiring: Inquiring) -> None:
    session, kh001 = inquiring.session, inquiring.actor("kh001")
    draft = commands.save_draft(session, kh001, replace(WANTED, lines=()))
    assert draft.status == "draft"
    assert draft.number.startswith("XJ-")
    with pytest.raises(NotFound):
        get_inquiry(session, inquiring.actor("sales"), draft.number, TODAY)
    sent = commands.submit_inquiry(
        session, inquiring.actor("kh001"), WANTED, [DRAWING], draft.number, draft.version
    )
    assert (sent.number, sent.status) == (draft.number, "intake")
    assert get_inquiry(session, inquiring.actor("sales"), draft.number, TODAY).asked.title
    with pytest.raises(Conflict):
        commands.save_draft(
            session, inquiring.actor("kh001"), WANTED, (), sent.number, sent.version
        )


def test_a_customer_takes_back_what_nobody_judges_yet_and_gives_it_up(
    inquiring: Inquiring,
) -> None:
    number = inquiring.sent()
    inquiring.act(commands.withdraw_inquiry, "kh001", number)
    own = get_own_inquiry(inquiring.session, inquiring.actor("kh001"), number)
    assert (own.state, own.actions) == ("draft", {"edit", "give_up"})
    inquiring.act(commands.give_up_inquiry, "kh001", number)
    assert inquiring.inquiry(number).status == "lost"


@pytest.mark.rule("B19")
def test_sales_takes_in_an_inquiry_for_a_customer_of_theirs(inquiring: Inquiring) -> None:
    number = inquiring.taken_in(by="region1")
    inquiry = inquiring.inquiry(number)
    assert (inquiry.status, inquiry.title) == ("intake", "加厚合页")
    assert inquiry.estimated_amount == Decimal("9250.00")
    with pytest.raises(NotFound):
        inquiring.taken_in(by="region1", customer="KH002")
    with pytest.raises(Forbidden):
        inquiring.taken_in(by="finance")
    with pytest.raises((Forbidden, NotFound)):
        inquiring.taken_in(by="kh001")


@pytest.mark.rule("B2", "L2")
def test_nobody_is_asked_before_the_market_note_and_the_estimate_are_there(
    inquiring: Inquiring,
) -> None:
    number = inquiring.sent()
    with pytest.raises(RuleBroken) as refused:
        inquiring.act(commands.file_inquiry, "sales", number)
    assert set(refused.value.fields) == {"market_customer", "market_trend", "estimated_amount"}
    inquiring.act(commands.save_inquiry, "sales", number, WANTED, INSIDE)
    done = inquiring.act(commands.file_inquiry, "sales", number)
    assert done.status == "review"


def test_who_saw_an_older_version_changes_nothing(inquiring: Inquiring) -> None:
    number = inquiring.sent()
    version = inquiring.inquiry(number).version
    given = (inquiring.session, inquiring.actor("sales"), number, version, WANTED, INSIDE)
    commands.save_inquiry(*given)
    with pytest.raises(Conflict):
        commands.save_inquiry(*given)


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("lines", replace(WANTED, lines=())),
        ("lines", replace(WANTED, lines=(HINGE,) * 51)),
        ("title", replace(WANTED, title="长" * 121)),
        ("lines.0.quantity", replace(WANTED, lines=(replace(HINGE, quantity=Decimal(0)),))),
        ("lines.0.quantity", replace(WANTED, lines=(replace(HINGE, quantity=Decimal("1e9")),))),
        (
            "lines.0.target_price",
            replace(WANTED, lines=(replace(HINGE, target_price=Decimal(-1)),)),
        ),
        ("lines.0.code", replace(WANTED, lines=(replace(HINGE, code="NO-SUCH"),))),
        ("lines.0.name", replace(WANTED, lines=(replace(HINGE, name=" "),))),
        (
            "lines.0.materials.0.name",
            replace(WANTED, lines=(replace(HINGE, materials=(replace(STEEL, name=""),)),)),
        ),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    inquiring: Inquiring, field: str, content: Any
) -> None:
    with pytest.raises(RuleBroken) as refused:
        commands.submit_inquiry(inquiring.session, inquiring.actor("kh001"), content)
    assert field in refused.value.fields


@pytest.mark.control("C39")
def test_a_customer_reaches_his_own_inquiries_only(inquiring: Inquiring) -> None:
    session = inquiring.session
    number = inquiring.sent()
    with pytest.raises(NotFound):
        get_own_inquiry(session, inquiring.actor("kh002"), number)
    with pytest.raises(NotFound):
        inquiring.act(commands.withdraw_inquiry, "kh002", number)
    assert not list_own_inquiries(session, inquiring.actor("kh002")).rows
    token = get_own_inquiry(session, inquiring.actor("kh001"), number).asked.papers[0].token
    assert find_file(session, inquiring.actor("kh001"), token)
    assert find_file(session, inquiring.actor("sales"), token)
    assert find_file(session, inquiring.actor("kh002"), token) is None


def test_the_regional_manager_lists_his_own_customers_inquiries_only(inquiring: Inquiring) -> None:
    session = inquiring.session
    mine, other = inquiring.sent(), inquiring.sent(by="kh002")
    rows = list_inquiries(session, inquiring.actor("region1"), InquiryFilter()).rows
    assert [row.number for row in rows] == [mine]
    assert inquiry_counts(session, inquiring.actor("region1")) == {"intake": 1}
    everybody = list_inquiries(session, inquiring.actor("sales"), InquiryFilter(sort="since")).rows
    assert {row.number for row in everybody} == {mine, other}
    found = list_inquiries(session, inquiring.actor("sales"), InquiryFilter(search=other[-6:]))
    assert [row.number for row in found.rows] == [other]


def test_the_salesperson_is_told_of_a_new_inquiry(inquiring: Inquiring) -> None:
    company = inquiring.reviewing.company
    with writing(inquiring.session, SYSTEM) as tx:
        customer = tx.session.get_one(Customer, company.customers[0])
        customer.salesperson_id = inquiring.actor("sales").user_id
    number = inquiring.sent()
    with Session(inquiring.session.get_bind()) as fresh:
        told = fresh.scalars(select(Notice).where(Notice.document_number == number)).all()
    assert [notice.name for notice in told] == ["InquiryArrived"]


@pytest.mark.rule("L3")
def test_the_advice_goes_by_grade_and_amount(inquiring: Inquiring) -> None:
    number = inquiring.taken_in()
    advice = acceptance_advice(inquiring.session, inquiring.inquiry(number).id, TODAY)
    assert (advice.is_small, advice.surcharge_percent, advice.extra_days) == (True, 5, 7)


@pytest.mark.rule("L2")
def test_a_large_estimate_puts_the_case_under_supervision_at_intake(inquiring: Inquiring) -> None:
    small = inquiring.taken_in(estimated_amount=Decimal("999999.99"))
    large = inquiring.taken_in(estimated_amount=Decimal("1000000.00"))
    with Session(inquiring.session.get_bind()) as fresh:
        assert fresh.scalars(select(SupervisionWatch.document_number)).all() == [large]
    raised = replace(INSIDE, estimated_amount=Decimal("1000000.00"))
    inquiring.act(commands.save_inquiry, "sales", small, WANTED, raised)
    with Session(inquiring.session.get_bind()) as fresh:
        assert set(fresh.scalars(select(SupervisionWatch.document_number))) == {small, large}
