"""The demonstration's cases: one story of inquiries, reviews, quotations, contracts and what
follows, with something in every state and work for everybody on the sign-in page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import (
    Attachment,
    Contract,
    CostLine,
    Inquiry,
    Opinion,
    Order,
    PaymentException,
    Quotation,
    QuotationLine,
    QuotationRevision,
    Review,
    ReviewQuestion,
    ReviewSeat,
    Ruling,
    StandIn,
    SupervisionWatch,
    User,
)
from webapp.services.contracts import kinds as contracts
from webapp.services.core.clock import company_day, utc_now
from webapp.services.exceptions import kinds as exceptions
from webapp.services.identity.accounts import actor_of
from webapp.services.identity.demo import DEMO_LIST
from webapp.services.inquiries import kinds as inquiries
from webapp.services.quotations import kinds as quotations
from webapp.services.reviews import rules
from webapp.services.reviews.stand_ins import STANDINGS, list_stand_ins
from webapp.services.work.queues import my_work

pytestmark = [pytest.mark.demo, pytest.mark.databases("sqlite")]


def kept(session: Session, column: Any, *conditions: Any) -> set[Any]:
    return set(session.scalars(select(column).where(*conditions)))


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Inquiry.status, inquiries.STATUSES),
        (Quotation.status, quotations.STATUSES),
        (Contract.status, contracts.STATUSES),
        (Contract.origin, contracts.ORIGINS),
        (Contract.kind, contracts.CONTRACT_KINDS),
        (PaymentException.status, exceptions.STATUSES),
        (Review.status, rules.STATUSES),
        (Opinion.verdict, rules.VERDICTS),
        (Ruling.decision, rules.DECISIONS),
        (CostLine.kind, dict.fromkeys(("material", "processing", "outsourcing", "freight"))),
    ],
    ids=str,
)
def test_something_stands_in_every_state(
    session: Session, column: Any, words: Mapping[str, object]
) -> None:
    assert kept(session, column) >= set(words)


def test_reviews_end_in_every_way_and_some_seats_are_late(session: Session) -> None:
    assert kept(session, Review.outcome) == {"", *rules.OUTCOMES}
    assert kept(session, ReviewSeat.kind) == {"convene", "opinion", "ruling", "appeal"}
    assert kept(session, ReviewSeat.status) == {"waiting", "given", "carried", "dropped"}
    waiting = ReviewSeat.status == "waiting"
    late = kept(session, ReviewSeat.id, waiting, ReviewSeat.due_at < utc_now())
    assert 0 < len(late) < len(kept(session, ReviewSeat.id, waiting))
    answered = kept(session, ReviewQuestion.answered_at.is_not(None))
    assert answered == {True, False}


def test_people_are_away_now_later_and_before_and_others_speak_for_them(session: Session) -> None:
    admin = session.scalars(select(User).where(User.user_name == "admin")).one()
    rows = list_stand_ins(session, actor_of(session, admin), company_day(utc_now()))
    assert {row.standing for row in rows} == set(STANDINGS)
    assert kept(session, StandIn.ended_at.is_not(None)) == {True, False}
    assert kept(session, Ruling.for_id, Ruling.for_id.is_not(None))


def test_a_large_case_is_watched_from_the_inquiry_to_the_order(session: Session) -> None:
    leaders = kept(session, SupervisionWatch.leader_id, SupervisionWatch.leader_id.is_not(None))
    kinds = [
        kept(session, SupervisionWatch.document_kind, SupervisionWatch.leader_id == leader)
        for leader in leaders
    ]
    assert {"quotation", "contract", "order"} in kinds
    assert kept(session, SupervisionWatch.held_at.is_not(None)) == {True, False}
    assert kept(session, Order.status, Order.contract_id.is_not(None))


def test_whatever_is_offered_costs_less_than_its_price(session: Session) -> None:
    offers = session.execute(
        select(
            QuotationRevision.total_amount,
            QuotationRevision.cost_amount,
            QuotationRevision.selling_expense,
        ).where(QuotationRevision.filed_at.is_not(None))
    ).all()
    assert len(offers) > 20
    for total, cost, expense in offers:
        assert total * Decimal("0.4") < cost < total - expense
    lines = select(func.count(QuotationLine.id)).where(QuotationLine.price == 0)
    assert session.scalar(lines) in (0, 1), "but for the one that is still being costed"


def test_cases_carry_their_papers(session: Session) -> None:
    cases = Attachment.document_kind.in_(("inquiry", "contract"))
    papers = {"drawing", "signed_contract", "filed_contract", "signed_amendment"}
    assert kept(session, Attachment.purpose, cases) == papers


@pytest.mark.parametrize("user_name", [one.user_name for one in DEMO_LIST])
def test_everybody_on_the_sign_in_page_finds_work(session: Session, user_name: str) -> None:
    user = session.scalars(select(User).where(User.user_name == user_name)).one()
    if user.customer_id is None:
        queues = my_work(session, actor_of(session, user), utc_now())
        assert sum(queue.count for queue in queues) > 0
    else:
        assert kept(session, Quotation.status, Quotation.customer_id == user.customer_id)
