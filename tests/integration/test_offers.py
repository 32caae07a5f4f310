"""Answers to offers: exactly the revision that was seen, once, and while it holds (B4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company, a_picture
from tests.support.offering import INNER_WORDS, Offering
from tests.support.racing import at_once, winners
from webapp.db import Database
from webapp.models import Attachment, Event, Notice, SupervisionWatch
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done, writing
from webapp.services.files.storing import Paper
from webapp.services.quotations.answering import (
    accept_offer,
    ask_for_changes,
    decline_offer,
    record_answer,
)
from webapp.services.quotations.commands import revise_quotation
from webapp.services.quotations.dealing import abandon_quotation
from webapp.services.quotations.lapsing import tell_of_lapsing_offers
from webapp.services.quotations.offer import get_offer, preview_offer
from webapp.services.quotations.offers import count_open_offers, list_offers

TODAY = company_day(datetime.now(UTC))
ANSWER = Paper("customer_order", a_picture("answer.png"))


@pytest.fixture
def offering(company: Company) -> Offering:
    return Offering(company)


def standing(offering: Offering, number: str, revision: int | None = None) -> str:
    buyer = offering.company.actor("kh001")
    return get_offer(offering.session, buyer, number, TODAY, revision).standing


@pytest.mark.rule("B4")
def test_accepting_makes_exactly_that_revision_formal(offering: Offering) -> None:
    number = offering.offered()
    seen = offering.seen(number)
    done = offering.act(accept_offer, seen, by="kh001")
    assert (done.status, done.details["revision"]) == ("formal", 1)
    (revision,) = offering.revisions(number)
    assert (revision.answer_kind, revision.answered_at is not None) == ("accepted", True)
    event = offering.session.scalars(select(Event).where(Event.name == "OfferAccepted")).one()
    assert (event.data["revision"], event.data["amount"]) == (1, "9250.00")
    with pytest.raises(Conflict):
        offering.act(accept_offer, offering.seen(number), by="kh001")
    with pytest.raises(Conflict):
        offering.act(revise_quotation, number, offering.quotation(number).version, "again")


@pytest.mark.rule("B4")
@pytest.mark.parametrize("wrong", [{"version": 1}, {"revision": 1}, {"revision": 3}])
def test_another_version_or_revision_is_refused(offering: Offering, wrong: dict[str, Any]) -> None:
    number = offering.offered()
    offering.offered_anew(number, lead_days=40)
    for act in (accept_offer, decline_offer):
        with pytest.raises(Conflict):
            offering.act(act, replace(offering.seen(number), **wrong), by="kh001")
    assert standing(offering, number) == "open"
    assert standing(offering, number, 1) == "ended"


@pytest.mark.rule("B4")
def test_an_offer_past_its_validity_cannot_be_accepted(offering: Offering) -> None:
    number = offering.offered()
    offering.let_lapse(number, TODAY)
    assert standing(offering, number) == "open", "the last day counts"
    offering.let_lapse(number, TODAY - timedelta(days=1))
    assert standing(offering, number) == "lapsed"
    with pytest.raises(Conflict) as refused:
        offering.act(accept_offer, offering.seen(number), by="kh001")
    assert refused.value.message.params["day"] == (TODAY - timedelta(days=1)).isoformat()
    offering.act(ask_for_changes, offering.seen(number), "请重新报价", by="kh001")
    assert offering.quotation(number).status == "changes_asked"


@pytest.mark.rule("B4")
def test_changes_lead_to_a_new_offer_and_the_old_answer_stays(offering: Offering) -> None:
    number = offering.offered()
    with pytest.raises(RuleBroken):
        offering.act(ask_for_changes, offering.seen(number), " ", by="kh001")
    with pytest.raises(RuleBroken):
        offering.act(ask_for_changes, offering.seen(number), "长" * 1001, by="kh001")
    offering.act(ask_for_changes, offering.seen(number), "交期 20 天", by="kh001")
    assert standing(offering, number) == "changes"
    told = select(Notice.name).where(Notice.document_number == number)
    offering.session.rollback()
    assert "OfferChangesAsked" in offering.session.scalars(told).all(), "sales is told"
    offering.offered_anew(number, lead_days=20)
    view = get_offer(offering.session, offering.company.actor("kh001"), number, TODAY)
    (first,) = view.earlier
    assert (view.revision, view.standing, view.lead_days) == (2, "open", 20)
    assert (first.revision, first.standing, first.answer) == (1, "changes", "交期 20 天")


@pytest.mark.rule("B4")
def test_what_is_on_hold_is_not_answered_and_he_is_not_told_why(offering: Offering) -> None:
    number = offering.offered()
    quotation = offering.quotation(number)
    hold(offering, quotation.id, number)
    for act, by in ((accept_offer, "kh001"), (decline_offer, "kh001")):
        with pytest.raises(Conflict) as refused:
            offering.act(act, offering.seen(number), by=by)
        assert INNER_WORDS not in str(refused.value.message)
    with pytest.raises(Conflict) as refused:
        offering.act(record_answer, offering.seen(number), "accepted", "", [ANSWER], by="sales")
    assert INNER_WORDS in str(refused.value.message)


def hold(offering: Offering, quotation_id: int, number: str) -> None:
    with writing(offering.session, SYSTEM) as tx:
        tx.session.add(
            SupervisionWatch(
                document_kind="quotation",
                document_id=quotation_id,
                document_number=number,
                customer_id=offering.company.customers[0],
                held_at=tx.now,
                hold_reason=INNER_WORDS,
                amount=Decimal("1000000.00"),
                since=tx.now,
                trail_length=0,
                trail_head="",
            )
        )


@pytest.mark.rule("B4")
def test_nobody_answers_for_another_customer(offering: Offering) -> None:
    number = offering.offered()
    seen = offering.seen(number)
    for act in (accept_offer, decline_offer):
        with pytest.raises(NotFound):
            offering.act(act, seen, by="kh002")
        with pytest.raises(Forbidden):
            offering.act(act, seen, by="admin")
    with pytest.raises(Forbidden):
        offering.act(record_answer, seen, "accepted", "", [ANSWER], by="kh001")
    with pytest.raises(Forbidden):
        offering.act(record_answer, seen, "accepted", "", [ANSWER], by="review")


@pytest.mark.rule("J1")
def test_sales_records_an_answer_only_with_its_paper(offering: Offering) -> None:
    number = offering.offered()
    for kind, papers in (("accepted", []), ("perhaps", [ANSWER])):
        with pytest.raises(RuleBroken):
            offering.act(record_answer, offering.seen(number), kind, "", papers, by="sales")
    offering.act(record_answer, offering.seen(number), "declined", "价高", [ANSWER], by="sales")
    assert offering.quotation(number).status == "declined"
    kept = select(Attachment.is_internal).where(Attachment.document_kind == "quotation")
    offering.session.rollback()
    assert offering.session.scalars(kept).all() == [False]


@pytest.mark.rule("B4")
def test_the_customer_sees_offered_revisions_and_no_others(offering: Offering) -> None:
    drafted, other, number = offering.drafted(), offering.offered("KH002"), offering.offered()
    buyer = offering.company.actor("kh001")
    page = list_offers(offering.session, buyer, "", TODAY)
    assert [row.number for row in page.rows] == [number]
    assert count_open_offers(offering.session, buyer) == 1
    for hidden in (drafted, other):
        with pytest.raises(NotFound):
            get_offer(offering.session, buyer, hidden, TODAY)
    offering.act(revise_quotation, number, offering.quotation(number).version, INNER_WORDS)
    offering.save(number, lead_days=99)
    view = get_offer(offering.session, buyer, number, TODAY)
    assert (view.revision, view.lead_days, view.earlier) == (1, 25, ())
    with pytest.raises(Forbidden):
        preview_offer(offering.session, buyer, number, TODAY, 2)
    sales = offering.company.actor("sales")
    assert preview_offer(offering.session, sales, number, TODAY, 2).lead_days == 99


def test_an_abandoned_offer_is_taken_back(offering: Offering) -> None:
    number = offering.offered()
    offering.act(abandon_quotation, number, offering.quotation(number).version, INNER_WORDS)
    assert standing(offering, number) == "ended"
    rows = list_offers(offering.session, offering.company.actor("kh001"), "declined", TODAY).rows
    assert [row.number for row in rows] == [number]


@pytest.mark.rule("B4")
def test_acceptance_and_a_new_revision_meet(offering: Offering, database: Database) -> None:
    number = offering.offered()
    seen, buyer = offering.seen(number), offering.company.actor("kh001")
    admin = offering.company.actor("admin")

    def revise(session: Session) -> Done:
        return revise_quotation(session, admin, number, seen.version, "again")

    acts: list[Callable[[Session], Done]] = [lambda session: accept_offer(session, buyer, seen)]
    outcomes = at_once(database, [*acts, revise])
    (won,) = winners(outcomes)
    assert offering.quotation(number).status == won.status
    assert len(offering.revisions(number)) == (1 if won.status == "formal" else 2)


@pytest.mark.rule("B4")
def test_two_answers_at_once(offering: Offering, database: Database) -> None:
    number = offering.offered()
    seen, buyer = offering.seen(number), offering.company.actor("kh001")

    def answer(act: Any, session: Session) -> Done:
        done: Done = act(session, buyer, seen)
        return done

    outcomes = at_once(database, [partial(answer, accept_offer), partial(answer, decline_offer)])
    assert len(winners(outcomes)) == 1


@pytest.mark.rule("L5")
def test_every_revision_stays_on_record(offering: Offering) -> None:
    number = offering.offered()
    offering.offered_anew(number, lead_days=40)
    offering.offered_anew(number, lead_days=50)
    assert [one.lead_days for one in offering.revisions(number)] == [25, 40, 50]
    sales = offering.company.actor("sales")
    earlier = get_offer(offering.session, sales, number, TODAY).earlier
    assert [one.revision for one in earlier] == [2, 1]


def test_sales_hears_once_of_an_offer_that_lapses_soon(offering: Offering) -> None:
    near, far = offering.offered(), offering.offered()
    offering.let_lapse(near, TODAY + timedelta(days=3))
    offering.let_lapse(far, TODAY + timedelta(days=4))
    assert tell_of_lapsing_offers(offering.session) == 1
    assert tell_of_lapsing_offers(offering.session) == 0
    told = select(Notice.document_number, Notice.params).where(Notice.name == "OfferLapses")
    offering.session.rollback()
    rows = offering.session.execute(told).all()
    assert {row.document_number for row in rows} == {near}
    assert rows[0].params == {"day": (TODAY + timedelta(days=3)).isoformat()}
