"""Whom staff may order for, and what his file says for a new order (J1, G2)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from webapp.models import Branch, Customer, CustomerLevel, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.customers.addresses import addresses_of
from webapp.services.identity.scope import reaches_customers

MOST_SUGGESTIONS = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class AddressChoice:
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Orderer:
    """A customer to order for, as his file has him; the first address is the default one."""

    id: int
    code: str
    name: str
    level: str
    level_en: str
    branch: str
    branch_en: str
    salesperson: str
    contract_number: str
    invoice_title: str
    credit_code: str
    addresses: tuple[AddressChoice, ...]


def suggest_customers(
    session: Session, actor: Actor, permission: Permission, typed: str
) -> list[Suggestion]:
    """Customers in reach by the beginning of code or pinyin initials, or a part of the name."""
    typed = typed.strip()
    if not typed:
        return []
    rows = session.execute(
        select(Customer.code, Customer.name, Customer.contact)
        .where(reaches_customers(actor, permission), _fits(typed), Customer.disabled_at.is_(None))
        .order_by(Customer.code)
        .limit(MOST_SUGGESTIONS)
    )
    return [Suggestion(row.code, row.name, row.contact) for row in rows]


def _fits(typed: str) -> ColumnElement[bool]:
    return or_(
        Customer.code.startswith(typed.upper(), autoescape=True),
        Customer.pinyin.startswith(typed.lower(), autoescape=True),
        Customer.name.contains(typed, autoescape=True),
    )


def get_orderer(session: Session, actor: Actor, code: str) -> Orderer:
    """The customer to order for; raises NotFound when there is none in reach."""
    row = session.execute(
        select(Customer, CustomerLevel, Branch, User.name)
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Branch, Branch.id == Customer.branch_id)
        .outerjoin(User, User.id == Customer.salesperson_id)
        .where(
            Customer.code == code.upper(),
            Customer.disabled_at.is_(None),
            reaches_customers(actor, Permission.ORDER_CREATE),
        )
    ).first()
    if row is None:
        raise NotFound()
    customer, level, branch, salesperson = row
    return Orderer(
        id=customer.id,
        code=customer.code,
        name=customer.name,
        level=level.name,
        level_en=level.name_en,
        branch=branch.name,
        branch_en=branch.name_en,
        salesperson=salesperson or customer.responsibility_code,
        contract_number=customer.contract_number,
        invoice_title=customer.invoice_title or customer.name,
        credit_code=customer.credit_code,
        addresses=_addresses(session, customer.id),
    )


def _addresses(session: Session, customer_id: int) -> tuple[AddressChoice, ...]:
    rows = session.scalars(addresses_of(customer_id))
    return tuple(AddressChoice(one.id, f"{one.contact} {one.phone} {one.address}") for one in rows)
