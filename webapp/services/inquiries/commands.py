"""Acts on inquiries: the customer writes and sends one, or sales for him; sales completes it and
puts it before the panels (B1, B2, B19), revises it, or records it as lost (E7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from webapp.models import Customer, Inquiry
from webapp.services.core.errors import N_, Conflict, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_file
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.files.storing import Paper
from webapp.services.inquiries import kinds, moving
from webapp.services.inquiries.content import Checks, InquiryContent, InquiryInside
from webapp.services.inquiries.filing import file_version, was_filed
from webapp.services.inquiries.filling import put_content, put_inside, put_papers
from webapp.services.inquiries.locking import lock_inquiry
from webapp.services.inquiries.making import add_inquiry, told_before, told_change

MANAGE = Permission.INQUIRY_MANAGE


@command
def save_draft(
    tx: Tx,
    content: InquiryContent,
    papers: Sequence[Paper] = (),
    number: str = "",
    version: int | None = None,
    dropped: Collection[str] = (),
) -> Done:
    """Keeps what a customer has written so far; nobody else sees it until he sends it.

    Raises RuleBroken at the fields that do not fit, Conflict when it was sent meanwhile.
    """
    inquiry = _customers(tx, number, version)
    write(tx, inquiry, content, papers, dropped, is_draft=True)
    inquiry.version += 1
    tx.record(inquiry, "InquiryDrafted", {"status": inquiry.status})
    return done_with(inquiry)


@command
def submit_inquiry(
    tx: Tx,
    content: InquiryContent,
    papers: Sequence[Paper] = (),
    number: str = "",
    version: int | None = None,
    dropped: Collection[str] = (),
) -> Done:
    """A customer sends his inquiry, from a draft or at once; sales takes it in (B1).

    Raises what keeping a draft raises, and RuleBroken without any product.
    """
    inquiry = _customers(tx, number, version)
    write(tx, inquiry, content, papers, dropped)
    inquiry.submitted_at = tx.now
    moving.move(tx, inquiry, kinds.INTAKE)
    tx.record(inquiry, "InquirySubmitted", _summary(inquiry))
    params = {"customer": tx.session.get_one(Customer, inquiry.customer_id).name}
    tx.notify(
        inquiry.salesperson_id,
        "InquiryArrived",
        params,
        kind=kinds.KIND,
        number=inquiry.number,
    )
    return done_with(inquiry)


@command
def take_in_inquiry(
    tx: Tx,
    customer_code: str,
    content: InquiryContent,
    inside: InquiryInside,
    papers: Sequence[Paper] = (),
) -> Done:
    """Sales takes in what a customer asked for by telephone or on paper (B19, L1).

    Raises NotFound for a customer out of reach, Forbidden, RuleBroken at the fields.
    """
    customer = lock_file(tx, customer_code, None, MANAGE)
    if customer.disabled_at is not None:
        raise NotFound()
    inquiry = add_inquiry(tx, customer, kinds.INTAKE)
    inquiry.submitted_at = tx.now
    write(tx, inquiry, content, papers, (), inside=inside)
    inquiry.version += 1
    tx.record(inquiry, "InquiryTakenIn", _summary(inquiry))
    moving.watch(tx, inquiry)
    return done_with(inquiry)


@command
def save_inquiry(
    tx: Tx,
    number: str,
    version: int,
    content: InquiryContent,
    inside: InquiryInside,
    papers: Sequence[Paper] = (),
    dropped: Collection[str] = (),
) -> Done:
    """Sales completes an inquiry in intake: kind, sample, market prospect, estimate (B2, L2).

    Raises Conflict once it is in review, RuleBroken at the fields.
    """
    inquiry = open_for_company(tx, number, version, kinds.INTAKE)
    before = told_before(tx, inquiry)
    write(tx, inquiry, content, papers, dropped, inside=inside)
    inquiry.version += 1
    public, internal = told_change(tx, inquiry, before)
    tx.record(inquiry, "InquirySaved", public, internal=internal)
    moving.watch(tx, inquiry)
    return done_with(inquiry)


@command
def file_inquiry(tx: Tx, number: str, version: int, note: str = "") -> Done:
    """Puts the inquiry before the panels that its kind asks for (B3, E1), frozen as it stands.

    After it was sent back only the seats whose inputs changed are asked again. Raises RuleBroken
    at what is still missing, Conflict when it is not in intake.
    """
    inquiry = open_for_company(tx, number, version, kinds.INTAKE)
    file_version(tx, inquiry, "InquiryFiled", note)
    return done_with(inquiry)


@command
def revise_inquiry(
    tx: Tx,
    number: str,
    version: int,
    content: InquiryContent,
    inside: InquiryInside,
    note: str,
    papers: Sequence[Paper] = (),
) -> Done:
    """A new version goes before the same panels at once, while it is in review, reviewed or not
    acceptable; earlier versions and opinions stay readable.

    Raises RuleBroken without a word on what changed or when nothing did, Conflict elsewhere.
    """
    note = needs_reason(note, "note")
    inquiry = open_for_company(tx, number, version, *kinds.REVISABLE)
    before = told_before(tx, inquiry)
    write(tx, inquiry, content, papers, (), inside=inside)
    public, internal = told_change(tx, inquiry, before)
    file_version(tx, inquiry, "InquiryRevised", note, public, internal)
    return done_with(inquiry)


@command
def lose_inquiry(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Sales gives the case up and records why (E7); what is open about it is closed.

    Raises RuleBroken without a reason, Conflict once it is quoted: then the quotation is given up.
    """
    reason = needs_reason(reason)
    inquiry = open_for_company(tx, number, version, kinds.INTAKE, *kinds.REVISABLE)
    moving.lose(tx, inquiry, reason)
    return done_with(inquiry)


@command
def withdraw_inquiry(tx: Tx, number: str, version: int) -> Done:
    """A customer takes his inquiry back to change it, before anybody judges it.

    Raises Conflict from then on.
    """
    tx.actor.require_customer()
    inquiry = lock_inquiry(tx, number, version, MANAGE)
    if inquiry.status != kinds.INTAKE or was_filed(tx.session, inquiry.id):
        raise wrong_state(inquiry)
    moving.move(tx, inquiry, kinds.DRAFT)
    tx.record(inquiry, "InquiryWithdrawn", {"status": kinds.DRAFT})
    return done_with(inquiry)


@command
def give_up_inquiry(tx: Tx, number: str, version: int) -> Done:
    """A customer gives up what he has not sent, or has taken back. Raises Conflict otherwise."""
    tx.actor.require_customer()
    inquiry = lock_inquiry(tx, number, version, MANAGE)
    if inquiry.status != kinds.DRAFT:
        raise wrong_state(inquiry)
    moving.move(tx, inquiry, kinds.LOST)
    tx.record(inquiry, "InquiryGivenUp", {"status": kinds.LOST})
    return done_with(inquiry)


def _customers(tx: Tx, number: str, version: int | None) -> Inquiry:
    """The customer's own draft, or a new one. Raises Conflict for one that was sent."""
    customer_id = tx.actor.require_customer()
    if not number:
        return add_inquiry(tx, tx.session.get_one(Customer, customer_id), kinds.DRAFT)
    inquiry = lock_inquiry(tx, number, version, MANAGE)
    if inquiry.status != kinds.DRAFT:
        raise wrong_state(inquiry)
    return inquiry


def open_for_company(tx: Tx, number: str, version: int, *statuses: str) -> Inquiry:
    """One that sales acts on. Raises Forbidden, NotFound, Conflict in any other status."""
    tx.actor.require(MANAGE)
    inquiry = lock_inquiry(tx, number, version, MANAGE)
    if inquiry.status not in statuses:
        raise wrong_state(inquiry)
    return inquiry


def write(
    tx: Tx,
    inquiry: Inquiry,
    content: InquiryContent,
    papers: Sequence[Paper],
    dropped: Collection[str],
    *,
    inside: InquiryInside | None = None,
    is_draft: bool = False,
) -> None:
    """Raises RuleBroken with everything that is wrong; then nothing was written."""
    checks = Checks()
    put_content(tx, inquiry, content, checks, is_draft=is_draft)
    if inside is not None:
        put_inside(inquiry, inside, checks)
    checks.problems.refuse()
    tx.session.flush()
    if dropped and was_filed(tx.session, inquiry.id):
        raise Conflict(N_("Papers that were judged stay with the inquiry."))
    put_papers(tx, inquiry, papers, dropped)


def _summary(inquiry: Inquiry) -> dict[str, object]:
    products = [[one.name, str(one.quantity.normalize()), one.unit] for one in inquiry.lines]
    return {"status": inquiry.status, "products": products}
