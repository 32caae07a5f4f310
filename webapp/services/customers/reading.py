"""A customer's file as staff read it on one page (H1, H2, K4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.models import (
    Branch,
    Customer,
    CustomerAccount,
    CustomerContact,
    CustomerEvaluation,
    CustomerKeeper,
    CustomerLevel,
    Region,
    User,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.customers.addresses import addresses_of
from webapp.services.customers.filing import CustomerInput, read_input
from webapp.services.customers.listing import ACTIVE, DISABLED
from webapp.services.customers.locking import LONGEST_CODE
from webapp.services.customers.queries import AddressRow
from webapp.services.customers.viewing import VIEWED
from webapp.services.documents.reading import read_events
from webapp.services.documents.views import EventView
from webapp.services.identity.scope import reaches_customer, reaches_customers

MOST_EVENTS = 60
#: That somebody looked: found by the audit search, and too many for the page.
LOOKS = (VIEWED, "PricesViewed")


@dataclass(frozen=True, slots=True)
class AccountView:
    """The one ordering account; ``is_fresh`` while its one-time password was not changed."""

    user_name: str
    is_closed: bool
    is_fresh: bool
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class CreditView:
    """CNY: what he may owe, what of it is taken, and what he has paid ahead."""

    limit: Decimal
    payment_days: int
    exposure: Decimal
    prepayment: Decimal

    @property
    def left(self) -> Decimal:
        return self.limit - self.exposure


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    name: str
    position: str
    phone: str
    email: str
    remark: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class KeeperRow:
    """Who kept the customer from when to when; ``until_at`` None is who keeps him now."""

    keeper: str
    responsibility_code: str
    from_at: datetime
    until_at: datetime | None
    reason: str
    set_by: str


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    grade: str
    text: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Everything on a customer's page; None for what this person may not read.

    ``actions`` are the acts that he may do now: edit, grade, hand_over, disable, enable,
    open_account, reset_account, close_account, reopen_account.
    """

    id: int
    code: str
    name: str
    version: int
    status: str
    level: str
    level_en: str
    region: str
    region_en: str
    branch: str
    branch_en: str
    salesperson: str
    reviewed_on: date | None
    is_due: bool
    created_at: datetime
    disabled_at: datetime | None
    file: CustomerInput
    account: AccountView | None
    credit: CreditView | None
    contacts: tuple[ContactRow, ...]
    addresses: tuple[AddressRow, ...]
    keepers: tuple[KeeperRow, ...]
    evaluations: tuple[EvaluationRow, ...] | None
    events: tuple[EventView, ...]
    actions: frozenset[str]


def get_customer(session: Session, actor: Actor, code: str, today: date) -> CustomerView:
    """One customer in reach; raises NotFound for another's just as for none."""
    row = session.execute(
        select(Customer, CustomerLevel, Region, Branch, User.name.label("keeper"))
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Region, Region.id == Customer.region_id)
        .join(Branch, Branch.id == Customer.branch_id)
        .outerjoin(User, User.id == Customer.salesperson_id)
        .where(
            Customer.code == code[:LONGEST_CODE],
            reaches_customers(actor, Permission.CUSTOMER_MANAGE),
        )
    ).first()
    if row is None:
        raise NotFound()
    customer, level, region, branch, keeper = row
    account = _account(session, customer)
    return row_of(
        CustomerView,
        customer,
        status=ACTIVE if customer.disabled_at is None else DISABLED,
        level=level.name,
        level_en=level.name_en,
        region=region.name,
        region_en=region.name_en,
        branch=branch.name,
        branch_en=branch.name_en,
        salesperson=keeper or customer.responsibility_code,
        is_due=_is_due(customer, today),
        file=_readable(read_input(session, customer), _reads_credit(actor, customer)),
        account=account,
        credit=_credit(session, actor, customer),
        contacts=_contacts(session, customer),
        addresses=_addresses(session, customer),
        keepers=_keepers(session, customer),
        evaluations=_evaluations(session, actor, customer),
        events=_events(session, actor, customer),
        actions=frozenset(_actions(actor, customer, account)),
    )


def _is_due(customer: Customer, today: date) -> bool:
    due = customer.review_due
    return customer.disabled_at is None and due is not None and due <= today


def _grades(actor: Actor, customer: Customer) -> bool:
    return reaches_customer(actor, Permission.CUSTOMER_GRADE, customer)


def _reads_credit(actor: Actor, customer: Customer) -> bool:
    return _grades(actor, customer) or reaches_customer(actor, Permission.ACCOUNT_VIEW, customer)


def _readable(file: CustomerInput, with_credit: bool) -> CustomerInput:
    return file if with_credit else replace(file, credit_limit=Decimal(0), payment_days=0)


def _account(session: Session, customer: Customer) -> AccountView | None:
    user = session.scalar(select(User).where(User.customer_id == customer.id))
    if user is None:
        return None
    return AccountView(
        user.user_name,
        user.disabled_at is not None,
        user.must_change_password,
        user.password_expires_at,
    )


def _credit(session: Session, actor: Actor, customer: Customer) -> CreditView | None:
    if not _reads_credit(actor, customer):
        return None
    columns = CustomerAccount.exposure, CustomerAccount.prepayment
    row = session.execute(select(*columns).where(CustomerAccount.customer_id == customer.id))
    exposure, prepayment = row.first() or (Decimal(0), Decimal(0))
    return CreditView(customer.credit_limit, customer.payment_days, exposure, prepayment)


def _contacts(session: Session, customer: Customer) -> tuple[ContactRow, ...]:
    statement = (
        select(CustomerContact)
        .where(CustomerContact.customer_id == customer.id, CustomerContact.removed_at.is_(None))
        .order_by(CustomerContact.is_main.desc(), CustomerContact.id)
    )
    return tuple(row_of(ContactRow, one) for one in session.scalars(statement))


def _addresses(session: Session, customer: Customer) -> tuple[AddressRow, ...]:
    found = session.scalars(addresses_of(customer.id))
    return tuple(row_of(AddressRow, one, version=customer.version) for one in found)


def _keepers(session: Session, customer: Customer) -> tuple[KeeperRow, ...]:
    keeper, setter = aliased(User), aliased(User)
    rows: Any = session.execute(
        select(CustomerKeeper, keeper.name, setter.name)
        .outerjoin(keeper, keeper.id == CustomerKeeper.salesperson_id)
        .outerjoin(setter, setter.id == CustomerKeeper.set_by_id)
        .where(CustomerKeeper.customer_id == customer.id)
        .order_by(CustomerKeeper.id.desc())
    )
    return tuple(
        row_of(KeeperRow, kept, keeper=name or "", set_by=by or "") for kept, name, by in rows
    )


def _evaluations(
    session: Session, actor: Actor, customer: Customer
) -> tuple[EvaluationRow, ...] | None:
    """Only for management: whoever may grade (K4)."""
    if not _grades(actor, customer):
        return None
    rows = session.execute(
        select(CustomerEvaluation, User.name)
        .outerjoin(User, User.id == CustomerEvaluation.made_by_id)
        .where(CustomerEvaluation.customer_id == customer.id)
        .order_by(CustomerEvaluation.id.desc())
    )
    return tuple(row_of(EvaluationRow, one, made_by=name or "") for one, name in rows)


def _events(session: Session, actor: Actor, customer: Customer) -> tuple[EventView, ...]:
    """The newest events, without looks at the file, which the audit search finds; without what
    is only for management where the reader is not."""
    found = read_events(
        session, actor, "customer", customer.id, (), without=LOOKS, latest=MOST_EVENTS
    )
    if _grades(actor, customer):
        return found
    hidden = () if _reads_credit(actor, customer) else ("credit_limit", "payment_days")
    return tuple(_without(event, hidden) for event in found if event.name != "CustomerEvaluated")


def _without(event: EventView, names: tuple[str, ...]) -> EventView:
    """The event without these fields in what it changed."""
    data = {
        key: {name: one for name, one in value.items() if name not in names}
        if key in ("before", "after") and isinstance(value, dict)
        else value
        for key, value in event.data.items()
    }
    return replace(event, data=data)


def _actions(actor: Actor, customer: Customer, account: AccountView | None) -> list[str]:
    found = ["edit", "enable" if customer.disabled_at else "disable"]
    if _grades(actor, customer):
        found += ["grade", "hand_over"]
    if account is None:
        return [*found, "open_account"]
    return [*found, "reset_account", "reopen_account" if account.is_closed else "close_account"]
