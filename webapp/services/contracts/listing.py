"""The register as a list: every contract, drawn or made on paper, a page of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Contract, Customer, User
from webapp.services.contracts import kinds
from webapp.services.contracts.reach import reads_contracts
from webapp.services.contracts.register import is_in_force
from webapp.services.contracts.views import ContractRow
from webapp.services.core.actor import Actor
from webapp.services.core.clock import day_begins
from webapp.services.core.paging import (
    PAGE_ROWS,
    Page,
    Sorting,
    as_id,
    as_moment,
    as_text,
    read_page,
)
from webapp.services.core.partial import none_of
from webapp.services.core.rows import row_of

IN_FORCE = "in_force"
OVER = "over"
#: Tabs of the list besides single statuses.
STATES = (IN_FORCE, *kinds.BEFORE_SIGNING, kinds.SIGNED, OVER)
Seller = aliased(User)
_SORTINGS: dict[str, tuple[Any, Any]] = {
    "new": (Contract.id, as_id),
    "number": (Contract.number, as_text),
    "since": (Contract.status_since, as_moment),
}
SORTS = tuple(_SORTINGS)


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What the list is narrowed to; empty values narrow nothing. ``search`` is a part of the
    number or the title, or what the customer is found by; the days are those of its making."""

    search: str = ""
    state: str = ""
    origin: str = ""
    kind: str = ""
    from_day: date | None = None
    to_day: date | None = None
    sort: str = "-new"


def contract_counts(session: Session, actor: Actor) -> dict[str, int]:
    """Contracts in reach that wait for somebody, by status."""
    rows = session.execute(
        select(Contract.status, func.count())
        .join(Customer, Customer.id == Contract.customer_id)
        .where(is_open(), reads_contracts(actor))
        .group_by(Contract.status)
    )
    return {row[0]: row[1] for row in rows}


def list_contracts(
    session: Session,
    actor: Actor,
    wanted: ContractFilter,
    today: date,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[ContractRow]:
    """A page of the contracts that the actor may read. Raises RuleBroken for a forged place."""
    column, kind = _SORTINGS[wanted.sort.lstrip("-")]
    sorting = Sorting((column, Contract.id), (kind, as_id), not wanted.sort.startswith("-"))
    if column is Contract.id:
        sorting = Sorting((column,), (kind,), not wanted.sort.startswith("-"))
    statement = _rows(actor).where(*_conditions(wanted, today))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return Page([_row(row) for row in page.rows], page.after, page.previous)


def is_open() -> ColumnElement[bool]:
    """Waits for somebody, spelled as the partial index is, so that it is used."""
    return none_of(Contract.status, (kinds.FILED, *kinds.CLOSED))


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contract.id,
            Contract.number,
            Contract.status,
            Contract.status_since,
            Contract.origin,
            Contract.kind,
            Contract.title,
            Contract.total_amount,
            Contract.valid_from,
            Contract.valid_until,
            Contract.created_at,
            Contract.revision,
            Contract.in_force,
            Customer.code.label("customer_code"),
            Customer.name.label("customer_name"),
            Customer.responsibility_code,
            Seller.name.label("seller"),
        )
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Seller, Seller.id == Contract.salesperson_id)
        .where(reads_contracts(actor))
    )


def _row(row: Any) -> ContractRow:
    return row_of(
        ContractRow,
        row,
        salesperson=row.seller or row.responsibility_code,
        is_amending=row.in_force is not None and row.revision > row.in_force,
    )


def _conditions(wanted: ContractFilter, today: date) -> list[ColumnElement[bool]]:
    found = _in_state(wanted.state, today)
    if wanted.origin:
        found.append(Contract.origin == wanted.origin)
    if wanted.kind:
        found.append(Contract.kind == wanted.kind)
    if wanted.from_day is not None:
        found.append(Contract.created_at >= day_begins(wanted.from_day))
    if wanted.to_day is not None:
        found.append(Contract.created_at < day_begins(wanted.to_day + timedelta(days=1)))
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _in_state(state: str, today: date) -> list[ColumnElement[bool]]:
    if state == IN_FORCE:
        return [is_in_force(today)]
    if state == OVER:
        return [or_(Contract.status.in_(kinds.CLOSED), Contract.valid_until < today)]
    return [Contract.status == state, is_open()] if state else []


def _matches(search: str) -> ColumnElement[bool]:
    return or_(
        Contract.number.contains(search, autoescape=True),
        Contract.title.contains(search, autoescape=True),
        Customer.name.contains(search, autoescape=True),
        Customer.code == search.upper(),
        Customer.pinyin.startswith(search.lower(), autoescape=True),
    )
