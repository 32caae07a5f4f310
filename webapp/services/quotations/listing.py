"""Lists of quotations: a page of rows at a time, and how many stand in each status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Inquiry, Quotation, QuotationRevision, User
from webapp.services.core.actor import Actor
from webapp.services.core.clock import day_begins
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.partial import none_of
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.quotations import kinds
from webapp.services.quotations.rules import margins
from webapp.services.quotations.views import QuotationRow

#: The tab of those whose costs need a new look, beside the statuses (B16).
FLAGGED = "flagged"
_SORTINGS: dict[str, tuple[Any, Any]] = {
    "number": (Quotation.id, as_id),
    "since": (Quotation.status_since, as_moment),
}
SORTS = tuple(_SORTINGS)


@dataclass(frozen=True, slots=True)
class QuotationFilter:
    """What a list is narrowed to; empty values narrow nothing. ``status`` may be FLAGGED;
    ``search`` is the beginning or end of its number or its inquiry's, a part of the inquiry's
    title, or what the customer is found by; the days are those on which it was drafted."""

    search: str = ""
    status: str = ""
    product_kind: str = ""
    from_day: date | None = None
    to_day: date | None = None
    sort: str = "-number"


def quotation_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Open quotations in reach by status, and those flagged, for the tabs."""
    flagged = func.count(Quotation.recost_since)
    rows = session.execute(
        select(Quotation.status, func.count(), flagged)
        .join(Customer, Customer.id == Quotation.customer_id)
        .where(is_open(), reaches_customers(actor, Permission.QUOTATION_VIEW))
        .group_by(Quotation.status)
    ).all()
    counts = {row[0]: row[1] for row in rows}
    counts[FLAGGED] = sum(row[2] for row in rows)
    return counts


def list_quotations(
    session: Session,
    actor: Actor,
    wanted: QuotationFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[QuotationRow]:
    """A page of the quotations in reach. Raises RuleBroken for a forged place."""
    actor.require(Permission.QUOTATION_VIEW)
    column, kind = _SORTINGS[wanted.sort.lstrip("-")]
    sorting = Sorting((column, Quotation.id), (kind, as_id), not wanted.sort.startswith("-"))
    statement = _rows(actor).where(*_conditions(wanted))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return Page([_row(row) for row in page.rows], page.after, page.previous)


def is_open() -> ColumnElement[bool]:
    """Neither formal nor given up, spelled as the partial index is, so that it is used."""
    return none_of(Quotation.status, kinds.CLOSED)


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Quotation.id,
            Quotation.number,
            Quotation.status,
            Quotation.status_since,
            Quotation.product_kind,
            Quotation.revision,
            Quotation.total_amount,
            Quotation.created_at,
            Quotation.recost_since,
            Customer.code.label("customer_code"),
            Customer.name.label("customer_name"),
            Customer.responsibility_code,
            Inquiry.number.label("inquiry_number"),
            Inquiry.title,
            User.name.label("seller"),
            QuotationRevision.valid_until,
            QuotationRevision.tax_rate,
            QuotationRevision.cost_amount,
            QuotationRevision.selling_expense,
        )
        .join(Customer, Customer.id == Quotation.customer_id)
        .join(Inquiry, Inquiry.id == Quotation.inquiry_id)
        .join(
            QuotationRevision,
            (QuotationRevision.quotation_id == Quotation.id)
            & (QuotationRevision.number == Quotation.revision),
        )
        .outerjoin(User, User.id == Quotation.salesperson_id)
        .where(reaches_customers(actor, Permission.QUOTATION_VIEW))
    )


def _row(row: Any) -> QuotationRow:
    return row_of(
        QuotationRow,
        row,
        margins=margins(row.total_amount, row.tax_rate, row.cost_amount, row.selling_expense),
        salesperson=row.seller or row.responsibility_code,
    )


def _conditions(wanted: QuotationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status == FLAGGED:
        found += [is_open(), Quotation.recost_since.is_not(None)]
    elif wanted.status:
        found.append(Quotation.status == wanted.status)
        if wanted.status not in kinds.CLOSED:
            found.append(is_open())
    if wanted.product_kind:
        found.append(Quotation.product_kind == wanted.product_kind)
    if wanted.from_day is not None:
        found.append(Quotation.created_at >= day_begins(wanted.from_day))
    if wanted.to_day is not None:
        found.append(Quotation.created_at < day_begins(wanted.to_day + timedelta(days=1)))
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _matches(search: str) -> ColumnElement[bool]:
    upper = search.upper()
    return or_(
        *(
            ends(upper, autoescape=True)
            for number in (Quotation.number, Inquiry.number)
            for ends in (number.startswith, number.endswith)
        ),
        Inquiry.title.contains(search, autoescape=True),
        Customer.name.contains(search, autoescape=True),
        Customer.code == upper,
        Customer.pinyin.startswith(search.lower(), autoescape=True),
    )
