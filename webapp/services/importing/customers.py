"""Customers as a list: files that are opened, and, if asked for, changed (H1, H4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from webapp.models import Customer
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.customers.address_book import AddressInput
from webapp.services.customers.commands import change_customer, create_customer
from webapp.services.customers.filing import (
    GRADED,
    LISTS,
    CustomerInput,
    check_input,
    differing,
    read_input,
)
from webapp.services.identity.scope import reaches_customers
from webapp.services.importing.customer_fields import CUSTOMER_FIELDS
from webapp.services.importing.engine import (
    CHANGED,
    NEW,
    SAME,
    Chosen,
    Difference,
    Importer,
    ImportKind,
    Item,
    Plan,
)
from webapp.services.importing.lookups import choices, directory

#: Fields that name a row by its code or its name.
NAMING = ("region", "level", "branch", "salesperson")
ADDRESS = "address"


class CustomerList(ImportKind):
    key = "customers"
    label = N_("Customers")
    permission = Permission.CUSTOMER_MANAGE
    key_fields = ("code",)
    fields = CUSTOMER_FIELDS

    def begin(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> Importer:
        return _Customers(tx, items)


class _Customers(Importer):
    def __init__(self, tx: Tx, items: Sequence[Item]) -> None:
        self._tx = tx
        in_reach = reaches_customers(tx.actor, Permission.CUSTOMER_MANAGE)
        codes = {item.key for item in items}
        found = tx.session.scalars(select(Customer).where(Customer.code.in_(codes), in_reach))
        self._known = {customer.code: customer for customer in found}

    def plan(self, item: Item) -> Plan:
        given = self._coded(item.content)
        customer = self._known.get(item.key)
        if customer is None:
            made = CustomerInput(**{"name": "", "region": "", **_filing(given)})
            address = _address(given, made)
            return Plan(NEW, lambda: create_customer.act(self._tx, item.key, made, address))
        return self._changing(customer, given)

    def _changing(self, customer: Customer, given: Mapping[str, Any]) -> Plan:
        """What the row would change of a file; an empty cell leaves what is there."""
        before = read_input(self._tx.session, customer)
        wanted = replace(before, **_filing(given))
        if wanted == before:
            return Plan(SAME)
        after = check_input(self._tx, wanted, before).given
        names = differing(before, after)
        if not names:
            return Plan(SAME)
        changes = tuple(
            Difference(name, str(getattr(before, name) or ""), str(getattr(after, name) or ""))
            for name in names
        )
        reason = given.get("reason", "")
        code = customer.code
        return Plan(
            CHANGED, lambda: change_customer.act(self._tx, code, None, after, reason), changes
        )

    def _coded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the row that are there, names turned into codes."""
        given = {name: value for name, value in values.items() if value is not None}
        session = self._tx.session
        for name in NAMING:
            if name in given:
                given[name] = directory(session, name).code(given[name])
        for name, list_key in LISTS.items():
            if name in given:
                given[name] = choices(session, name, list_key).code(given[name])
        held = [name for name in given if name in GRADED - {"region"}]
        if held and not self._tx.actor.may(Permission.CUSTOMER_GRADE):
            raise RuleBroken(N_("Your role may not set this."), held[0])
        return given


def _filing(given: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields_of(CustomerInput)}
    return {name: value for name, value in given.items() if name in names}


def _address(given: Mapping[str, Any], made: CustomerInput) -> AddressInput | None:
    """Where a new customer takes delivery, by his contact and his telephone."""
    if ADDRESS not in given:
        return None
    return AddressInput(made.contact or made.name[:60], made.phone, given[ADDRESS])
