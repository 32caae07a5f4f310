"""Freezing a version of an inquiry and putting it before its panels."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Event, Inquiry, InquiryRevision, User
from webapp.services.core.transaction import Tx
from webapp.services.inquiries import kinds, moving
from webapp.services.inquiries.content import Checks
from webapp.services.inquiries.filling import inside_of
from webapp.services.inquiries.freezing import frozen, inputs_of
from webapp.services.reviews.approval import find_approval
from webapp.services.reviews.opening import Filed, file_for_review

#: Acts of the company by which somebody becomes an author of the content.
WRITING = ("InquiryTakenIn", "InquirySaved", "InquiryFiled", "InquiryRevised")


def file_version(
    tx: Tx,
    inquiry: Inquiry,
    event: str,
    note: str,
    public: dict[str, Any] | None = None,
    internal: dict[str, Any] | None = None,
) -> None:
    """Freezes the locked inquiry and opens its reviews, or a further round in each of them.

    Without any panel it is reviewed at once. Raises RuleBroken at what is missing, and when
    nothing that is judged has changed.
    """
    checks = Checks()
    checks.complete(inside_of(inquiry))
    checks.problems.refuse()
    revision = _freeze(tx, inquiry)
    inquiry.sent_back_reason = ""
    moving.move(tx, inquiry, kinds.REVIEW)
    data = {"status": kinds.REVIEW, "revision": revision.number}
    tx.record(inquiry, event, public, internal={**(internal or {}), **data}, reason=note)
    moving.watch(tx, inquiry)
    file_for_review(tx, _filed(tx, inquiry, revision, note))
    if find_approval(tx.session, kinds.KIND, inquiry.id, revision.number):
        moving.accept_unjudged(tx, inquiry)


def was_filed(session: Session, inquiry_id: int) -> bool:
    """Whether any version of it ever went before a panel."""
    found = select(InquiryRevision.id).where(InquiryRevision.inquiry_id == inquiry_id).limit(1)
    return session.scalar(found) is not None


def is_filed(session: Session, inquiry_id: int, version: int) -> bool:
    """Whether this version was put up for approval."""
    return find_revision(session, inquiry_id, version) is not None


def find_revision(session: Session, inquiry_id: int, number: int) -> InquiryRevision | None:
    return session.scalar(
        select(InquiryRevision).where(
            InquiryRevision.inquiry_id == inquiry_id, InquiryRevision.number == number
        )
    )


def _freeze(tx: Tx, inquiry: Inquiry) -> InquiryRevision:
    """The next version; the first one filed is number 1."""
    if is_filed(tx.session, inquiry.id, inquiry.revision):
        inquiry.revision += 1
    revision = InquiryRevision(
        inquiry_id=inquiry.id,
        number=inquiry.revision,
        content=frozen(tx.session, inquiry),
        made_at=tx.now,
        made_by_id=tx.actor.user_id,
    )
    tx.session.add(revision)
    tx.session.flush()
    return revision


def _filed(tx: Tx, inquiry: Inquiry, revision: InquiryRevision, note: str) -> Filed:
    return Filed(
        kind=kinds.KIND,
        document_id=inquiry.id,
        number=inquiry.number,
        version=revision.number,
        branch_id=inquiry.branch_id,
        customer_id=inquiry.customer_id,
        product_kind=inquiry.product_kind,
        inputs=inputs_of(revision.content),
        authors=_authors(tx, inquiry),
        note=note,
    )


def _authors(tx: Tx, inquiry: Inquiry) -> frozenset[int]:
    """The people of the company who wrote any version, whoever files it now among them."""
    wrote = (
        select(Event.actor_id)
        .join(User, User.id == Event.actor_id)
        .where(
            Event.subject_kind == Inquiry.__tablename__,
            Event.subject_id == inquiry.id,
            Event.name.in_(WRITING),
            User.kind == "company",
        )
        .distinct()
    )
    return frozenset(one for one in tx.session.scalars(wrote) if one is not None)
