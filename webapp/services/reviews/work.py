"""What reviews bring to everybody's work: the seats and rulings that wait for this person, and
reviews that he acted on. Who has no seat sees no queue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Review
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.reviews import rules
from webapp.services.reviews.reach import reads_reviews
from webapp.services.reviews.seating import seats_to_fill
from webapp.services.work.queues import (
    ACTS,
    Counted,
    Waiting,
    WorkSource,
    acted_on,
    ago,
    figures,
)

KIND = "review"
#: By kind of seat, in the order in which a case passes them.
TURNS = {
    "convene": N_("Reviews to convene"),
    "opinion": N_("Opinions to give"),
    "ruling": N_("Rulings to make"),
    "appeal": N_("Appeals to rule on"),
}


def review_queues(session: Session, actor: Actor, day: date) -> Waiting | None:
    """A queue for each kind of seat in which something waits for this person."""
    seats = seats_to_fill(actor, day).subquery()
    # One may sit in two seats of a review, or for two people: a review waits once.
    reviews = (
        select(
            seats.c.kind,
            seats.c.review_id,
            func.min(seats.c.asked_at).label("asked_at"),
            func.min(seats.c.due_at).label("due_at"),
        )
        .group_by(seats.c.kind, seats.c.review_id)
        .subquery()
    )
    counted = figures(reviews.c.kind, reviews.c.asked_at, reviews.c.due_at < ago(0))
    by_seat = counted.group_by(reviews.c.kind)
    return Waiting([by_seat], TURNS, "reviews.index", prefix="review_", hides_empty=True)


def touched_reviews(actor: Actor, day: date) -> Counted:
    """Reviews that this person acted on, as far as he may still read them."""
    stands = func.coalesce(func.nullif(Review.outcome, ""), Review.status)
    return (
        select(Review.number, Customer.name, stands, ACTS.c.at)
        .join(ACTS, acted_on(Review))
        .join(Customer, Customer.id == Review.customer_id)
        .where(reads_reviews(actor, day))
    )


REVIEW_WORK = WorkSource(KIND, review_queues, touched_reviews, {**rules.STATUSES, **rules.OUTCOMES})
