"""What sales does with a quotation: offering exactly what was approved, noting what the customer
says, and giving it up (B4, B8)."""

from __future__ import annotations

from webapp.services.core.errors import N_, Conflict
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.notices.telling import tell_customer
from webapp.services.quotations import kinds
from webapp.services.quotations.locking import lock_at_desk, move, revision_of
from webapp.services.quotations.standing import tell_of_offer_taken_back
from webapp.services.rates.recosting import check_costing
from webapp.services.rates.recosting import said as moves_said
from webapp.services.reviews.approval import require_approval
from webapp.services.reviews.ruling import withdraw_reviews

EXPIRED = N_("%(number)s was valid until %(day)s: requote it before it is offered.")
NEWER = N_("There is a newer revision of %(number)s than the one on your page.")
ABANDONABLE = tuple(status for status in kinds.STATUSES if status not in kinds.CLOSED)


@command
def offer_quotation(tx: Tx, number: str, version: int, revision: int, reason: str = "") -> Done:
    """Offers the customer exactly the approved revision.

    Raises Conflict when it is not approved, another revision stands there, or its validity is
    over; RuleBroken without a reason when what it was costed on has moved (B16).
    """
    quotation = lock_at_desk(tx, number, version, Permission.QUOTATION_MANAGE)
    if revision != quotation.revision:
        raise Conflict(NEWER, number=quotation.number)
    if quotation.status != kinds.APPROVED:
        raise wrong_state(quotation)
    require_approval(tx.session, kinds.KIND, quotation.id, revision, quotation.number)
    offered = revision_of(tx, quotation)
    if offered.valid_until < tx.today:
        raise Conflict(EXPIRED, number=quotation.number, day=offered.valid_until.isoformat())
    moves = check_costing(tx, offered, reason)
    offered.offered_at = quotation.offered_at = tx.now
    quotation.offered_revision, quotation.answered_at = revision, None
    quotation.answer = ""
    move(tx, quotation, kinds.OFFERED)
    data = {"revision": revision, "amount": str(offered.total_amount)}
    internal = {"moves": moves_said(moves), "reason": reason.strip()} if moves else {}
    tx.record(quotation, "QuotationOffered", data, internal=internal)
    tell_customer(
        tx, quotation.customer_id, "QuotationOffered", {}, kind=kinds.KIND, number=quotation.number
    )
    return done_with(quotation, revision=revision)


@command
def record_negotiation(tx: Tx, number: str, note: str) -> Done:
    """Keeps what the customer said, with the revision that was talked about; for the company.

    Raises RuleBroken without a note, Conflict for a quotation that is closed.
    """
    note = needs_reason(note, "note")
    quotation = lock_at_desk(tx, number, None, Permission.QUOTATION_MANAGE, among=ABANDONABLE)
    internal = {"revision": quotation.revision}
    tx.record(quotation, "NegotiationNoted", internal=internal, reason=note)
    return done_with(quotation)


@command
def abandon_quotation(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Gives it up, because it earns nothing now or in the long run (B8); what is open about it is
    closed. Raises RuleBroken without a reason, Conflict for one that is closed."""
    reason = needs_reason(reason)
    quotation = lock_at_desk(tx, number, version, Permission.QUOTATION_MANAGE, among=ABANDONABLE)
    if quotation.status == kinds.OFFERED:
        tell_of_offer_taken_back(tx, quotation)
    quotation.abandoned_reason = reason
    move(tx, quotation, kinds.ABANDONED)
    internal = {"status": quotation.status, "revision": quotation.revision}
    tx.record(quotation, "QuotationAbandoned", internal=internal, reason=reason)
    withdraw_reviews(tx, kinds.KIND, quotation.id, reason)
    return done_with(quotation)
