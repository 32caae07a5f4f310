"""What reviews bring to everybody's work: the seats and rulings that wait for this person, and
reviews that he acted on. Who has no seat sees no queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Event, Review
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.errors import N_
from webapp.services.reviews import rules
from webapp.services.reviews.reach import reads_reviews
from webapp.services.reviews.seating import seats_to_fill
from webapp.services.work.queues import Queue, Touched, WorkSource

KIND = "review"
MOST_TOUCHED = 8
#: By kind of seat, in the order in which a case passes them.
TURNS = {
    "convene": N_("Reviews to convene"),
    "opinion": N_("Opinions to give"),
    "ruling": N_("Rulings to make"),
    "appeal": N_("Appeals to rule on"),
}


def review_queues(session: Session, actor: Actor, now: datetime) -> list[Queue]:
    """A queue for each kind of seat in which something waits for this person, in one query."""
    if not actor.is_company:
        return []
    seats = seats_to_fill(actor, company_day(now)).subquery()
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
    late = case((reviews.c.due_at < now, 1), else_=0)
    rows = session.execute(
        select(reviews.c.kind, func.count(), func.min(reviews.c.asked_at), func.sum(late)).group_by(
            reviews.c.kind
        )
    )
    counted = {kind: (count, oldest, int(overdue)) for kind, count, oldest, overdue in rows}
    return [
        Queue(f"review_{kind}", TURNS[kind], "reviews.index", {"status": kind}, *counted[kind])
        for kind in TURNS
        if kind in counted
    ]


def touched_reviews(session: Session, actor: Actor) -> list[Touched]:
    """Reviews that this person acted on last, as far as he may still read them."""
    at = func.max(Event.at)
    about = and_(Event.subject_id == Review.id, Event.subject_kind == Review.__tablename__)
    shown = (Review.number, Customer.name, Review.status, Review.outcome)
    rows = session.execute(
        select(*shown, at.label("at"))
        .join(Event, about)
        .join(Customer, Customer.id == Review.customer_id)
        .where(Event.actor_id == actor.user_id, reads_reviews(actor, company_day(utc_now())))
        .group_by(Review.id, *shown)
        .order_by(at.desc())
        .limit(MOST_TOUCHED)
    )
    words = {**rules.STATUSES, **rules.OUTCOMES}
    return [
        Touched(KIND, number, customer, outcome or status, words[outcome or status], moment)
        for number, customer, status, outcome, moment in rows
    ]


REVIEW_WORK = WorkSource("reviews", review_queues, touched_reviews)
