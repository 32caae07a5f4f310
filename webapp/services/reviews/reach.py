"""Who may read a review: one declaration, asked as a list filter and as a yes/no.

Its people read it — of any seat in any round, whoever stands in for them now, who wrote the
document and who filed it — and besides them those whose right to see such documents reaches the
customer, and supervision in the cases that it watches (L2). Nobody of a customer ever does.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Customer, Review, ReviewAuthor, ReviewSeat, SupervisionWatch, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customer, reaches_customers
from webapp.services.reviews.kinds import all_kinds, get_kind
from webapp.services.reviews.seating import sits_there


def reads_reviews(actor: Actor, day: date) -> ColumnElement[bool]:
    """Filter on ``Review`` for those that the actor may read on that day."""
    if not actor.is_company:
        return false()
    return or_(_takes_part(actor, day), *_of_seen_kinds(actor), _watches(actor))


def check_readable(session: Session, actor: Actor, number: str, day: date) -> None:
    """Raises NotFound for a review that the actor may not read, as if there were none."""
    found = select(Review.id).where(
        Review.number == number[:LONGEST_NUMBER], reads_reviews(actor, day)
    )
    if session.scalar(found) is None:
        raise NotFound()


def appeals_for(session: Session, actor: Actor, review: Review) -> bool:
    """Whether the actor keeps cases of this kind for the review's customer: he may appeal (B7)."""
    right = get_kind(review.document_kind).appeals
    if right is None or not actor.is_company:
        return False
    return reaches_customer(actor, right, session.get_one(Customer, review.customer_id))


def _takes_part(actor: Actor, day: date) -> ColumnElement[bool]:
    person = aliased(User)
    sits = select(ReviewSeat.id).where(
        ReviewSeat.review_id == Review.id, sits_there(actor, day, person)
    )
    wrote = select(ReviewAuthor.id).where(
        ReviewAuthor.review_id == Review.id, ReviewAuthor.user_id == actor.user_id
    )
    return or_(
        sits.correlate(Review).exists(),
        wrote.correlate(Review).exists(),
        Review.created_by_id == actor.user_id,
    )


def _of_seen_kinds(actor: Actor) -> list[ColumnElement[bool]]:
    return [
        and_(Review.document_kind == kind.key, _reached(actor, kind.view))
        for kind in all_kinds()
        if actor.may(kind.view)
    ]


def _watches(actor: Actor) -> ColumnElement[bool]:
    watched = select(SupervisionWatch.id).where(
        SupervisionWatch.document_kind == Review.document_kind,
        SupervisionWatch.document_id == Review.document_id,
    )
    reached = _reached(actor, Permission.SUPERVISION_WATCH)
    return and_(watched.correlate(Review).exists(), reached)


def _reached(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    of_customer = select(Customer.id).where(
        Customer.id == Review.customer_id, reaches_customers(actor, permission)
    )
    return of_customer.correlate(Review).exists()
