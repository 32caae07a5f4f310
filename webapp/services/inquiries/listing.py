"""Lists of inquiries: the company's by status, the customer's in his own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Customer, Inquiry, InquiryLine, Quotation, User
from webapp.services.core.actor import Actor
from webapp.services.core.clock import day_begins
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.partial import none_of
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.inquiries import kinds
from webapp.services.inquiries.customer_side import case_state
from webapp.services.inquiries.reach import reaches_inquiries
from webapp.services.inquiries.showing import has_contract_column, was_filed_column
from webapp.services.inquiries.views import InquiryRow, OwnInquiryRow

Seller = aliased(User)
_SORTINGS: dict[str, tuple[Any, Any]] = {
    "number": (Inquiry.id, as_id),
    "since": (Inquiry.status_since, as_moment),
}
SORTS = tuple(_SORTINGS)


@dataclass(frozen=True, slots=True)
class InquiryFilter:
    """What a list is narrowed to; empty values narrow nothing. ``search`` is the beginning or
    end of the number, a part of the title or what the customer is found by; the days are those
    on which it was written."""

    search: str = ""
    status: str = ""
    product_kind: str = ""
    from_day: date | None = None
    to_day: date | None = None
    sort: str = "-number"


def inquiry_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Open inquiries in reach by status, for the tabs."""
    rows = session.execute(
        select(Inquiry.status, func.count())
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(is_open(), reaches_inquiries(actor, Permission.INQUIRY_VIEW))
        .group_by(Inquiry.status)
    )
    return {row[0]: row[1] for row in rows}


def list_inquiries(
    session: Session,
    actor: Actor,
    wanted: InquiryFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[InquiryRow]:
    """A page of the inquiries in the reach of one of the company's people. Raises RuleBroken for
    a forged place."""
    column, kind = _SORTINGS[wanted.sort.lstrip("-")]
    sorting = Sorting((column, Inquiry.id), (kind, as_id), not wanted.sort.startswith("-"))
    statement = _rows(actor).where(*_conditions(wanted))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return Page([_row(row) for row in page.rows], page.after, page.previous)


def list_own_inquiries(
    session: Session,
    actor: Actor,
    search: str = "",
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[OwnInquiryRow]:
    """A page of the customer's own inquiries, the newest first, with his word for each case."""
    actor.require_customer()
    offered = Quotation.offered_revision.is_not(None)
    statement = (
        select(
            Inquiry.id,
            Inquiry.number,
            Inquiry.status,
            Inquiry.title,
            Inquiry.created_at,
            Inquiry.requested_date,
            _line_count().label("lines"),
            was_filed_column(),
            has_contract_column(),
            _newest(Quotation.status).label("quotation"),
            _newest(Quotation.number, offered).label("offer"),
        )
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(reaches_inquiries(actor, Permission.INQUIRY_VIEW))
    )
    if search:
        statement = statement.where(_matches(search))
    sorting = Sorting((Inquiry.id,), (as_id,), is_ascending=False)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return Page([_own_row(row) for row in page.rows], page.after, page.previous)


def is_open() -> ColumnElement[bool]:
    """Neither quoted nor lost, spelled as the partial index is, so that it is used."""
    return none_of(Inquiry.status, kinds.CLOSED)


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Inquiry.id,
            Inquiry.number,
            Inquiry.status,
            Inquiry.status_since,
            Inquiry.title,
            Inquiry.product_kind,
            Inquiry.is_sample,
            Inquiry.estimated_amount,
            Inquiry.requested_date,
            Inquiry.created_at,
            Inquiry.sent_back_reason,
            Customer.code.label("customer_code"),
            Customer.name.label("customer_name"),
            Seller.name.label("seller"),
            Customer.responsibility_code,
            _line_count().label("lines"),
            _newest(Quotation.number).label("quotation"),
        )
        .join(Customer, Customer.id == Inquiry.customer_id)
        .outerjoin(Seller, Seller.id == Inquiry.salesperson_id)
        .where(reaches_inquiries(actor, Permission.INQUIRY_VIEW))
    )


def _line_count() -> Any:
    return (
        select(func.count(InquiryLine.id))
        .where(InquiryLine.inquiry_id == Inquiry.id)
        .correlate(Inquiry)
        .scalar_subquery()
    )


def _newest(column: Any, *conditions: ColumnElement[bool]) -> Any:
    """Of the newest quotation made from an inquiry."""
    return (
        select(column)
        .where(Quotation.inquiry_id == Inquiry.id, *conditions)
        .order_by(Quotation.id.desc())
        .limit(1)
        .correlate(Inquiry)
        .scalar_subquery()
    )


def _row(row: Any) -> InquiryRow:
    return row_of(
        InquiryRow,
        row,
        salesperson=row.seller or row.responsibility_code,
        quotation=row.quotation or "",
        is_sent_back=row.status == kinds.INTAKE and bool(row.sent_back_reason),
    )


def _own_row(row: Any) -> OwnInquiryRow:
    state = case_state(
        row.status,
        was_filed=row.was_filed,
        quotation=row.quotation or "",
        has_contract=row.has_contract,
    )
    return row_of(OwnInquiryRow, row, state=state, offer=row.offer or "")


def _conditions(wanted: InquiryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status:
        found.append(Inquiry.status == wanted.status)
        if wanted.status not in kinds.CLOSED:
            found.append(is_open())
    if wanted.product_kind:
        found.append(Inquiry.product_kind == wanted.product_kind)
    if wanted.from_day is not None:
        found.append(Inquiry.created_at >= day_begins(wanted.from_day))
    if wanted.to_day is not None:
        found.append(Inquiry.created_at < day_begins(wanted.to_day + timedelta(days=1)))
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _matches(search: str) -> ColumnElement[bool]:
    upper = search.upper()
    return or_(
        Inquiry.number.startswith(upper, autoescape=True),
        Inquiry.number.endswith(upper, autoescape=True),
        Inquiry.title.contains(search, autoescape=True),
        Customer.name.contains(search, autoescape=True),
        Customer.code == upper,
        Customer.pinyin.startswith(search.lower(), autoescape=True),
    )
