"""What a customer gets of an offered revision (B4), read from columns of its own: neither cost nor
margin nor anything said inside the company can be in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from webapp.models import (
    Customer,
    Inquiry,
    Quotation,
    QuotationLine,
    QuotationRevision,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, NotFound
from webapp.services.core.money import tax_within
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.offices import company_names
from webapp.services.identity.scope import reaches_customers

OPEN = "open"
LAPSED = "lapsed"
ACCEPTED = "accepted"
CHANGES = "changes"
DECLINED = "declined"
ENDED = "ended"
#: How an offer stands with the customer.
STANDINGS = {
    OPEN: N_("Waiting for your answer"),
    LAPSED: N_("Validity is over"),
    ACCEPTED: N_("Accepted"),
    CHANGES: N_("Changes asked for"),
    DECLINED: N_("Declined"),
    ENDED: N_("Taken back"),
}


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A product as it is offered; price and amount with tax."""

    position: int
    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class EarlierOffer:
    """A revision that the customer was offered, and what he answered."""

    revision: int
    offered_at: datetime
    total_amount: Decimal
    standing: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """One revision as the customer reads it; ``version`` is the quotation's, for his answer.

    ``earlier`` are his other offers under the same number, the newest first; ``offered_at`` is
    None only in the preview that the company sees of what it is about to offer.
    """

    number: str
    revision: int
    version: int
    standing: str
    company: str
    company_en: str
    customer_name: str
    customer_code: str
    inquiry_number: str
    title: str
    contact: str
    seller: str
    seller_phone: str
    offered_at: datetime | None
    valid_until: date
    lines: tuple[OfferLine, ...]
    total_amount: Decimal
    tax_rate: Decimal
    tax_amount: Decimal
    lead_days: int
    delivery_terms: str
    payment_terms: str
    advance_percent: Decimal
    payment_days: int
    quality_terms: str
    packaging_terms: str
    remark: str
    answer: str
    answered_at: datetime | None
    earlier: tuple[EarlierOffer, ...]

    @property
    def net_amount(self) -> Decimal:
        return self.total_amount - self.tax_amount

    @property
    def is_open(self) -> bool:
        """Whether the customer can accept it today."""
        return self.standing == OPEN

    @property
    def can_be_answered(self) -> bool:
        """Whether it waits for the customer; a lapsed one he may still ask to have changed."""
        return self.standing in (OPEN, LAPSED)


def get_offer(
    session: Session, actor: Actor, number: str, today: date, revision: int | None = None
) -> OfferView:
    """An offered revision, by default the last one. Raises NotFound out of reach, and for what
    was never offered."""
    offered = QuotationRevision.offered_at.is_not(None)
    return _read(session, actor, number, today, offered, revision)


def preview_offer(
    session: Session, actor: Actor, number: str, today: date, revision: int
) -> OfferView:
    """A revision as the customer will see it, for the company before it offers. Raises NotFound,
    Forbidden."""
    actor.require(Permission.QUOTATION_VIEW)
    shown = QuotationRevision.number == revision
    return _read(session, actor, number, today, shown, revision)


def was_offered(session: Session, number: str) -> bool:
    """Whether anything under this number was ever offered: until then there is nothing for the
    customer."""
    offered = (
        select(QuotationRevision.id)
        .join(Quotation, Quotation.id == QuotationRevision.quotation_id)
        .where(
            Quotation.number == number[:LONGEST_NUMBER], QuotationRevision.offered_at.is_not(None)
        )
    )
    return session.scalars(offered.limit(1)).first() is not None


def standing_of(
    status: str, is_last: bool, answer_kind: str, valid_until: date, today: date
) -> str:
    """How an offered revision stands: his answer to it, else whether it still waits for one."""
    if answer_kind:
        return answer_kind
    if status != "offered" or not is_last:
        return ENDED
    return LAPSED if valid_until < today else OPEN


def _read(
    session: Session,
    actor: Actor,
    number: str,
    today: date,
    shown: ColumnElement[bool],
    revision: int | None,
) -> OfferView:
    statement = _revisions(actor, number).where(shown)
    rows = session.execute(statement.order_by(QuotationRevision.number.desc())).all()
    chosen = next((row for row in rows if revision in (None, row.revision)), None)
    if chosen is None:
        raise NotFound()
    company = company_names(session)
    return row_of(
        OfferView,
        chosen,
        standing=_standing(chosen, today),
        company=company[0],
        company_en=company[1],
        seller=chosen.seller or "",
        seller_phone=chosen.seller_phone or "",
        lines=_lines(session, chosen.revision_id),
        tax_amount=tax_within(chosen.total_amount, chosen.tax_rate),
        earlier=_earlier(rows, chosen.revision, today),
    )


def _revisions(actor: Actor, number: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Quotation.number,
            Quotation.status,
            Quotation.version,
            Quotation.offered_revision,
            QuotationRevision.id.label("revision_id"),
            QuotationRevision.number.label("revision"),
            QuotationRevision.offered_at,
            QuotationRevision.answered_at,
            QuotationRevision.answer_kind,
            QuotationRevision.answer,
            QuotationRevision.valid_until,
            QuotationRevision.total_amount,
            QuotationRevision.tax_rate,
            QuotationRevision.lead_days,
            QuotationRevision.delivery_terms,
            QuotationRevision.payment_terms,
            QuotationRevision.advance_percent,
            QuotationRevision.payment_days,
            QuotationRevision.quality_terms,
            QuotationRevision.packaging_terms,
            QuotationRevision.remark,
            Customer.name.label("customer_name"),
            Customer.code.label("customer_code"),
            Inquiry.number.label("inquiry_number"),
            Inquiry.title,
            Inquiry.contact,
            User.name.label("seller"),
            User.phone.label("seller_phone"),
        )
        .join(QuotationRevision, QuotationRevision.quotation_id == Quotation.id)
        .join(Customer, Customer.id == Quotation.customer_id)
        .join(Inquiry, Inquiry.id == Quotation.inquiry_id)
        .outerjoin(User, User.id == Quotation.salesperson_id)
        .where(
            Quotation.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.QUOTATION_VIEW),
        )
    )


def _standing(row: Any, today: date) -> str:
    is_last = row.revision == row.offered_revision
    return standing_of(row.status, is_last, row.answer_kind, row.valid_until, today)


def _earlier(rows: Sequence[Any], chosen: int, today: date) -> tuple[EarlierOffer, ...]:
    return tuple(
        row_of(EarlierOffer, row, standing=_standing(row, today))
        for row in rows
        if row.revision != chosen
    )


def _lines(session: Session, revision_id: int) -> tuple[OfferLine, ...]:
    rows = session.execute(
        select(
            QuotationLine.position,
            QuotationLine.name,
            QuotationLine.specification,
            QuotationLine.unit,
            QuotationLine.quantity,
            QuotationLine.price,
            QuotationLine.amount,
        )
        .where(QuotationLine.revision_id == revision_id)
        .order_by(QuotationLine.position)
    )
    return tuple(row_of(OfferLine, row) for row in rows)
