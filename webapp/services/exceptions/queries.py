"""Reading applications for exceptions from payment, and what a contract owes (C3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Contract, ContractRevision, Customer, PaymentException, Review, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events
from webapp.services.documents.views import EventView
from webapp.services.exceptions.kinds import REVIEW
from webapp.services.exceptions.paying import (
    DEMANDS,
    IN_FORCE,
    Debt,
    admitting,
    debts_by,
    debts_of,
    owed,
)
from webapp.services.identity.scope import reaches_customer, reaches_customers

#: The application of a contract that nobody has decided yet.
_WAITING = (
    select(PaymentException.number)
    .where(PaymentException.contract_id == Contract.id, PaymentException.status == REVIEW)
    .limit(1)
    .scalar_subquery()
)
LONGEST_CONTRACT = 60
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One application on the list; CNY that was owed when it was made."""

    id: int
    number: str
    status: str
    status_since: datetime
    created_at: datetime
    contract: str
    customer: str
    customer_code: str
    debt_amount: Decimal
    reason: str
    created_by: str


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """One application on its page; ``review`` is where it is decided."""

    number: str
    status: str
    status_since: datetime
    version: int
    created_at: datetime
    created_by: str
    contract: str
    customer: str
    customer_code: str
    reason: str
    debts: tuple[Debt, ...]
    debt_amount: Decimal
    owed_now: Decimal
    review: str
    events: tuple[EventView, ...]
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class PaymentView:
    """What stands between a contract and its next order, and what admits it all the same."""

    contract: str
    customer: str
    customer_code: str
    debts: tuple[Debt, ...]
    admitted_by: str | None
    waiting: str | None
    may_apply: bool

    @property
    def owed(self) -> Decimal:
        return owed(self.debts)

    @property
    def is_blocked(self) -> bool:
        return bool(self.debts) and self.admitted_by is None


def list_exceptions(
    session: Session,
    actor: Actor,
    *,
    search: str = "",
    status: str = "",
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[ExceptionRow]:
    """A page of applications within reach, the newest first. Raises Forbidden, RuleBroken for a
    forged place."""
    actor.require(Permission.CONTRACT_VIEW)
    statement = _rows(actor).where(*_wanted(search, status))
    sorting = Sorting((PaymentException.id,), (as_id,), False)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    return replace(page, rows=[row_of(ExceptionRow, row) for row in page.rows])


def count_exceptions(session: Session, actor: Actor) -> dict[str, int]:
    """How many applications stand in each status, within reach."""
    actor.require(Permission.CONTRACT_VIEW)
    counted = (
        select(PaymentException.status, func.count())
        .join(Customer, Customer.id == PaymentException.customer_id)
        .where(reaches_customers(actor, Permission.CONTRACT_VIEW))
        .group_by(PaymentException.status)
    )
    return dict(session.execute(counted).all())


def get_exception(session: Session, actor: Actor, number: str, now: datetime) -> ExceptionView:
    """An application; raises Forbidden, NotFound."""
    actor.require(Permission.CONTRACT_VIEW)
    found = session.execute(
        select(PaymentException, Contract, Customer, User.name)
        .join(Contract, Contract.id == PaymentException.contract_id)
        .join(Customer, Customer.id == PaymentException.customer_id)
        .outerjoin(User, User.id == PaymentException.created_by_id)
        .where(
            PaymentException.number == number[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.CONTRACT_VIEW),
        )
    ).first()
    if found is None:
        raise NotFound()
    exception, contract, customer, created_by = found
    review = select(Review.number).where(
        Review.document_kind == "exception", Review.document_id == exception.id
    )
    manages = reaches_customer(actor, Permission.CONTRACT_MANAGE, customer)
    return row_of(
        ExceptionView,
        exception,
        created_by=created_by or "",
        contract=contract.number,
        customer=customer.name,
        customer_code=customer.code,
        debts=tuple(_debt(one) for one in exception.debts),
        owed_now=owed(debts_of(session, contract, now)),
        review=session.scalar(review.limit(1)) or "",
        events=read_events(session, actor, PaymentException.__tablename__, exception.id, ()),
        actions=frozenset({"withdraw"} if manages and exception.status == REVIEW else ()),
    )


def get_payment(session: Session, actor: Actor, contract: str, now: datetime) -> PaymentView | None:
    """What is owed about a contract, for who may see contracts or order from them; None for
    everybody else, and for a contract that is not in force."""
    rights = [one for one in (Permission.CONTRACT_VIEW, Permission.ORDER_CREATE) if actor.may(one)]
    if not actor.is_company or not rights:
        return None
    found = session.execute(
        select(Contract, Customer, _WAITING, *DEMANDS)
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(ContractRevision, IN_FORCE)
        .where(
            Contract.number == contract[:LONGEST_CONTRACT],
            Contract.in_force.is_not(None),
            or_(*(reaches_customers(actor, one) for one in rights)),
        )
    ).first()
    if found is None:
        return None
    row, customer, waiting, *_ = found
    debts = debts_by(session, row, found, now)
    admitted_by = admitting(session, row.id, owed(debts)) if debts else None
    manages = reaches_customer(actor, Permission.CONTRACT_MANAGE, customer)
    return PaymentView(
        contract=row.number,
        customer=customer.name,
        customer_code=customer.code,
        debts=debts,
        admitted_by=admitted_by,
        waiting=waiting,
        may_apply=manages and bool(debts) and admitted_by is None and waiting is None,
    )


def _debt(plain: dict[str, str]) -> Debt:
    amount, since = Decimal(plain["amount"]), date.fromisoformat(plain["since"])
    return Debt(plain["number"], amount, since, plain["why"])


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PaymentException.id,
            PaymentException.number,
            PaymentException.status,
            PaymentException.status_since,
            PaymentException.created_at,
            Contract.number.label("contract"),
            Customer.name.label("customer"),
            Customer.code.label("customer_code"),
            PaymentException.debt_amount,
            PaymentException.reason,
            func.coalesce(User.name, "").label("created_by"),
        )
        .join(Contract, Contract.id == PaymentException.contract_id)
        .join(Customer, Customer.id == PaymentException.customer_id)
        .outerjoin(User, User.id == PaymentException.created_by_id)
        .where(reaches_customers(actor, Permission.CONTRACT_VIEW))
    )


def _wanted(search: str, status: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    text = search.strip()[:LONGEST_SEARCH]
    if text:
        found.append(
            or_(
                PaymentException.number.startswith(text.upper(), autoescape=True),
                Contract.number.startswith(text.upper(), autoescape=True),
                Customer.code == text.upper(),
                Customer.name.contains(text, autoescape=True),
            )
        )
    if status:
        found.append(PaymentException.status == status)
    return found
