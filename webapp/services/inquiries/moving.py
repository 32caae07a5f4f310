"""How an inquiry moves on: after its reviews, into a quotation, or into the record of lost
cases."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Event, Inquiry, Review
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import wrong_state
from webapp.services.inquiries import kinds
from webapp.services.reviews import rules
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.ruling import withdraw_reviews
from webapp.services.supervision.watching import watch_if_large


def move(tx: Tx, inquiry: Inquiry, status: str) -> None:
    """Lets the locked inquiry stand elsewhere; its event is the caller's."""
    if inquiry.status != status:
        inquiry.status, inquiry.status_since = status, tx.now
    inquiry.version += 1


def watch(tx: Tx, inquiry: Inquiry) -> None:
    """Under supervision as soon as its estimate reaches the company's amount (L2)."""
    watch_if_large(
        tx, kinds.KIND, inquiry.id, inquiry.number, inquiry.customer_id, inquiry.estimated_amount
    )


def follow_review(tx: Tx, review: Review) -> None:
    """Lets the locked inquiry follow its review, closed or taken to the chairman.

    Raises Conflict for an appeal about one that has gone on since.
    """
    inquiry = tx.session.get_one(Inquiry, review.document_id)
    if review.status == rules.APPEAL:
        if inquiry.status != kinds.NOT_ACCEPTABLE:
            raise wrong_state(inquiry)
        _follow(tx, inquiry, kinds.REVIEW, review)
    elif inquiry.status not in (kinds.REVIEW, kinds.NOT_ACCEPTABLE):
        return
    elif review.outcome == rules.SENT_BACK:
        inquiry.sent_back_reason = _reason(tx, review)
        _follow(tx, inquiry, kinds.INTAKE, review)
    elif review.outcome == rules.NOT_ACCEPTABLE:
        _follow(tx, inquiry, kinds.NOT_ACCEPTABLE, review)
    elif find_approval(tx.session, kinds.KIND, inquiry.id, inquiry.revision):
        _follow(tx, inquiry, kinds.REVIEWED, review)


def mark_quoted(tx: Tx, inquiry: Inquiry, quotation: str) -> None:
    """The locked inquiry has become a quotation; part of the act that drafts it. Raises Conflict
    for one that is not reviewed, or already quoted."""
    if inquiry.status != kinds.REVIEWED:
        raise wrong_state(inquiry)
    move(tx, inquiry, kinds.QUOTED)
    tx.record(inquiry, "InquiryQuoted", internal={"status": kinds.QUOTED, "quotation": quotation})


def lose(tx: Tx, inquiry: Inquiry, reason: str) -> None:
    """Records the locked inquiry as lost and closes what is open about it (E7)."""
    inquiry.lost_reason = reason
    move(tx, inquiry, kinds.LOST)
    tx.record(inquiry, "InquiryLost", internal={"status": kinds.LOST}, reason=reason)
    withdraw_reviews(tx, kinds.KIND, inquiry.id, reason)


def _follow(tx: Tx, inquiry: Inquiry, status: str, review: Review) -> None:
    move(tx, inquiry, status)
    data = {"status": status, "review": review.number}
    tx.record(inquiry, "InquiryReviewed", internal=data)


def _reason(tx: Tx, review: Review) -> str:
    """Why the convenor gave it back, as his act left it in the trail."""
    last = (
        select(Event.reason)
        .where(Event.subject_kind == Review.__tablename__, Event.subject_id == review.id)
        .order_by(Event.position.desc())
        .limit(1)
    )
    return tx.session.scalars(last).one()


def accept_unjudged(tx: Tx, inquiry: Inquiry) -> None:
    """Where the company asks no panel, what is filed counts as reviewed."""
    if inquiry.status != kinds.REVIEW:
        return
    move(tx, inquiry, kinds.REVIEWED)
    tx.record(inquiry, "InquiryReviewed", internal={"status": kinds.REVIEWED})
