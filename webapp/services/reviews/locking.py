"""Finding a review to act on it: its document is locked first, then the review itself."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Review, ReviewRound
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.transaction import Tx
from webapp.services.documents.holds import check_not_held
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.opening import current_round

MOVED_ON = N_("%(number)s has moved on meanwhile. Nothing was changed.")


def lock_review(
    tx: Tx, number: str, round_number: int, *statuses: str
) -> tuple[Review, ReviewRound]:
    """The review with its current round, both as they are under the lock.

    ``round_number`` is the round that the person saw. Raises NotFound, Conflict when another
    round has begun or the review stands in none of ``statuses``.
    """
    review = lock_any(tx, number)
    if review.round_number != round_number or review.status not in statuses:
        raise Conflict(MOVED_ON, number=review.number)
    return review, current_round(tx, review)


def lock_any(tx: Tx, number: str) -> Review:
    """The review wherever it stands. Raises NotFound."""
    found = tx.session.execute(
        select(Review.id, Review.document_kind, Review.document_id).where(
            Review.number == number[:LONGEST_NUMBER]
        )
    ).first()
    if found is None:
        raise NotFound()
    get_kind(found.document_kind).lock(tx, found.document_id)
    return tx.session.scalars(
        select(Review)
        .where(Review.id == found.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def check_case_not_held(tx: Tx, review: Review) -> None:
    """Raises Conflict while the case of the locked review is on hold (L2)."""
    kind = get_kind(review.document_kind)
    check_not_held(tx, *kind.held_as(tx.session, review.document_id))
