"""What a further version of an inquiry would start, told without doing anything."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from webapp.services.core.actor import Actor
from webapp.services.core.transaction import rehearsing
from webapp.services.files.storing import Paper
from webapp.services.inquiries.commands import open_for_company, write
from webapp.services.inquiries.content import InquiryContent, InquiryInside
from webapp.services.inquiries.freezing import frozen, inputs_of
from webapp.services.inquiries.kinds import INTAKE, KIND, REVISABLE
from webapp.services.reviews.foreseeing import ForeseenRound, foresee_rounds


def preview_filing(
    session: Session, actor: Actor, number: str, version: int
) -> tuple[ForeseenRound, ...]:
    """The rounds that filing the inquiry as it stands would open.

    Raises what filing raises.
    """
    with rehearsing(session, actor) as tx:
        inquiry = open_for_company(tx, number, version, INTAKE)
        content = frozen(tx.session, inquiry)
        kind = inquiry.product_kind
        return foresee_rounds(tx.session, KIND, inquiry.id, kind, inputs_of(content))


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
