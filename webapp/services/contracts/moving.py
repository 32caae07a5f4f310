"""How a contract follows its reviews, and who is told."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import Contract, Event, Review
from webapp.services.contracts import kinds
from webapp.services.contracts.drawing import begin_version
from webapp.services.contracts.locking import lock_by_id, move
from webapp.services.core.transaction import Tx
from webapp.services.documents.acting import wrong_state
from webapp.services.notices.telling import tell_customer
from webapp.services.reviews import rules
from webapp.services.reviews.approval import find_approval


def follow_review(tx: Tx, review: Review) -> None:
    """Lets the contract follow a review that closed or was taken to appeal: approved once every
    review of this very version says so (C1, I3), not acceptable as soon as one does.

    One that left the review follows nothing; an appeal about it raises Conflict.
    """
    contract = lock_by_id(tx, review.document_id)
    if review.status == rules.APPEAL:
        if contract.status != kinds.NOT_ACCEPTABLE:
            raise wrong_state(contract)
        move(tx, contract, kinds.REVIEW)
        tx.record(contract, "ContractAppealed", internal={"review": review.number})
    elif contract.status not in (kinds.REVIEW, kinds.NOT_ACCEPTABLE):
        return
    elif review.outcome == rules.SENT_BACK:
        contract.sent_back_reason = _reason(tx, review)
        begin_version(tx, contract)
        tx.record(contract, "ContractSentBack", internal={"review": review.number})
    else:
        follow_reviews(tx, contract)


def follow_reviews(tx: Tx, contract: Contract) -> None:
    """The locked contract in review may be signed once its reviews approve this version, and is
    not acceptable once one of them says so."""
    if contract.status != kinds.REVIEW:
        return
    data = {"revision": contract.revision}
    if find_approval(tx.session, kinds.KIND, contract.id, contract.revision) is not None:
        move(tx, contract, kinds.APPROVED)
        tx.record(contract, "ContractApproved", internal=data)
        tell_keeper(tx, contract, "ContractApproved")
        tell_his_customer(tx, contract, "ContractToSign")
    elif _is_refused(tx, contract):
        move(tx, contract, kinds.NOT_ACCEPTABLE)
        tx.record(contract, "ContractNotAcceptable", internal=data)
        tell_keeper(tx, contract, "ContractNotAcceptable")


def tell_keeper(tx: Tx, contract: Contract, name: str) -> None:
    """A notice to who keeps the case, and to who drew it up."""
    for user_id in dict.fromkeys((contract.salesperson_id, contract.created_by_id)):
        tx.notify(user_id, name, {}, kind=kinds.KIND, number=contract.number)


def tell_his_customer(tx: Tx, contract: Contract, name: str) -> None:
    tell_customer(tx, contract.customer_id, name, {}, kind=kinds.KIND, number=contract.number)


def _is_refused(tx: Tx, contract: Contract) -> bool:
    refused = select(Review.id).where(
        Review.document_kind == kinds.KIND,
        Review.document_id == contract.id,
        Review.outcome == rules.NOT_ACCEPTABLE,
    )
    return tx.session.scalars(refused.limit(1)).first() is not None


def _reason(tx: Tx, review: Review) -> str:
    """Why the convenor gave it back, as his act left it in the trail."""
    last = (
        select(Event.reason)
        .where(Event.subject_kind == Review.__tablename__, Event.subject_id == review.id)
        .order_by(Event.position.desc())
        .limit(1)
    )
    return tx.session.scalars(last).one()
