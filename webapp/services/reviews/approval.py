"""Whether a version of a document is approved: computed from its reviews, and asked by everything
that acts on an approved document — number, print, e-mail, contract, order, production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from webapp.models import Review, ReviewRound
from webapp.services.core.errors import N_, Conflict
from webapp.services.reviews import rules
from webapp.services.reviews.kinds import get_kind

NOT_APPROVED = N_("%(number)s is not approved in this version.")


@dataclass(frozen=True, slots=True)
class Approval:
    """The version that is approved, and the reviews that approved it; none when the company asks
    no panel about such a document."""

    document_kind: str
    document_id: int
    version: int
    reviews: tuple[str, ...]
    since: datetime | None


def find_approval(session: Session, kind: str, document_id: int, version: int) -> Approval | None:
    """The approval of exactly this version: every review of the document closed as accepted, in
    a round over this version. None while any is missing."""
    rows = session.execute(
        select(Review.number, Review.outcome, Review.closed_at, ReviewRound.document_version)
        .join(
            ReviewRound,
            and_(ReviewRound.review_id == Review.id, ReviewRound.number == Review.round_number),
        )
        .where(Review.document_kind == kind, Review.document_id == document_id)
        .order_by(Review.id)
    ).all()
    for _, outcome, _, judged in rows:
        if outcome != rules.ACCEPTED or judged != version:
            return None
    if not rows and not get_kind(kind).is_filed(session, document_id, version):
        return None
    closed = [row.closed_at for row in rows if row.closed_at is not None]
    numbers = tuple(row.number for row in rows)
    return Approval(kind, document_id, version, numbers, max(closed, default=None))


def require_approval(
    session: Session, kind: str, document_id: int, version: int, number: str
) -> Approval:
    """The approval of exactly this version; raises Conflict when there is none."""
    approval = find_approval(session, kind, document_id, version)
    if approval is None:
        raise Conflict(NOT_APPROVED, number=number)
    return approval
