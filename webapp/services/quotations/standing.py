"""How a quotation follows its reviews, and who is told (B6, L5)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Quotation, QuotationRevision, Review, User
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import wrong_state
from webapp.services.notices.telling import tell_customer
from webapp.services.quotations import kinds
from webapp.services.quotations.beginning import begin_revision
from webapp.services.quotations.locking import lock_by_id, move
from webapp.services.reviews import rules
from webapp.services.reviews.approval import find_approval


def react(tx: Tx, review: Review) -> None:
    """Lets the quotation follow a review that closed or was taken to the chairman (B7).

    One that has left the review, for a newer revision or for good, follows nothing; an appeal
    about it raises Conflict.
    """
    quotation = lock_by_id(tx, review.document_id)
    if review.status == rules.APPEAL:
        if quotation.status != kinds.NOT_ACCEPTABLE:
            raise wrong_state(quotation)
        move(tx, quotation, kinds.REVIEW)
        tx.record(quotation, "QuotationAppealed", internal=_from(review))
    elif quotation.status == kinds.REVIEW and review.outcome == rules.SENT_BACK:
        begin_revision(tx, quotation, "")
        tx.record(quotation, "QuotationSentBack", internal=_from(review))
    elif quotation.status == kinds.REVIEW:
        follow_reviews(tx, quotation)


def follow_reviews(tx: Tx, quotation: Quotation) -> None:
    """A locked quotation in review becomes approved, or not acceptable, once its reviews say so;
    an approved one is reported to the branch's general manager (L5)."""
    if find_approval(tx.session, kinds.KIND, quotation.id, quotation.revision) is not None:
        move(tx, quotation, kinds.APPROVED)
        internal = {"status": quotation.status, "revision": quotation.revision}
        tx.record(quotation, "QuotationApproved", internal=internal)
        _report(tx, quotation)
    elif _is_refused(tx.session, quotation):
        move(tx, quotation, kinds.NOT_ACCEPTABLE)
        internal = {"status": quotation.status, "revision": quotation.revision}
        tx.record(quotation, "QuotationNotAcceptable", internal=internal)
        _tell(tx, quotation, quotation.salesperson_id, "QuotationNotAcceptable")


def is_filed(session: Session, quotation_id: int, version: int) -> bool:
    """Whether this revision was ever put up for review."""
    filed = select(QuotationRevision.id).where(
        QuotationRevision.quotation_id == quotation_id,
        QuotationRevision.number == version,
        QuotationRevision.filed_at.is_not(None),
    )
    return session.scalar(filed) is not None


def tell_of_offer_taken_back(tx: Tx, quotation: Quotation) -> None:
    """Tells the customer that what he was offered can no longer be accepted."""
    tell_customer(
        tx,
        quotation.customer_id,
        "OfferTakenBack",
        {},
        kind=kinds.KIND,
        number=quotation.number,
    )


def _report(tx: Tx, quotation: Quotation) -> None:
    managers = select(User.id).where(
        User.post == "general_manager",
        User.branch_id == quotation.branch_id,
        User.disabled_at.is_(None),
    )
    for user_id in tx.session.scalars(managers.order_by(User.id)):
        _tell(tx, quotation, user_id, "QuotationReported")
    _tell(tx, quotation, quotation.salesperson_id, "QuotationApproved")


def _tell(tx: Tx, quotation: Quotation, user_id: int | None, name: str) -> None:
    tx.notify(user_id, name, {}, kind=kinds.KIND, number=quotation.number)


def _is_refused(session: Session, quotation: Quotation) -> bool:
    refused = select(Review.id).where(
        Review.document_kind == kinds.KIND,
        Review.document_id == quotation.id,
        Review.outcome == rules.NOT_ACCEPTABLE,
    )
    return session.scalars(refused.limit(1)).first() is not None


def _from(review: Review) -> dict[str, str]:
    return {"review": review.number}
