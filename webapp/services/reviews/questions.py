"""Questions from people in a review to those who wrote the case, while the round goes on."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Review, ReviewAuthor, ReviewQuestion, ReviewRound, ReviewSeat
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.reviews import rules
from webapp.services.reviews.asking import tell
from webapp.services.reviews.closing import authors_of
from webapp.services.reviews.locking import lock_any, lock_review
from webapp.services.reviews.seating import NOT_HERE, WROTE_IT, workplaces

LONGEST = 1000
OPEN = tuple(status for status in rules.STATUSES if status != rules.CLOSED)


@command
def ask_question(tx: Tx, number: str, round_number: int, text: str) -> Done:
    """Asks those who wrote the case; the seats and the round stay as they are.

    For anybody who has a seat in this round, whether he has spoken or not. Raises RuleBroken
    without words, Forbidden for anybody else and for who wrote it, Conflict when the review is
    closed or another round has begun.
    """
    review, round_ = lock_review(tx, number, round_number, *OPEN)
    text = _words(text)
    seat = _seat_of(tx, review, round_)
    question = ReviewQuestion(
        review_id=review.id,
        round_id=round_.id,
        seat_key=seat.key,
        text=text,
        asked_at=tx.now,
        asked_by_id=_asker(tx),
        answer="",
    )
    tx.session.add(question)
    tx.session.flush()
    review.version += 1
    data = {"round": round_.number, "seat": seat.key, "question": question.id, "text": text}
    tx.record(review, "QuestionAsked", internal=data)
    tell(tx, review, authors_of(tx, review), "QuestionAsked", reason=text)
    return _done(review, question)


@command
def answer_question(tx: Tx, number: str, question_id: int, text: str) -> Done:
    """Answers a question, once; for those who wrote the case or filed it, in any round.

    Raises RuleBroken without words, Forbidden for anybody else, NotFound, Conflict when it is
    answered already.
    """
    review = lock_any(tx, number)
    text = _words(text)
    authors = authors_of(tx, review)
    if tx.actor.user_id not in authors:
        raise Forbidden()
    question = _question(tx, review, question_id)
    if question.answered_at is not None:
        raise Conflict(N_("This question was answered meanwhile."))
    question.answer, question.answered_at = text, tx.now
    question.answered_by_id = tx.actor.user_id
    review.version += 1
    tx.record(review, "QuestionAnswered", internal={"question": question.id, "text": text})
    tell(tx, review, [question.asked_by_id], "QuestionAnswered", reason=text)
    return _done(review, question)


def _words(text: str) -> str:
    text = text.strip()
    if not text:
        raise RuleBroken(N_("Please write something."), "text")
    if len(text) > LONGEST:
        raise RuleBroken(N_("At most %(most)s characters."), "text", most=LONGEST)
    return text


def _seat_of(tx: Tx, review: Review, round_: ReviewRound) -> ReviewSeat:
    """The first seat of the round at a place of the actor; raises Forbidden."""
    wrote = select(ReviewAuthor.id).where(
        ReviewAuthor.review_id == review.id, ReviewAuthor.user_id == tx.actor.user_id
    )
    if tx.session.scalar(wrote) is not None:
        raise Forbidden(WROTE_IT)
    seats = tx.session.scalars(
        select(ReviewSeat).where(ReviewSeat.round_id == round_.id).order_by(ReviewSeat.id)
    )
    places = workplaces(tx.session, tx.actor, tx.today)
    for seat in seats:
        if any(place.fits(seat) for place in places):
            return seat
    raise Forbidden(NOT_HERE)


def _asker(tx: Tx) -> int:
    if tx.actor.user_id is None:
        raise Forbidden(NOT_HERE)
    return tx.actor.user_id


def _question(tx: Tx, review: Review, question_id: int) -> ReviewQuestion:
    question = tx.session.scalar(
        select(ReviewQuestion).where(
            ReviewQuestion.id == question_id, ReviewQuestion.review_id == review.id
        )
    )
    if question is None:
        raise NotFound()
    return question


def _done(review: Review, question: ReviewQuestion) -> Done:
    details = {"question": question.id, "outcome": review.outcome}
    return Done(review.number, review.status, review.version, details)
