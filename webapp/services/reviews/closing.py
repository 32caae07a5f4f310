"""How a round ends, what follows it, and how a review closes."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Opinion, Review, ReviewAuthor, ReviewRound, ReviewSeat, User
from webapp.services.core.transaction import Tx
from webapp.services.reviews import rules
from webapp.services.reviews.asking import ask_to_rule, drop_waiting, tell
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.panels import SavedPanel
from webapp.services.reviews.rules import Said


def said_in(tx: Tx, round_: ReviewRound) -> dict[str, Said]:
    """What stands in the seats of a round, given in it or carried over, by seat."""
    rows = tx.session.execute(
        select(ReviewSeat.key, Opinion.verdict, Opinion.answers)
        .join(Opinion, Opinion.id == ReviewSeat.opinion_id)
        .where(ReviewSeat.round_id == round_.id, ReviewSeat.kind == "opinion")
    )
    return {key: Said(verdict, answers) for key, verdict, answers in rows}


def end_round(tx: Tx, review: Review, round_: ReviewRound, saved: SavedPanel) -> None:
    """Draws the result of the opinions; on to the first ruling that is due, whatever the result
    (B6), else the review closes."""
    said = said_in(tx, round_)
    panel = saved.panel
    round_.result = rules.result_of(panel.rule, said.values(), len(panel.seats))
    round_.ended_at = tx.now
    drop_waiting(tx, round_)
    tx.record(review, "RoundEnded", internal={"round": round_.number, "result": round_.result})
    due = rules.rulings_due(panel, said)
    if not due:
        accepted = round_.result == rules.ACCEPTABLE
        close(tx, review, rules.ACCEPTED if accepted else rules.NOT_ACCEPTABLE)
        return
    review.status, review.level, review.status_since = rules.RULING, 0, tx.now
    ask_to_rule(tx, review, round_, due[0])


def close(tx: Tx, review: Review, outcome: str, reason: str = "") -> None:
    """Closes a review and lets its document follow; its authors are told."""
    review.status, review.outcome = rules.CLOSED, outcome
    review.status_since = review.closed_at = tx.now
    data = {"document": review.document_number, "outcome": outcome}
    tx.record(review, "ReviewClosed", internal=data, reason=reason)
    tell(tx, review, authors_of(tx, review), "ReviewClosed", status=outcome)
    get_kind(review.document_kind).react(tx, review)


def authors_of(tx: Tx, review: Review) -> list[int]:
    """The people of the company who wrote what is reviewed, and who filed a version of it."""
    wrote = select(ReviewAuthor.user_id).where(ReviewAuthor.review_id == review.id)
    filed = select(ReviewRound.opened_by_id).where(ReviewRound.review_id == review.id)
    people = select(User.id).where(User.kind == "company", User.id.in_(wrote) | User.id.in_(filed))
    return list(tx.session.scalars(people.order_by(User.id)))
