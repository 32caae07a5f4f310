"""Inquiries before their panels: filed, sent back, revised, lost, and what their customers read
meanwhile (B2, B3, E1, E7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.inquiring import INSIDE, SEATS, SECRET, STEEL, WANTED, Inquiring
from tests.support.racing import at_once, winners
from tests.support.reviewing import employ
from webapp.db import Database
from webapp.models import (
    Attachment,
    InquiryRevision,
    PanelSetting,
)
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.inquiries import commands, customer_side
from webapp.services.inquiries.listing import (
    list_own_inquiries,
)
from webapp.services.inquiries.previewing import preview_filing, preview_revision
from webapp.services.inquiries.reviewed import sheet_of
from webapp.services.inquiries.showing import get_inquiry, get_own_inquiry
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.commands import convene, send_case_back
from webapp.services.reviews.founding_panels import PRELIMINARY
from webapp.services.work.queues import my_work

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


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


@pytest.mark.rule("L9", "B19")
@pytest.mark.parametrize(
    "post", ["general_manager", "assistant", "prod_director", "internal_control"]
)
def test_sales_files_the_sheet_and_the_management_convenes_its_review(
    inquiring: Inquiring, post: str
) -> None:
    with writing(inquiring.session, SYSTEM) as tx:
        employ(tx, "convenor1", "MGMT", post)
    number = inquiring.in_review(convened=False)
    review = inquiring.review(number)
    seats = partial(inquiring.reviewing.seats, review.number)
    assert set(seats().values()) == set()
    with pytest.raises(Forbidden):
        inquiring.reviewing.act(convene, "sales1", review.number, review.round_number)
    inquiring.reviewing.act(convene, "convenor1", review.number, review.round_number)
    assert seats() == {key: "waiting" for _, key in SEATS}


@pytest.mark.rule("E1")
def test_the_kind_of_product_decides_who_is_asked(inquiring: Inquiring) -> None:
    """A company whose regular products need no review still asks about all others."""
    reviewing = inquiring.reviewing
    unusual = replace(PRELIMINARY.panel, product_kinds=("new", "special"))
    reviewing.panel(unusual, code=PRELIMINARY.code, kind="inquiry")
    filed = {
        kind: inquiring.act(
            commands.file_inquiry, "sales", inquiring.taken_in(product_kind=kind)
        ).status
        for kind in ("regular", "new", "special")
    }
    assert filed == {"regular": "reviewed", "new": "review", "special": "review"}


def test_without_a_panel_an_inquiry_is_reviewed_as_it_is_filed(inquiring: Inquiring) -> None:
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
    queues = my_work(inquiring.session, inquiring.actor("admin"), NOW, of="inquiry")
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


def test_a_frozen_version_keeps_names_of_its_papers(inquiring: Inquiring) -> None:
    inquiring.in_review()
    with Session(inquiring.session.get_bind()) as fresh:
        revision = fresh.scalars(select(InquiryRevision)).one()
        assert [paper["name"] for paper in revision.content["papers"]] == ["hinge.png"]
        assert fresh.scalars(select(Attachment.document_kind)).all() == ["inquiry"]


def test_of_two_people_at_once_one_files_it(inquiring: Inquiring, database: Database) -> None:
    number = inquiring.taken_in()
    version, sales = inquiring.inquiry(number).version, inquiring.actor("sales")
    outcomes = at_once(
        database,
        [lambda session: commands.file_inquiry(session, sales, number, version)] * 2,
    )
    assert len(winners(outcomes)) == 1
    assert inquiring.inquiry(number).revision == 1
