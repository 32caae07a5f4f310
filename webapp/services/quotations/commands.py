"""Drafting a quotation, filing it for review, and beginning it anew (B4, B5, B8)."""

from __future__ import annotations

from decimal import Decimal

from webapp.models import Inquiry, Quotation, QuotationRevision
from webapp.services.core.numbering import QUOTATION, next_number
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.inquiries.kinds import KIND as INQUIRY
from webapp.services.inquiries.locking import lock_inquiry
from webapp.services.inquiries.moving import mark_quoted
from webapp.services.quotations import kinds
from webapp.services.quotations.beginning import add_revision, begin_revision, first_content
from webapp.services.quotations.contents import RevisionInput, check_ready
from webapp.services.quotations.judged import filed
from webapp.services.quotations.locking import lock_at_desk, move, revision_of
from webapp.services.quotations.standing import follow_reviews, tell_of_offer_taken_back
from webapp.services.quotations.writing import content_of, put_content
from webapp.services.rates.recosting import lift_flag
from webapp.services.reviews.approval import require_approval
from webapp.services.reviews.opening import file_for_review
from webapp.services.reviews.ruling import withdraw_reviews
from webapp.services.supervision.watching import watch_if_large

#: Who quotes, and who owns the case: either may file it and begin it anew (B19).
WRITERS = (Permission.QUOTATION_DRAFT, Permission.QUOTATION_MANAGE)


@command
def draft_quotation(tx: Tx, inquiry_number: str) -> Done:
    """The first revision of a quotation, from an inquiry whose preliminary review is passed.

    Lines and materials are the inquiry's, the lead time is what departments committed (L4); it is
    kept on record from now on (L5). Raises NotFound, Conflict for an inquiry that is not
    approved in this version or is quoted already.
    """
    tx.actor.require(Permission.QUOTATION_DRAFT)
    inquiry = lock_inquiry(tx, inquiry_number, None, Permission.QUOTATION_DRAFT)
    require_approval(tx.session, INQUIRY, inquiry.id, inquiry.revision, inquiry.number)
    number = next_number(tx, QUOTATION)
    mark_quoted(tx, inquiry, number)
    quotation = _begin(tx, inquiry, number)
    content = first_content(tx, inquiry)
    put_content(tx, quotation, add_revision(tx, quotation), content)
    _watch(tx, quotation)
    tx.record(quotation, "QuotationDrafted", internal={"inquiry": inquiry.number, "revision": 1})
    return done_with(quotation)


@command
def save_revision(tx: Tx, number: str, version: int, given: RevisionInput) -> Done:
    """Saves the revision that is worked on, costed on the market rates of the day (B16).

    Raises RuleBroken at its fields, Conflict for one that is filed or changed meanwhile.
    """
    quotation, revision = _open_revision(tx, number, version, Permission.QUOTATION_DRAFT)
    before = content_of(tx.session, revision)
    put_content(tx, quotation, revision, given)
    lift_flag(quotation)
    _watch(tx, quotation)
    quotation.version += 1
    if given != before:
        tx.record(quotation, "QuotationSaved", internal=_figures(revision))
    return done_with(quotation)


@command
def file_quotation(tx: Tx, number: str, version: int) -> Done:
    """Puts the revision before its panels (B5): from now on nothing in it changes.

    Without any panel it is approved at once. Raises RuleBroken for lines without price or cost,
    for a validity that is over, and when nothing changed since the last round.
    """
    quotation, revision = _open_revision(tx, number, version, *WRITERS)
    content = content_of(tx.session, revision)
    check_ready(content, tx.today)
    revision.filed_at, revision.filed_by_id = tx.now, tx.actor.user_id
    move(tx, quotation, kinds.REVIEW)
    tx.record(quotation, "QuotationFiled", internal=_figures(revision))
    if not file_for_review(tx, filed(tx, quotation, content)):
        follow_reviews(tx, quotation)
    return done_with(quotation)


@command
def revise_quotation(tx: Tx, number: str, version: int, note: str) -> Done:
    """A new revision, copied from the last, which stays readable: a re-quote of a not acceptable
    one (B8), after the customer asked for changes, or while it is in review.

    Raises RuleBroken without a note of why, Conflict for a quotation that is closed.
    """
    note = needs_reason(note, "note")
    quotation = lock_at_desk(tx, number, version, *WRITERS, among=kinds.REVISABLE)
    if quotation.status == kinds.REVIEW:
        withdraw_reviews(tx, kinds.KIND, quotation.id, note)
    if quotation.status == kinds.OFFERED:
        tell_of_offer_taken_back(tx, quotation)
    begin_revision(tx, quotation, note)
    internal = {"revision": quotation.revision, "status": quotation.status}
    tx.record(quotation, "QuotationRevised", internal=internal, reason=note)
    return done_with(quotation)


def _begin(tx: Tx, inquiry: Inquiry, number: str) -> Quotation:
    quotation = Quotation(
        number=number,
        status=kinds.DRAFTING,
        level=0,
        status_since=tx.now,
        version=1,
        created_at=tx.now,
        inquiry_id=inquiry.id,
        customer_id=inquiry.customer_id,
        branch_id=inquiry.branch_id,
        salesperson_id=inquiry.salesperson_id,
        created_by_id=tx.actor.user_id,
        product_kind=inquiry.product_kind,
        revision=1,
        total_amount=Decimal("0.00"),
        recost_reasons=[],
        trail_length=0,
        trail_head="",
    )
    tx.session.add(quotation)
    tx.session.flush()
    return quotation


def _open_revision(
    tx: Tx, number: str, version: int, *permissions: Permission
) -> tuple[Quotation, QuotationRevision]:
    quotation = lock_at_desk(tx, number, version, *permissions, among=(kinds.DRAFTING,))
    revision = revision_of(tx, quotation)
    if revision.filed_at is not None:
        raise wrong_state(quotation)
    return quotation, revision


def _watch(tx: Tx, quotation: Quotation) -> None:
    """Under supervision as soon as its amount reaches the company's, or its case is (L2)."""
    watch_if_large(
        tx,
        kinds.KIND,
        quotation.id,
        quotation.number,
        quotation.customer_id,
        quotation.total_amount,
    )


def _figures(revision: QuotationRevision) -> dict[str, object]:
    """What the trail keeps of a revision, for the company only."""
    return {
        "revision": revision.number,
        "amount": str(revision.total_amount),
        "cost": str(revision.cost_amount),
        "selling_expense": str(revision.selling_expense),
        "lines": len(revision.lines),
    }
