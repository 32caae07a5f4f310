"""What a further version of an inquiry would start, told without doing anything."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webapp.models import Customer, Inquiry, InquiryLine
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import rehearsing
from webapp.services.files.storing import Paper
from webapp.services.inquiries.commands import open_for_company, write
from webapp.services.inquiries.content import InquiryContent, InquiryInside
from webapp.services.inquiries.freezing import frozen, inputs_of
from webapp.services.inquiries.kinds import KIND, REVISABLE
from webapp.services.inquiries.reach import reaches_inquiries
from webapp.services.reviews.foreseeing import ForeseenRound, foresee_rounds


def preview_filing(session: Session, actor: Actor, number: str) -> tuple[ForeseenRound, ...]:
    """The rounds that filing the inquiry as it stands would open; raises NotFound out of reach."""
    inquiry = session.scalar(
        select(Inquiry)
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(
            Inquiry.number == number[:LONGEST_NUMBER],
            reaches_inquiries(actor, Permission.INQUIRY_MANAGE),
        )
        .options(selectinload(Inquiry.lines).selectinload(InquiryLine.materials))
    )
    if inquiry is None:
        raise NotFound()
    inputs = inputs_of(frozen(session, inquiry))
    return foresee_rounds(session, KIND, inquiry.id, inquiry.product_kind, inputs)


def preview_revision(
    session: Session,
    actor: Actor,
    number: str,
    version: int,
    content: InquiryContent,
    inside: InquiryInside,
    papers: Sequence[Paper] = (),
) -> tuple[ForeseenRound, ...]:
    """The rounds that this version would open. Raises what revising raises."""
    with rehearsing(session, actor) as tx:
        inquiry = open_for_company(tx, number, version, *REVISABLE)
        write(tx, inquiry, content, papers, (), inside=inside)
        inputs = inputs_of(frozen(tx.session, inquiry))
        return foresee_rounds(tx.session, KIND, inquiry.id, inside.product_kind, inputs)
