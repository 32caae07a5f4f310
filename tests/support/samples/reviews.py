"""Reviews of inquiries, as the demonstration has them in every state."""

from __future__ import annotations

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import NO_ROW, NO_TOKEN, Area, Kind, Sample
from webapp.models import (
    Attachment,
    Review,
    ReviewQuestion,
    ReviewRound,
    ReviewSeat,
    StoredFile,
    User,
)
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.permissions import Permission
from webapp.services.identity.accounts import actor_of
from webapp.services.reviews.questions import ask_question
from webapp.services.reviews.seating import holders

INQUIRY = "inquiry"


def _reviews(session: Session, user: User) -> list[Sample]:
    """Those still under way first."""
    rows = session.execute(
        select(Review.number, Review.status)
        .where(Review.customer_id == user.customer_id, Review.document_kind == INQUIRY)
        .order_by(Review.status == "closed", Review.id)
    )
    return [Sample(number, status) for number, status in rows]


def _questions(session: Session, user: User) -> list[Sample]:
    """One is asked here where nobody asked any."""
    user_id = user.id
    found = _asked(session, user)
    if not found and _ask(session, user):
        found = _asked(session, session.get_one(User, user_id))
    return found


def _asked(session: Session, user: User) -> list[Sample]:
    rows = session.execute(
        select(ReviewQuestion.id, Review.number)
        .join(Review, Review.id == ReviewQuestion.review_id)
        .where(Review.customer_id == user.customer_id, Review.document_kind == INQUIRY)
        .order_by(ReviewQuestion.id)
    )
    return [Sample(question, order=number) for question, number in rows]


def _ask(session: Session, user: User) -> bool:
    """Somebody in a seat that waits asks the author; False where nobody could."""
    seats = session.scalars(
        select(ReviewSeat)
        .join(Review, Review.id == ReviewSeat.review_id)
        .where(
            Review.customer_id == user.customer_id,
            Review.document_kind == INQUIRY,
            ReviewSeat.status == "waiting",
        )
    ).all()
    people = holders(session, seats, company_day(utc_now()))
    for seat in seats:
        for person in people[seat.id]:
            review = session.get_one(Review, seat.review_id)
            round_ = session.get_one(ReviewRound, seat.round_id)
            actor = actor_of(session, session.get_one(User, person))
            ask_question(session, actor, review.number, round_.number, "图纸上的公差是多少？")
            return True
    return False


def _papers(session: Session, user: User) -> list[Sample]:
    """Drawings of what is reviewed."""
    of_inquiry = and_(
        Attachment.document_kind == Review.document_kind,
        Attachment.document_id == Review.document_id,
    )
    rows = session.execute(
        select(StoredFile.token, Review.number)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .join(Review, of_inquiry)
        .where(Review.customer_id == user.customer_id, Review.document_kind == INQUIRY)
        .order_by(Attachment.id)
    )
    return [Sample(token, order=number) for token, number in rows]


VIEW = Permission.INQUIRY_VIEW

AREA = Area(
    (
        Kind(
            "review_question",
            ("questions/<int:question>",),
            NO_ROW,
            _questions,
            owned=True,
            right=VIEW,
        ),
        Kind(
            "review", ("reviews/<number>",), "PS-20200101-000001", _reviews, owned=True, right=VIEW
        ),
        Kind("review_paper", ("papers/<token>",), NO_TOKEN, _papers, owned=True, right=VIEW),
    ),
    standing={"reviews.convene": "convening", "reviews.give_opinion": "opinions"},
)
