"""Putting a version of a contract before its panels: order review form and the clause on
intellectual property (C1, I3)."""

from __future__ import annotations

from webapp.services.contracts import kinds
from webapp.services.contracts.judged import filed
from webapp.services.contracts.locking import lock_contract, move, revision_of
from webapp.services.contracts.moving import follow_reviews
from webapp.services.contracts.terms import check_ready, terms_of
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with
from webapp.services.reviews.opening import file_for_review


@command
def submit_contract(tx: Tx, number: str, version: int) -> Done:
    """Freezes the version that is worked on and opens its reviews, or a further round in which
    only those are asked whose parts changed. Where the company asks no panel it may be signed.

    Raises NotFound, Conflict, RuleBroken at each field that is missing.
    """
    contract = lock_contract(tx, number, version, Permission.CONTRACT_MANAGE, among=(kinds.DRAFT,))
    revision = revision_of(tx, contract)
    check_ready(terms_of(revision), tx.today)
    revision.submitted_at = tx.now
    contract.sent_back_reason = ""
    move(tx, contract, kinds.REVIEW)
    tx.record(contract, "ContractSubmitted", internal={"revision": revision.number})
    file_for_review(tx, filed(tx, contract, revision))
    follow_reviews(tx, contract)
    return done_with(contract)
