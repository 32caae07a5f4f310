"""Lists of return requests: a page of rows at a time, and how many stand in each status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, ReturnLine, ReturnRequest
from webapp.services.core.actor import Actor
from webapp.services.core.clock import day_begins
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_moment, read_page
from webapp.services.core.partial import none_of
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers
from webapp.services.returns import kinds
from webapp.services.returns.views import ReturnRow
from webapp.services.settings.queries import company_rules


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """What a list of requests is narrowed to; empty values narrow nothing.

    ``search`` is the beginning or end of the request's or its order's number, a part of the
    customer's name, his code or initials, or an article code; the days are those of asking.
    """

    search: str = ""
    status: str = ""
    from_day: date | None = None
    to_day: date | None = None
    sort: Literal["", "oldest", "newest"] = ""


def return_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Open requests in reach by status, for the tabs; closed ones are not counted."""
    rows = session.execute(
        select(ReturnRequest.status, func.count())
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(is_open(), reaches_customers(actor, Permission.ORDER_VIEW))
        .group_by(ReturnRequest.status)
    )
    return {row[0]: row[1] for row in rows}


def list_returns(
    session: Session,
    actor: Actor,
    wanted: ReturnFilter,
    now: datetime,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[ReturnRow]:
    """A page of requests in reach: an open queue by waiting time, everything else by number.

    Raises RuleBroken for a forged place.
    """
    by_waiting = bool(wanted.status) and wanted.status not in kinds.CLOSED
    is_oldest_first = wanted.sort == "oldest" or (by_waiting and wanted.sort != "newest")
    first = ReturnRequest.status_since if by_waiting else ReturnRequest.id
    reader = as_moment if by_waiting else as_id
    sorting = Sorting((first, ReturnRequest.id), (reader, as_id), is_oldest_first)
    statement = _rows(actor).where(*_conditions(wanted))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=_shown(session, page.rows, now))


def is_open() -> ColumnElement[bool]:
    """Neither completed nor void, spelled as the partial index is, so that it is used."""
    return none_of(ReturnRequest.status, kinds.CLOSED)


def is_late(status: str, since: datetime, limits: dict[str, int], now: datetime) -> bool:
    """Whether a request waits longer than the company allows."""
    if status not in kinds.STEP_KEYS:
        return False
    return now - since > timedelta(hours=limits[status])


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReturnRequest.id,
            ReturnRequest.number,
            ReturnRequest.status,
            ReturnRequest.status_since,
            ReturnRequest.created_at,
            ReturnRequest.total_amount,
            ReturnRequest.reason,
            ReturnRequest.sent_back_reason,
            ReturnRequest.opinion,
            Order.number.label("order_number"),
            Order.customer_name,
            Customer.code.label("customer_code"),
        )
        .join(Order, Order.id == ReturnRequest.order_id)
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(reaches_customers(actor, Permission.ORDER_VIEW))
    )


def _shown(session: Session, found: Sequence[Any], now: datetime) -> list[ReturnRow]:
    limits = company_rules(session).overdue_hours
    return [
        row_of(
            ReturnRow,
            row,
            overdue=is_late(row.status, row.status_since, limits, now),
            has_opinion=bool(row.opinion),
        )
        for row in found
    ]


def _conditions(wanted: ReturnFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status:
        found.append(ReturnRequest.status == wanted.status)
        if wanted.status not in kinds.CLOSED:
            found.append(is_open())
    if wanted.from_day is not None:
        found.append(ReturnRequest.created_at >= day_begins(wanted.from_day))
    if wanted.to_day is not None:
        found.append(ReturnRequest.created_at < day_begins(wanted.to_day + timedelta(days=1)))
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _matches(search: str) -> ColumnElement[bool]:
    upper = search.upper()
    has_article = exists().where(ReturnLine.return_id == ReturnRequest.id, ReturnLine.code == upper)
    return or_(
        *(
            ends(upper, autoescape=True)
            for number in (ReturnRequest.number, Order.number)
            for ends in (number.startswith, number.endswith)
        ),
        Customer.name.contains(search, autoescape=True),
        Customer.code == upper,
        Customer.pinyin.startswith(search.lower(), autoescape=True),
        has_article,
    )
