"""The times that departments committed in the accepted reviews of a document (L4)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Opinion, Review, ReviewRound, ReviewSeat
from webapp.services.reviews import rules
from webapp.services.reviews.commitments import Commitment, plan_of
from webapp.services.reviews.saved_panels import get_panel


def committed_plan(session: Session, kind: str, document_id: int) -> tuple[Commitment, ...]:
    """Each department's days in the last round of every accepted review, panel after panel in
    the order that the reviews were made."""
    rows = session.execute(
        select(Review.id, Review.panel_version_id, ReviewSeat.key, Opinion.committed_days)
        .join(
            ReviewRound,
            (ReviewRound.review_id == Review.id) & (ReviewRound.number == Review.round_number),
        )
        .join(ReviewSeat, ReviewSeat.round_id == ReviewRound.id)
        .join(Opinion, Opinion.id == ReviewSeat.opinion_id)
        .where(
            Review.document_kind == kind,
            Review.document_id == document_id,
            Review.outcome == rules.ACCEPTED,
            Opinion.committed_days.is_not(None),
        )
        .order_by(Review.id, ReviewSeat.position)
    )
    committed: dict[tuple[int, int], dict[str, int]] = {}
    for review_id, panel_id, seat, days in rows:
        committed.setdefault((review_id, panel_id), {})[seat] = days or 0
    return tuple(
        one
        for (_, panel_id), days in committed.items()
        for one in plan_of(get_panel(session, panel_id).panel, days)
    )


def longest(plan: tuple[Commitment, ...]) -> int:
    """Days until the last department is done; 0 when none committed a time."""
    return max((one.due_after for one in plan), default=0)
