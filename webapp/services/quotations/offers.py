"""The list of what a customer was offered: of each quotation the last offered revision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, aliased

from webapp.models import Customer, Inquiry, Quotation, QuotationRevision
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.quotations import kinds
from webapp.services.quotations.offer import ACCEPTED, DECLINED, OPEN, standing_of

#: By tab: the statuses of the quotations on it.
TABS = {
    OPEN: (kinds.OFFERED,),
    ACCEPTED: (kinds.FORMAL,),
    DECLINED: (kinds.DECLINED, kinds.ABANDONED),
}
NEWEST = Sorting((QuotationRevision.offered_at, Quotation.id), (as_moment, as_id), False)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer in the customer's list."""

    number: str
    revision: int
    inquiry_number: str
    title: str
    offered_at: datetime
    valid_until: date
    total_amount: Decimal
    standing: str


def list_offers(
    session: Session,
    actor: Actor,
    tab: str,
    today: date,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[OfferRow]:
    """A page of offers in reach, the newest first. Raises RuleBroken for a forged place."""
    on_tab = Quotation.status.in_(TABS[tab]) if tab in TABS else true()
    page = read_page(
        session, _offers(actor).where(on_tab), NEWEST, after=after, before=before, rows=rows
    )
    return replace(page, rows=[_row(row, today) for row in page.rows])


def count_open_offers(session: Session, actor: Actor) -> int:
    """How many wait for the customer's answer."""
    return session.scalars(open_offers(actor.require_customer())).one()


def open_offers(customer_id: Any) -> Select[*tuple[int]]:
    """How many wait for a customer's answer, as a part of a statement."""
    return (
        select(func.count())
        .select_from(Quotation)
        .where(Quotation.customer_id == customer_id, Quotation.status == kinds.OFFERED)
    )


def _row(row: Any, today: date) -> OfferRow:
    is_last = row.revision == row.offered_revision
    standing = standing_of(row.status, is_last, row.answer_kind, row.valid_until, today)
    return row_of(OfferRow, row, standing=standing)


def _offers(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Quotation.id,
            Quotation.number,
            Quotation.status,
            Quotation.offered_revision,
            QuotationRevision.number.label("revision"),
            QuotationRevision.offered_at,
            QuotationRevision.valid_until,
            QuotationRevision.total_amount,
            QuotationRevision.answer_kind,
            Inquiry.number.label("inquiry_number"),
            Inquiry.title,
        )
        .join(QuotationRevision, QuotationRevision.quotation_id == Quotation.id)
        .join(Customer, Customer.id == Quotation.customer_id)
        .join(Inquiry, Inquiry.id == Quotation.inquiry_id)
        .where(_is_last_offered(), reaches_customers(actor, Permission.QUOTATION_VIEW))
    )


def _is_last_offered() -> ColumnElement[bool]:
    other = aliased(QuotationRevision)
    last = (
        select(func.max(other.number))
        .where(other.quotation_id == Quotation.id, other.offered_at.is_not(None))
        .scalar_subquery()
    )
    return QuotationRevision.number == last
