"""Lists of customers: found, narrowed and sorted, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Branch,
    Customer,
    CustomerContact,
    CustomerLevel,
    Region,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_text, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers

ACTIVE, DISABLED, DUE, NO_ACCOUNT = "active", "disabled", "review_due", "no_account"
STATES = (ACTIVE, DUE, NO_ACCOUNT, DISABLED)
SORTS = ("code", "name", "new", "due")
#: Where files without a day of review stand in a list by that day.
NEVER = date(9999, 12, 31)
Account = aliased(User)
Keeper = aliased(User)


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """What a list of customers is narrowed to; empty values narrow nothing.

    ``search`` is the beginning of a code, of pinyin initials or of a tax number, or a part of the
    name, of a telephone or of a contact's name. A region stands for all below it. ``sort`` is one
    of ``SORTS``, ``-`` in front for downwards.
    """

    search: str = ""
    state: str = ""
    region: str = ""
    level: str = ""
    branch: str = ""
    salesperson: str = ""
    grade: str = ""
    channel: str = ""
    market_position: str = ""
    sort: str = "code"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One row of a list; ``account`` is the user name of his account, '' without one."""

    id: int
    code: str
    name: str
    level: str
    level_en: str
    region: str
    region_en: str
    branch: str
    branch_en: str
    salesperson: str
    contact: str
    phone: str
    credit_code: str
    contract_number: str
    grade: str
    channel: str
    market_position: str
    review_due: date | None
    is_due: bool
    account: str
    is_account_closed: bool
    status: str


def list_customers(
    session: Session,
    actor: Actor,
    wanted: CustomerFilter,
    today: date,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[CustomerRow]:
    """A page of the customers in reach. Raises RuleBroken for a forged place."""
    column, kind = _SORTINGS[wanted.sort.lstrip("-")]
    sorting = Sorting((column, Customer.id), (kind, as_id), not wanted.sort.startswith("-"))
    statement = _rows(actor, column).where(*_conditions(session, wanted, today))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return Page([_row(row, today) for row in page.rows], page.after, page.previous)


def count_due(session: Session, actor: Actor, today: date) -> int:
    """Files in reach that are due to be gone through again (K4)."""
    reached = reaches_customers(actor, Permission.CUSTOMER_MANAGE)
    statement = select(func.count(Customer.id)).where(reached, *_in_state(DUE, today))
    return session.scalars(statement).one()


def _rows(actor: Actor, sorted_by: Any) -> Select[*tuple[Any, ...]]:
    columns: dict[str, Any] = {
        name: getattr(Customer, name)
        for name in (
            "id",
            "code",
            "name",
            "responsibility_code",
            "contact",
            "phone",
            "credit_code",
            "contract_number",
            "grade",
            "channel",
            "market_position",
            "review_due",
            "disabled_at",
        )
    }
    columns.setdefault(sorted_by.key, sorted_by)
    return (
        select(
            *columns.values(),
            CustomerLevel.name.label("level"),
            CustomerLevel.name_en.label("level_en"),
            Region.name.label("region"),
            Region.name_en.label("region_en"),
            Branch.name.label("branch"),
            Branch.name_en.label("branch_en"),
            Keeper.name.label("keeper"),
            Account.user_name.label("account"),
            Account.disabled_at.label("closed_at"),
        )
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Region, Region.id == Customer.region_id)
        .join(Branch, Branch.id == Customer.branch_id)
        .outerjoin(Keeper, Keeper.id == Customer.salesperson_id)
        .outerjoin(Account, Account.customer_id == Customer.id)
        .where(reaches_customers(actor, Permission.CUSTOMER_MANAGE))
    )


def _row(row: Any, today: date) -> CustomerRow:
    is_active = row.disabled_at is None
    return row_of(
        CustomerRow,
        row,
        salesperson=row.keeper or row.responsibility_code,
        is_due=is_active and row.review_due is not None and row.review_due <= today,
        account=row.account or "",
        is_account_closed=row.closed_at is not None,
        status=ACTIVE if is_active else DISABLED,
    )


def _conditions(session: Session, wanted: CustomerFilter, today: date) -> list[ColumnElement[bool]]:
    found = _in_state(wanted.state, today)
    found += [
        getattr(Customer, name) == value
        for name in ("grade", "channel", "market_position")
        if (value := getattr(wanted, name))
    ]
    named: Mapping[str, ColumnElement[bool]] = {
        "level": CustomerLevel.code == wanted.level,
        "branch": Branch.code == wanted.branch,
        "salesperson": Keeper.user_name == wanted.salesperson,
    }
    found += [condition for name, condition in named.items() if getattr(wanted, name)]
    if wanted.region:
        path = session.scalar(select(Region.path).where(Region.code == wanted.region)) or "-"
        found.append(Region.path.startswith(path, autoescape=True))
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _in_state(state: str, today: date) -> list[ColumnElement[bool]]:
    if state == DISABLED:
        return [Customer.disabled_at.is_not(None)]
    active = Customer.disabled_at.is_(None)
    if state == DUE:
        return [active, Customer.review_due <= today]
    if state == NO_ACCOUNT:
        return [active, ~exists().where(User.customer_id == Customer.id)]
    return [active] if state == ACTIVE else []


def _matches(search: str) -> ColumnElement[bool]:
    at_contact = exists().where(
        CustomerContact.customer_id == Customer.id,
        CustomerContact.removed_at.is_(None),
        or_(
            CustomerContact.name.contains(search, autoescape=True),
            CustomerContact.phone.contains(search, autoescape=True),
        ),
    )
    return or_(
        Customer.code.startswith(search.upper(), autoescape=True),
        Customer.name.contains(search, autoescape=True),
        Customer.pinyin.startswith(search.lower(), autoescape=True),
        Customer.phone.contains(search, autoescape=True),
        Customer.contact.contains(search, autoescape=True),
        Customer.credit_code.startswith(search.upper(), autoescape=True),
        at_contact,
    )


def _as_day(value: Any) -> date:
    return date.fromisoformat(as_text(value))


_SORTINGS: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "code": (Customer.code, as_text),
    "name": (Customer.name, as_text),
    "new": (Customer.id, as_id),
    "due": (func.coalesce(Customer.review_due, literal(NEVER, Date)).label("due_by"), _as_day),
}
