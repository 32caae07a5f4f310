"""Inquiries from the customer's words to the preliminary review and back (B1, B2, B19, E1, E7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.inquiring import DRAWING, HINGE, INSIDE, SECRET, STEEL, WANTED, Inquiring
from tests.support.racing import at_once, winners
from tests.support.reviewing import Reviewing
from webapp.db import Database
from webapp.models import (
    Attachment,
    Customer,
    InquiryRevision,
    Notice,
    PanelSetting,
    SupervisionWatch,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.files.queries import find_file
from webapp.services.inquiries import commands, customer_side
from webapp.services.inquiries.advising import acceptance_advice
from webapp.services.inquiries.listing import (
    InquiryFilter,
    inquiry_counts,
    list_inquiries,
    list_own_inquiries,
)
from webapp.services.inquiries.previewing import preview_filing, preview_revision
from webapp.services.inquiries.reviewed import sheet_of
from webapp.services.inquiries.showing import get_inquiry, get_own_inquiry
from webapp.services.inquiries.work import inquiry_queues
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.commands import send_case_back

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def inquiring(reviewing: Reviewing) -> Inquiring:
    return Inquiring(reviewing)


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


@pytest.mark.rule("B2", "B3")
def test_the_sheet_shows_the_version_that_was_filed(inquiring: Inquiring) -> None:
    number = inquiring.in_review()
    inquiry = inquiring.inquiry(number)
    sheet = sheet_of(inquiring.session, inquiry.id, 1)
    assert [section.input for section in sheet.sections] == [
        "products",
        "technical",
        "materials",
        "quality",
        "delivery",
        "market",
    ]
    assert SECRET in str(sheet.sections[-1])
    materials = sheet.sections[2].tables[0].rows[0]
    assert materials[1:] == tuple(getattr(STEEL, name) for name in STEEL.__slots__)


@pytest.mark.rule("E1")
def test_the_kind_of_product_decides_who_is_asked(inquiring: Inquiring) -> None:
    session = inquiring.session
    with writing(session, SYSTEM) as tx:
        for setting in tx.session.scalars(select(PanelSetting)):
            setting.is_on = False
    number = inquiring.taken_in()
    done = inquiring.act(commands.file_inquiry, "sales", number)
    assert done.status == "reviewed"
    assert find_approval(session, "inquiry", inquiring.inquiry(number).id, 1)


def test_an_inquiry_that_all_seats_accept_waits_to_be_quoted(inquiring: Inquiring) -> None:
    number = inquiring.reviewed()
    assert inquiring.inquiry(number).status == "reviewed"
    queues = inquiry_queues(inquiring.session, inquiring.actor("admin"), NOW)
    assert {queue.key: queue.count for queue in queues}["reviewed"] == 1
    view = get_inquiry(inquiring.session, inquiring.actor("admin"), number, TODAY)
    assert view.actions == {"revise", "lose", "quote"}
    assert len(view.reviews) == 1


def test_one_dissent_makes_it_not_acceptable_and_only_changed_seats_are_asked_again(
    inquiring: Inquiring,
) -> None:
    number = inquiring.in_review()
    inquiring.judge(number, quality="disagree")
    assert inquiring.inquiry(number).status == "not_acceptable"
    changed = replace(WANTED, quality_demand="盐雾 48 小时")
    given = (inquiring.session, inquiring.actor("sales"), number)
    foreseen = preview_revision(*given, inquiring.inquiry(number).version, changed, INSIDE)
    assert foreseen[0].changed == ("quality",)
    assert [seat.is_asked for seat in foreseen[0].seats] == [False, False, False, True, False]
    inquiring.act(commands.revise_inquiry, "sales", number, changed, INSIDE, "客户放宽")
    waiting = inquiring.reviewing.seats(inquiring.review(number).number)
    assert [key for key, status in waiting.items() if status == "waiting"] == ["quality"]
    inquiring.judge(number)
    inquiry = inquiring.inquiry(number)
    assert (inquiry.status, inquiry.revision) == ("reviewed", 2)
    first = sheet_of(inquiring.session, inquiry.id, 1)
    assert first.sections[3].facts[0].value == "盐雾 72 小时"


def test_a_dissent_that_is_not_asked_again_stands(inquiring: Inquiring) -> None:
    number = inquiring.in_review()
    inquiring.judge(number, sales="disagree")
    changed = replace(WANTED, quality_demand="盐雾 48 小时")
    version = inquiring.inquiry(number).version
    given = (inquiring.session, inquiring.actor("sales"), number, version)
    seats = preview_revision(*given, changed, INSIDE)[0].seats
    assert [(seat.verdict, seat.remark) for seat in seats if seat.verdict == "disagree"] == [
        ("disagree", "too dear")
    ]
    inquiring.act(commands.revise_inquiry, "sales", number, changed, INSIDE, "客户放宽")
    inquiring.judge(number)
    assert inquiring.inquiry(number).status == "not_acceptable"


def test_a_revision_that_changes_nothing_is_refused(inquiring: Inquiring) -> None:
    number = inquiring.in_review()
    for note, content in (("再来", WANTED), ("", replace(WANTED, requirements="新"))):
        with pytest.raises(RuleBroken):
            inquiring.act(commands.revise_inquiry, "sales", number, content, INSIDE, note)
    assert inquiring.inquiry(number).revision == 1


def test_what_the_convenor_gives_back_is_completed_and_filed_again(inquiring: Inquiring) -> None:
    number = inquiring.in_review(convened=False)
    review = inquiring.review(number)
    inquiring.reviewing.act(
        send_case_back, "gm1", review.number, review.round_number, "缺少图纸尺寸"
    )
    inquiry = inquiring.inquiry(number)
    assert (inquiry.status, inquiry.sent_back_reason) == ("intake", "缺少图纸尺寸")
    rounds = preview_filing(inquiring.session, inquiring.actor("sales"), number)
    assert all(seat.is_asked for seat in rounds[0].seats)
    better = replace(WANTED, requirements="尺寸见图")
    inquiring.act(commands.save_inquiry, "sales", number, better, INSIDE)
    inquiring.act(commands.file_inquiry, "sales", number, "补图")
    again = inquiring.inquiry(number)
    assert (again.status, again.revision, again.sent_back_reason) == ("review", 2, "")


def test_papers_that_were_judged_stay(inquiring: Inquiring) -> None:
    number = inquiring.in_review(convened=False)
    review = inquiring.review(number)
    inquiring.reviewing.act(send_case_back, "gm1", review.number, 1, "再看")
    token = (
        get_inquiry(inquiring.session, inquiring.actor("sales"), number, TODAY)
        .asked.papers[0]
        .token
    )
    with pytest.raises(Conflict):
        inquiring.act(
            commands.save_inquiry, "sales", number, WANTED, INSIDE, dropped=frozenset({token})
        )


@pytest.mark.rule("E7")
def test_a_case_without_agreement_is_recorded_as_lost_and_its_review_closed(
    inquiring: Inquiring,
) -> None:
    number = inquiring.in_review()
    with pytest.raises(RuleBroken):
        inquiring.act(commands.lose_inquiry, "sales", number, " ")
    done = inquiring.act(commands.lose_inquiry, "sales", number, "客户不做了")
    assert done.status == "lost"
    assert inquiring.inquiry(number).lost_reason == "客户不做了"
    assert inquiring.review(number).outcome == "withdrawn"
    with pytest.raises(Conflict):
        inquiring.act(commands.lose_inquiry, "sales", number, "再一次")


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


@pytest.mark.rule("B3")
def test_whatever_happens_inside_the_customer_reads_one_word(inquiring: Inquiring) -> None:
    session = inquiring.session
    number = inquiring.sent()

    def state() -> str:
        own = get_own_inquiry(session, inquiring.actor("kh001"), number)
        listed = list_own_inquiries(session, inquiring.actor("kh001")).rows[0]
        assert listed.state == own.state
        assert SECRET not in str(own) + str(listed)
        return own.state

    assert state() == customer_side.RECEIVED
    inquiring.act(commands.save_inquiry, "sales", number, WANTED, INSIDE)
    inquiring.act(commands.file_inquiry, "sales", number)
    review = inquiring.review(number)
    inquiring.reviewing.act(send_case_back, "gm1", review.number, 1, f"{SECRET}退回")
    assert state() == customer_side.IN_REVIEW
    inquiring.act(commands.file_inquiry, "sales", number)
    inquiring.convene(number)
    inquiring.judge(number, quality="disagree")
    assert state() == customer_side.IN_REVIEW
    own = get_own_inquiry(session, inquiring.actor("kh001"), number)
    assert [event.name for event in own.asked.events] == ["InquirySubmitted"]
    inquiring.act(commands.lose_inquiry, "sales", number, f"{SECRET}没谈成")
    assert state() == customer_side.DECLINED


@pytest.mark.rule("L3")
def test_the_advice_goes_by_grade_and_amount(inquiring: Inquiring) -> None:
    number = inquiring.taken_in()
    advice = acceptance_advice(inquiring.session, inquiring.inquiry(number).id, TODAY)
    assert (advice.is_small, advice.surcharge_percent, advice.extra_days) == (True, 5, 7)


def test_a_frozen_version_keeps_names_of_its_papers(inquiring: Inquiring) -> None:
    inquiring.in_review()
    with Session(inquiring.session.get_bind()) as fresh:
        revision = fresh.scalars(select(InquiryRevision)).one()
        assert [paper["name"] for paper in revision.content["papers"]] == ["hinge.png"]
        assert fresh.scalars(select(Attachment.document_kind)).all() == ["inquiry"]


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


def test_of_two_people_at_once_one_files_it(inquiring: Inquiring, database: Database) -> None:
    number = inquiring.taken_in()
    version, sales = inquiring.inquiry(number).version, inquiring.actor("sales")
    outcomes = at_once(
        database,
        [lambda session: commands.file_inquiry(session, sales, number, version)] * 2,
    )
    assert len(winners(outcomes)) == 1
    assert inquiring.inquiry(number).revision == 1
