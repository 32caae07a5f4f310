"""Acts on where a customer takes delivery: his own, and those of the company's staff for him.

Staff name the customer by his code; a customer is only ever himself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from webapp.models import Customer, CustomerAddress
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_file
from webapp.services.customers.rules import parse_phone

MOST_ADDRESSES = 50
LONGEST_CONTACT = 60
LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class AddressInput:
    """Who takes delivery, his telephone, and where."""

    contact: str
    phone: str
    address: str


@command
def add_address(
    tx: Tx, given: AddressInput, *, is_default: bool = False, of: str | None = None
) -> Done:
    """Adds an address; the first one is the default. Orders placed before keep what they had.

    Raises RuleBroken at its fields, or when there are too many.
    """
    customer = _lock_customer(tx, of)
    there = _addresses(tx, customer)
    if len(there) >= MOST_ADDRESSES:
        text = N_("You have %(most)s addresses already. Please remove one first.")
        raise RuleBroken(text, most=MOST_ADDRESSES)
    checked = checked_address(given)
    added = CustomerAddress(customer_id=customer.id, is_default=not there, **asdict(checked))
    tx.session.add(added)
    tx.session.flush()
    if is_default:
        _make_default([*there, added], added)
    return _done(tx, customer, "AddressAdded", added)


@command
def change_address(
    tx: Tx,
    address_id: int,
    version: int,
    given: AddressInput,
    *,
    is_default: bool = False,
    of: str | None = None,
) -> Done:
    """Changes an address; ``version`` is that of the customer's file as it was seen.

    Raises NotFound for another customer's, Conflict when it changed meanwhile, RuleBroken.
    """
    customer, there, address = _find(tx, of, address_id, version)
    checked, before = checked_address(given), _plain(address)
    for name, value in asdict(checked).items():
        setattr(address, name, value)
    if is_default:
        _make_default(there, address)
    return _done(tx, customer, "AddressChanged", address, before)


@command
def make_default(tx: Tx, address_id: int, version: int, *, of: str | None = None) -> Done:
    """Makes an address the one that orders go to unless another is chosen."""
    customer, there, address = _find(tx, of, address_id, version)
    before = _plain(address)
    _make_default(there, address)
    return _done(tx, customer, "AddressChanged", address, before)


@command
def remove_address(tx: Tx, address_id: int, version: int, *, of: str | None = None) -> Done:
    """Takes an address off the list; the last one stays, and the default passes to the oldest.

    Raises RuleBroken for the last one.
    """
    customer, there, address = _find(tx, of, address_id, version)
    if len(there) == 1:
        raise RuleBroken(N_("The last address cannot be removed: orders need one."))
    address.removed_at = tx.now
    if address.is_default:
        _make_default(there, next(one for one in there if one is not address))
    return _done(tx, customer, "AddressRemoved", address)


def _lock_customer(tx: Tx, of: str | None) -> Customer:
    if of is not None:
        return lock_file(tx, of)
    customer = tx.session.get(Customer, tx.actor.require_customer(), with_for_update=True)
    if customer is None:
        raise NotFound()
    return customer


def _addresses(tx: Tx, customer: Customer) -> list[CustomerAddress]:
    statement = (
        select(CustomerAddress)
        .where(CustomerAddress.customer_id == customer.id, CustomerAddress.removed_at.is_(None))
        .order_by(CustomerAddress.id)
    )
    return list(tx.session.scalars(statement))


def _find(
    tx: Tx, of: str | None, address_id: int, version: int
) -> tuple[Customer, list[CustomerAddress], CustomerAddress]:
    customer = _lock_customer(tx, of)
    there = _addresses(tx, customer)
    address = next((one for one in there if one.id == address_id), None)
    if address is None:
        raise NotFound()
    if customer.version != version:
        raise Conflict(N_("The addresses were changed meanwhile. Nothing was done."))
    return customer, there, address


def checked_address(given: AddressInput) -> AddressInput:
    """An address as it can be stored. Raises RuleBroken at its fields."""
    problems = Problems()
    phone = ""
    for name, value, most in (
        ("contact", given.contact, LONGEST_CONTACT),
        ("address", given.address, LONGEST_ADDRESS),
    ):
        if not value:
            problems.add(name, N_("Please fill this in."))
        elif len(value) > most:
            problems.add(name, N_("At most %(most)s characters."), most=most)
    try:
        phone = parse_phone(given.phone) if given.phone else ""
    except RuleBroken as refused:
        problems.take("phone", refused)
    if not given.phone:
        problems.add("phone", N_("Please fill this in."))
    problems.refuse()
    return AddressInput(given.contact, phone, given.address)


def _make_default(there: list[CustomerAddress], chosen: CustomerAddress) -> None:
    for one in there:
        one.is_default = one is chosen


def _plain(address: CustomerAddress) -> dict[str, Any]:
    return {
        "contact": address.contact,
        "phone": address.phone,
        "address": address.address,
        "is_default": address.is_default and address.removed_at is None,
    }


def _done(
    tx: Tx,
    customer: Customer,
    event: str,
    address: CustomerAddress,
    before: dict[str, Any] | None = None,
) -> Done:
    """Notes the address as it is, and what an edit changed of it (H3)."""
    customer.version += 1
    changes = changes_between(before, _plain(address)) if before else {}
    tx.record(customer, event, {**_plain(address), **changes})
    return Done(customer.code, version=customer.version, details={"address": address.id})
