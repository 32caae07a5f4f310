"""Reading one inquiry for its page, on either side, in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session, aliased, selectinload

from webapp.models import (
    Branch,
    Contract,
    Customer,
    Inquiry,
    InquiryLine,
    InquiryRevision,
    PanelSetting,
    Quotation,
    Review,
    SupervisionWatch,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events, read_papers
from webapp.services.inquiries import kinds, views
from webapp.services.inquiries.actions import company_actions, customer_actions
from webapp.services.inquiries.advising import advice_on
from webapp.services.inquiries.customer_side import case_state
from webapp.services.inquiries.freezing import codes_of
from webapp.services.inquiries.reach import reaches_inquiries

#: What of the trail a customer reads: his own acts, and that his inquiry was received.
CUSTOMER_READS = ("InquirySubmitted", "InquiryWithdrawn", "InquiryGivenUp", "InquiryTakenIn")
#: Contracts that their customer may see.
SHOWN_CONTRACTS = ("approved", "signed", "filed", "ended")


def get_inquiry(session: Session, actor: Actor, number: str, today: date) -> views.InquiryView:
    """The inquiry under this number as the company sees it; raises NotFound out of reach."""
    if not actor.is_company:
        raise NotFound()
    row = _head(session, actor, number)
    inquiry: Inquiry = row[0]
    quotations = _quotations(session, inquiry.id)
    return row_of(
        views.InquiryView,
        inquiry,
        asked=_asked(session, actor, row),
        customer_code=row.Customer.code,
        grade=row.Customer.grade,
        branch=row.Branch.name,
        branch_en=row.Branch.name_en,
        salesperson=row.salesperson or row.Customer.responsibility_code,
        created_by=row.created_by or "",
        was_filed=row.was_filed,
        is_held=row.is_held,
        advice=advice_on(session, inquiry, row.Customer, today),
        reviews=_reviews(session, inquiry.id),
        quotations=quotations,
        actions=company_actions(actor, inquiry, row.Customer),
    )


def get_own_inquiry(session: Session, actor: Actor, number: str) -> views.OwnInquiry:
    """The customer's own inquiry; raises NotFound for another's just as for none."""
    actor.require_customer()
    row = _head(session, actor, number)
    inquiry: Inquiry = row[0]
    quotations = _quotations(session, inquiry.id)
    newest = quotations[-1] if quotations else None
    return views.OwnInquiry(
        asked=_asked(session, actor, row),
        state=case_state(
            inquiry.status,
            was_filed=row.was_filed,
            quotation=newest.status if newest else "",
            has_contract=row.has_contract,
        ),
        offer=newest.number if newest and newest.was_offered else "",
        actions=customer_actions(inquiry.status, was_filed=row.was_filed),
    )


def was_filed_column() -> Any:
    """Whether any version of the ``Inquiry`` selected ever went before a panel."""
    return exists().where(InquiryRevision.inquiry_id == Inquiry.id).label("was_filed")


def has_contract_column() -> Any:
    """Whether the customer of the ``Inquiry`` selected may see a contract of it."""
    return (
        exists()
        .where(
            Contract.quotation_id == Quotation.id,
            Quotation.inquiry_id == Inquiry.id,
            Contract.status.in_(SHOWN_CONTRACTS),
        )
        .label("has_contract")
    )


def _head(session: Session, actor: Actor, number: str) -> Row[Any]:
    row = session.execute(_statement(actor, number)).first()
    if row is None:
        raise NotFound()
    return row


def _statement(actor: Actor, number: str) -> Select[*tuple[Any, ...]]:
    seller, creator = aliased(User), aliased(User)
    held = exists().where(
        SupervisionWatch.document_kind == kinds.KIND,
        SupervisionWatch.document_id == Inquiry.id,
        SupervisionWatch.held_at.is_not(None),
    )
    return (
        select(
            Inquiry,
            Customer,
            Branch,
            seller.name.label("salesperson"),
            creator.name.label("created_by"),
            was_filed_column(),
            has_contract_column(),
            held.label("is_held"),
        )
        .join(Customer, Customer.id == Inquiry.customer_id)
        .join(Branch, Branch.id == Inquiry.branch_id)
        .outerjoin(seller, seller.id == Inquiry.salesperson_id)
        .outerjoin(creator, creator.id == Inquiry.created_by_id)
        .where(
            Inquiry.number == number[:LONGEST_NUMBER],
            reaches_inquiries(actor, Permission.INQUIRY_VIEW),
        )
        .options(selectinload(Inquiry.lines).selectinload(InquiryLine.materials))
    )


def _asked(session: Session, actor: Actor, row: Row[Any]) -> views.Asked:
    inquiry: Inquiry = row[0]
    return row_of(
        views.Asked,
        inquiry,
        customer_name=row.Customer.name,
        lines=_lines(session, inquiry),
        papers=read_papers(session, actor, kinds.KIND, inquiry.id),
        events=read_events(session, actor, Inquiry.__tablename__, inquiry.id, CUSTOMER_READS),
    )


def _lines(session: Session, inquiry: Inquiry) -> tuple[views.ProductView, ...]:
    codes = codes_of(session, inquiry)
    return tuple(
        row_of(
            views.ProductView,
            line,
            code=codes.get(line.product_id or 0, ""),
            materials=tuple(row_of(views.MaterialView, one) for one in line.materials),
        )
        for line in inquiry.lines
    )


def _reviews(session: Session, inquiry_id: int) -> tuple[views.ReviewLink, ...]:
    rows = session.execute(
        select(
            Review.number,
            PanelSetting.name.label("panel"),
            PanelSetting.name_en.label("panel_en"),
            Review.status,
            Review.outcome,
            Review.round_number,
            Review.status_since,
        )
        .join(PanelSetting, PanelSetting.id == Review.panel_id)
        .where(Review.document_kind == kinds.KIND, Review.document_id == inquiry_id)
        .order_by(Review.id)
    )
    return tuple(views.ReviewLink(*row) for row in rows)


def _quotations(session: Session, inquiry_id: int) -> tuple[views.QuotationLink, ...]:
    rows = session.execute(
        select(Quotation.number, Quotation.status, Quotation.offered_revision.is_not(None))
        .where(Quotation.inquiry_id == inquiry_id)
        .order_by(Quotation.id)
    )
    return tuple(views.QuotationLink(*row) for row in rows)
