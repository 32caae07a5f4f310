"""The people at a customer's whom the company speaks with. The main one stands in his file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select

from webapp.models import Customer, CustomerContact
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, NotFound, Problems, RuleBroken
from webapp.services.core.mail_addresses import parse_mail_address
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_file
from webapp.services.customers.rules import parse_phone

MOST_CONTACTS = 50
LONGEST = {"name": 60, "position": 60, "remark": 200}


@dataclass(frozen=True, slots=True)
class ContactInput:
    """A person at the customer's; his name is what is needed of him."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    remark: str = ""


@command
def add_contact(tx: Tx, code: str, given: ContactInput, *, is_main: bool = False) -> Done:
    """Adds a person; the first one is the main one. Raises RuleBroken at his fields."""
    customer = lock_file(tx, code)
    there = _contacts(tx, customer)
    if len(there) >= MOST_CONTACTS:
        raise RuleBroken(N_("There are %(most)s contacts already."), most=MOST_CONTACTS)
    added = CustomerContact(customer_id=customer.id, **asdict(_checked(given)), is_main=False)
    tx.session.add(added)
    if is_main or not there:
        _make_main(customer, [*there, added], added)
    return _done(tx, customer, "ContactAdded", {"before": {}, "after": _plain(added)})


@command
def change_contact(
    tx: Tx, code: str, contact_id: int, version: int, given: ContactInput, *, is_main: bool = False
) -> Done:
    """Changes what is kept of a person. Raises NotFound, Conflict, RuleBroken at his fields."""
    customer = lock_file(tx, code, version)
    there = _contacts(tx, customer)
    contact = _one_of(there, contact_id)
    before = _plain(contact)
    for name, value in asdict(_checked(given)).items():
        setattr(contact, name, value)
    if is_main or contact.is_main:
        _make_main(customer, there, contact)
    changes = changes_between(before, _plain(contact))
    return _done(tx, customer, "ContactChanged", {**changes, "contact": contact.name})


@command
def remove_contact(tx: Tx, code: str, contact_id: int, version: int) -> Done:
    """Takes a person off the list; being the main one passes to the oldest that is left."""
    customer = lock_file(tx, code, version)
    there = _contacts(tx, customer)
    contact = _one_of(there, contact_id)
    before = _plain(contact)
    contact.removed_at = tx.now
    left = [one for one in there if one is not contact]
    if contact.is_main and left:
        _make_main(customer, there, left[0])
    return _done(tx, customer, "ContactRemoved", {"before": before, "after": {}})


def _contacts(tx: Tx, customer: Customer) -> list[CustomerContact]:
    statement = (
        select(CustomerContact)
        .where(CustomerContact.customer_id == customer.id, CustomerContact.removed_at.is_(None))
        .order_by(CustomerContact.id)
    )
    return list(tx.session.scalars(statement))


def _one_of(there: list[CustomerContact], contact_id: int) -> CustomerContact:
    found = next((one for one in there if one.id == contact_id), None)
    if found is None:
        raise NotFound()
    return found


def _make_main(customer: Customer, there: list[CustomerContact], chosen: CustomerContact) -> None:
    """Only one is the main one, and the file names him."""
    for one in there:
        one.is_main = one is chosen
    customer.contact = chosen.name
    customer.phone = chosen.phone or customer.phone


def _checked(given: ContactInput) -> ContactInput:
    problems = Problems()
    for name, most in LONGEST.items():
        if len(getattr(given, name)) > most:
            problems.add(name, N_("At most %(most)s characters."), most=most)
    if not given.name:
        problems.add("name", N_("Please fill this in."))
    read = {}
    for name, parser in (("phone", parse_phone), ("email", parse_mail_address)):
        text = getattr(given, name)
        try:
            read[name] = parser(text) if text else ""
        except RuleBroken as refused:
            problems.take(name, refused)
    problems.refuse()
    return replace(given, **read)


def _plain(contact: CustomerContact) -> dict[str, Any]:
    names = ("name", "position", "phone", "email", "remark", "is_main")
    return {name: getattr(contact, name) for name in names}


def _done(tx: Tx, customer: Customer, event: str, data: dict[str, Any]) -> Done:
    customer.version += 1
    tx.record(customer, event, data)
    return Done(customer.code, version=customer.version)
