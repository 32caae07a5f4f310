"""Quotations: drafted from reviewed inquiries, frozen when filed, offered only when approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.inquiring import Inquiring
from tests.support.quoting import COST, HINGE, Quoting, revision
from tests.support.racing import at_once, winners
from tests.support.reviewing import Reviewing
from webapp.db import Database
from webapp.models import Event, Inquiry, Notice, Quotation, ReviewAuthor, User
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.quotations import kinds
from webapp.services.quotations.answering import ask_for_changes
from webapp.services.quotations.commands import (
    draft_quotation,
    file_quotation,
    revise_quotation,
    save_revision,
)
from webapp.services.quotations.dealing import (
    abandon_quotation,
    offer_quotation,
    record_negotiation,
)
from webapp.services.quotations.figuring import content_shown
from webapp.services.quotations.queries import get_quotation


@pytest.fixture
def quoting(reviewing: Reviewing) -> Quoting:
    return Quoting(reviewing)


@pytest.mark.rule("B4", "L4")
def test_a_draft_takes_products_materials_and_committed_times(reviewing: Reviewing) -> None:
    inquiry = Inquiring(reviewing).reviewed()
    company = reviewing.company
    number = draft_quotation(company.session, company.actor("admin"), inquiry).number
    view = get_quotation(company.session, company.actor("admin"), number)
    content = content_shown(view.shown)
    (line,) = content.lines
    assert (line.name, line.quantity, line.unit, line.price) == (
        "加厚合页",
        Decimal(500),
        "副",
        Decimal(0),
    )
    (material,) = line.costs
    assert (material.kind, material.name, material.price) == (
        kinds.MATERIAL,
        "不锈钢板",
        Decimal(0),
    )
    # Five days each of technology, purchasing, production and quality, one behind the other.
    assert content.lead_days == 20
    assert content.quality_terms == "盐雾 72 小时"
    assert content.packaging_terms == "每副纸盒"
    assert content.valid_until == company_day(datetime.now(UTC)) + timedelta(days=30)
    assert [one.days for one in view.plan] == [5, 5, 5, 5]
    with Session(company.session.get_bind()) as fresh:
        assert (
            fresh.scalars(select(Inquiry.status).where(Inquiry.number == inquiry)).one() == "quoted"
        )


@pytest.mark.rule("B3", "B4")
def test_only_a_reviewed_inquiry_is_quoted_and_only_once(reviewing: Reviewing) -> None:
    inquiring, company = Inquiring(reviewing), reviewing.company
    waiting = inquiring.in_review()
    with pytest.raises(Conflict):
        draft_quotation(company.session, company.actor("admin"), waiting)
    inquiring.judge(waiting)
    draft_quotation(company.session, company.actor("admin"), waiting)
    with pytest.raises(Conflict):
        draft_quotation(company.session, company.actor("admin"), waiting)


@pytest.mark.rule("B4")
def test_what_cannot_be_judged_is_not_filed(quoting: Quoting) -> None:
    yesterday = company_day(datetime.now(UTC)) - timedelta(days=1)
    unpriced = replace(HINGE, price=Decimal(0), costs=(replace(COST, price=Decimal(0)),))
    costless = replace(HINGE, name="合页二", costs=())
    number = quoting.drafted(lines=(unpriced, costless), valid_until=yesterday)
    with pytest.raises(RuleBroken) as refused:
        quoting.on(number, file_quotation)
    assert set(refused.value.fields) == {
        "lines.0.price",
        "lines.0.costs.0.price",
        "lines.1.name",
        "valid_until",
    }
    assert quoting.status(number) == kinds.DRAFTING


@pytest.mark.rule("B4")
def test_what_is_entered_is_checked_at_its_fields(quoting: Quoting) -> None:
    number = quoting.drafted()
    wrong = replace(
        HINGE,
        name="",
        quantity=Decimal(0),
        code="NO-SUCH",
        costs=(replace(COST, kind="gold", name="x" * 121, rate="NONE"),),
    )
    with pytest.raises(RuleBroken) as refused:
        quoting.on(number, save_revision, revision(lines=(wrong,), advance_percent=Decimal(2)))
    assert set(refused.value.fields) == {
        "lines.0.name",
        "lines.0.quantity",
        "lines.0.costs.0.kind",
        "lines.0.costs.0.name",
        "advance_percent",
    }
    fitting = replace(wrong, name="合页", quantity=Decimal(1), costs=(replace(COST, rate="NONE"),))
    with pytest.raises(RuleBroken) as unknown:
        quoting.on(number, save_revision, revision(lines=(fitting,)))
    assert set(unknown.value.fields) == {"lines.0.code", "lines.0.costs.0.rate"}


@pytest.mark.rule("B4", "B5")
def test_a_filed_revision_never_changes(quoting: Quoting) -> None:
    number = quoting.in_review()
    with pytest.raises(Conflict):
        quoting.on(number, save_revision, revision(lead_days=1))
    with pytest.raises(Conflict):
        quoting.on(number, file_quotation)
    assert quoting.revisions(number)[0].lead_days == 25


@pytest.mark.rule("B5", "B6", "B8")
def test_one_dissent_refuses_it_and_a_requote_asks_only_what_changed(quoting: Quoting) -> None:
    number = quoting.in_review()
    assert quoting.judge(number, finance="disagree") == ["finance", "supervision", "purchasing"]
    quoting.rule(number, "confirmed")
    assert quoting.status(number) == kinds.NOT_ACCEPTABLE
    with pytest.raises(Conflict):
        quoting.on(number, offer_quotation, 1)
    quoting.requoted(number, lines=(replace(HINGE, price=Decimal("21.0000")),))
    assert quoting.judge(number) == ["finance"]
    quoting.rule(number)
    assert quoting.status(number) == kinds.APPROVED
    first, second = quoting.revisions(number)
    assert (first.total_amount, second.total_amount) == (Decimal("9250.00"), Decimal("10500.00"))
    admin = quoting.company.actor("admin")
    assert get_quotation(quoting.session, admin, number, 1).shown.lines[0].price == Decimal("18.5")


@pytest.mark.rule("B8")
def test_a_requote_in_which_nothing_changed_is_refused(quoting: Quoting) -> None:
    number = quoting.refused()
    quoting.on(number, revise_quotation, "再试")
    with pytest.raises(RuleBroken):
        quoting.on(number, file_quotation)
    assert quoting.status(number) == kinds.DRAFTING


@pytest.mark.rule("B7")
def test_the_chairman_admits_exactly_the_revision_that_he_saw(quoting: Quoting) -> None:
    number = quoting.refused()
    quoting.appeal(number)
    assert quoting.status(number) == kinds.REVIEW
    quoting.rule(number, by="chairman1")
    assert quoting.status(number) == kinds.APPROVED
    quoting.on(number, revise_quotation, "客户改数量")
    assert quoting.status(number) == kinds.DRAFTING
    quoting.stand(number, kinds.APPROVED)
    with pytest.raises(Conflict):
        quoting.on(number, offer_quotation, 2)


@pytest.mark.rule("B7")
def test_sales_appeal_for_what_technology_wrote(quoting: Quoting) -> None:
    """``sales`` neither drafted nor filed it, but keeps the quotations of the customer."""
    number = quoting.refused()
    with pytest.raises(Forbidden):
        quoting.appeal(number, by="fin1")
    quoting.appeal(number, by="sales")
    quoting.rule(number, "approved", by="chairman1")
    assert quoting.status(number) == kinds.APPROVED


@pytest.mark.rule("B7")
def test_what_is_being_quoted_anew_cannot_be_appealed(quoting: Quoting) -> None:
    number = quoting.refused()
    quoting.on(number, revise_quotation, "报价有出入")
    with pytest.raises(Conflict):
        quoting.appeal(number)


@pytest.mark.rule("B4", "B8")
def test_a_revision_begun_in_review_takes_the_review_back(quoting: Quoting) -> None:
    number = quoting.in_review()
    review = quoting.review(number).number
    quoting.reviewing.fill(review, "fin1", "finance", "agree")
    quoting.on(number, revise_quotation, "漏了运费")
    assert quoting.review(number).outcome == "withdrawn"
    freight = replace(COST, kind="freight", name="运费", price=Decimal("0.2000"))
    quoting.on(number, save_revision, revision(lines=(replace(HINGE, costs=(COST, freight)),)))
    quoting.on(number, file_quotation)
    assert quoting.judge(number) == ["finance", "supervision", "purchasing"]


@pytest.mark.rule("B5", "B6")
@pytest.mark.parametrize("status", [one for one in kinds.STATUSES if one != kinds.APPROVED])
def test_nothing_but_an_approved_one_is_offered(quoting: Quoting, status: str) -> None:
    number = quoting.drafted()
    quoting.stand(number, status)
    with pytest.raises(Conflict):
        quoting.on(number, offer_quotation, 1)
    quoting.stand(number, kinds.APPROVED)
    with pytest.raises(Conflict):
        quoting.on(number, offer_quotation, 1)


@pytest.mark.rule("B4")
def test_an_expired_one_is_not_offered(quoting: Quoting) -> None:
    number = quoting.approved()
    quoting.let_lapse(number, company_day(datetime.now(UTC)) - timedelta(days=1))
    with pytest.raises(Conflict):
        quoting.on(number, offer_quotation, 1)


@pytest.mark.rule("L5")
def test_an_approved_one_is_reported_to_the_general_manager(quoting: Quoting) -> None:
    number = quoting.approved()
    told = (
        select(User.user_name)
        .join(Notice, Notice.user_id == User.id)
        .where(Notice.name == "QuotationReported", Notice.document_number == number)
    )
    with Session(quoting.session.get_bind()) as fresh:
        assert fresh.scalars(told).all() == ["gm1"]


@pytest.mark.rule("L5")
def test_every_revision_and_talk_is_kept_on_record(quoting: Quoting) -> None:
    number = quoting.approved()
    quoting.act(record_negotiation, number, "客户要求降价 5%")
    quoting.on(number, offer_quotation, 1)
    ask_for_changes(quoting.session, quoting.company.actor("kh001"), quoting.seen(number), "便宜点")
    quoting.on(number, revise_quotation, "降价")
    view = get_quotation(quoting.session, quoting.company.actor("admin"), number)
    assert [one.number for one in view.revisions] == [2, 1]
    assert view.answer == "便宜点"
    names = [one.name for one in view.events]
    assert [one for one in names if one.startswith(("Q", "N", "O"))] == [
        "QuotationDrafted",
        "QuotationSaved",
        "QuotationFiled",
        "QuotationApproved",
        "NegotiationNoted",
        "QuotationOffered",
        "OfferChangesAsked",
        "QuotationRevised",
    ]
    with Session(quoting.session.get_bind()) as fresh:
        data = fresh.scalars(select(Event.data).where(Event.subject_number == number)).all()
    assert all("cost" not in one for one in data)


@pytest.mark.rule("B8")
def test_an_abandoned_one_closes_its_reviews_and_stays_readable(quoting: Quoting) -> None:
    number = quoting.in_review()
    quoting.on(number, abandon_quotation, "长期无利润")
    assert (quoting.status(number), quoting.review(number).outcome) == ("abandoned", "withdrawn")
    for act, given in ((revise_quotation, "再来"), (abandon_quotation, "再来")):
        with pytest.raises(Conflict):
            quoting.on(number, act, given)
    view = get_quotation(quoting.session, quoting.company.actor("admin"), number)
    assert view.abandoned_reason == "长期无利润"


@pytest.mark.rule("B17", "B5")
def test_whoever_saved_a_revision_judges_none(quoting: Quoting) -> None:
    number = quoting.in_review()
    review = quoting.review(number)
    with Session(quoting.session.get_bind()) as fresh:
        authors = fresh.scalars(
            select(ReviewAuthor.user_id).where(ReviewAuthor.review_id == review.id)
        ).all()
    assert list(authors) == [quoting.reviewing.user_id("admin")]


@pytest.mark.rule("B19")
def test_rights_decide_who_writes_and_who_offers(quoting: Quoting) -> None:
    number = quoting.approved()
    for who in ("review", "kh001"):
        with pytest.raises((NotFound, Forbidden)):
            quoting.on(number, offer_quotation, 1, by=who)
    with pytest.raises((NotFound, Forbidden)):
        quoting.on(number, revise_quotation, "x", by="finance")
    with pytest.raises((NotFound, Forbidden)):
        get_quotation(quoting.session, quoting.company.actor("kh001"), number)


@pytest.mark.rule("B4")
def test_of_two_revisions_begun_at_once_one_wins(quoting: Quoting, database: Database) -> None:
    number = quoting.refused()
    version, admin = quoting.quotation(number).version, quoting.company.actor("admin")

    def begin(session: Session) -> Done:
        return revise_quotation(session, admin, number, version, "报价有出入")

    outcomes = at_once(database, [begin, begin])
    assert len(winners(outcomes)) == 1
    assert [one.number for one in quoting.revisions(number)] == [1, 2]


@pytest.mark.rule("B4")
def test_of_two_drafts_at_once_one_wins(quoting: Quoting, database: Database) -> None:
    inquiry = quoting.inquired()
    admin = quoting.company.actor("admin")

    def draft(session: Session) -> Done:
        return draft_quotation(session, admin, inquiry)

    assert len(winners(at_once(database, [draft, draft]))) == 1
    with Session(quoting.session.get_bind()) as fresh:
        assert len(fresh.scalars(select(Quotation.id)).all()) == 1
