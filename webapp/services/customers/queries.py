"""A customer's own file and addresses, as he himself reads them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer, CustomerAddress, CustomerLevel, Region, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.rows import row_of
from webapp.services.customers.addresses import addresses_of


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where a customer takes delivery; ``version`` is that of his whole file."""

    id: int
    contact: str
    phone: str
    address: str
    is_default: bool
    version: int


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What the company keeps of a customer, without what is only for the company."""

    code: str
    name: str
    level: str
    level_en: str
    region: str
    region_en: str
    contact: str
    phone: str
    contract_number: str
    credit_code: str
    invoice_title: str
    invoice_address: str
    invoice_bank: str
    salesperson: str


def list_addresses(session: Session, actor: Actor) -> list[AddressRow]:
    """The customer's own addresses, the default one first."""
    statement = addresses_of(actor.require_customer())
    rows = session.execute(
        statement.add_columns(Customer.version).join(
            Customer, Customer.id == CustomerAddress.customer_id
        )
    )
    return [row_of(AddressRow, address, version=version) for address, version in rows]


def get_address(session: Session, actor: Actor, address_id: int) -> AddressRow:
    """One of the customer's own addresses; raises NotFound for another's just as for none."""
    found = next((one for one in list_addresses(session, actor) if one.id == address_id), None)
    if found is None:
        raise NotFound()
    return found


def get_own_file(session: Session, actor: Actor) -> OwnFile:
    """The customer's file as he may read it."""
    row = session.execute(
        select(Customer, CustomerLevel, Region, User.name)
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .join(Region, Region.id == Customer.region_id)
        .outerjoin(User, User.id == Customer.salesperson_id)
        .where(Customer.id == actor.require_customer())
    ).one()
    customer, level, region, salesperson = row
    return OwnFile(
        code=customer.code,
        name=customer.name,
        level=level.name,
        level_en=level.name_en,
        region=region.name,
        region_en=region.name_en,
        contact=customer.contact,
        phone=customer.phone,
        contract_number=customer.contract_number,
        credit_code=customer.credit_code,
        invoice_title=customer.invoice_title,
        invoice_address=customer.invoice_address,
        invoice_bank=customer.invoice_bank,
        salesperson=salesperson or customer.responsibility_code,
    )
