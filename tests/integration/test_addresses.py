"""Acts on a customer's addresses: what they leave behind, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.company import Company
from webapp.models import Customer, CustomerAddress, Event
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.customers import address_book as commands
from webapp.services.customers.address_book import AddressInput
from webapp.services.customers.queries import get_address, get_own_file, list_addresses

GIVEN = AddressInput("李四", "0571-87654321", "文三路 1 号")


def version(company: Company) -> int:
    company.session.rollback()
    company.session.expire_all()
    return company.session.get_one(Customer, company.customers[0]).version


def events(company: Company) -> list[str]:
    company.session.rollback()
    statement = select(Event.name).where(
        Event.subject_kind == "customer", Event.subject_id == company.customers[0]
    )
    return list(company.session.scalars(statement.order_by(Event.position)))


def test_each_act_leaves_its_event_and_a_new_version(company: Company) -> None:
    me, session = company.actor("kh001"), company.session
    added = commands.add_address(session, me, GIVEN)
    id_ = added.details["address"]
    commands.change_address(session, me, id_, added.version, GIVEN, is_default=True)
    (first,) = [one.id for one in list_addresses(session, me) if not one.is_default]
    commands.make_default(session, me, first, version(company))
    commands.remove_address(session, me, id_, version(company))
    assert events(company)[-4:] == [
        "AddressAdded",
        "AddressChanged",
        "AddressChanged",
        "AddressRemoved",
    ]
    assert version(company) == added.version + 3
    assert [one.is_default for one in list_addresses(session, me)] == [True]


@pytest.mark.rule("H3")
def test_an_edit_of_an_address_tells_what_it_changed(company: Company) -> None:
    me, session = company.actor("kh001"), company.session
    added = commands.add_address(session, me, GIVEN)
    other = replace(GIVEN, address="新地址 5 号")
    commands.change_address(session, me, added.details["address"], added.version, other)
    statement = select(Event.data).where(Event.name == "AddressChanged")
    data = session.scalars(statement.order_by(Event.id.desc())).first()
    assert data is not None
    assert data["before"] == {"address": GIVEN.address}
    assert data["after"] == {"address": other.address}


def test_exactly_one_address_is_the_default_after_any_act(company: Company) -> None:
    me, session = company.actor("kh001"), company.session
    ids = [commands.add_address(session, me, GIVEN).details["address"] for _ in range(3)]
    for id_ in ids:
        commands.make_default(session, me, id_, version(company))
        assert [one.id for one in list_addresses(session, me) if one.is_default] == [id_]
    for id_ in reversed(ids):
        commands.remove_address(session, me, id_, version(company))
        assert sum(one.is_default for one in list_addresses(session, me)) == 1


def test_the_last_address_stays(company: Company) -> None:
    me, session = company.actor("kh001"), company.session
    (only,) = list_addresses(session, me)
    with pytest.raises(RuleBroken):
        commands.remove_address(session, me, only.id, only.version)
    assert list_addresses(session, me) == [only]


def test_an_older_view_changes_nothing(company: Company) -> None:
    me, session = company.actor("kh001"), company.session
    (only,) = list_addresses(session, me)
    commands.change_address(session, me, only.id, only.version, GIVEN)
    with pytest.raises(Conflict):
        commands.change_address(session, me, only.id, only.version, GIVEN)


@pytest.mark.rule("A1", "A3")
def test_another_customers_address_does_not_exist(company: Company) -> None:
    me, other, session = company.actor("kh001"), company.actor("kh002"), company.session
    (theirs,) = list_addresses(session, other)
    for act in (commands.make_default, commands.remove_address):
        with pytest.raises(NotFound):
            act(session, me, theirs.id, theirs.version)
    with pytest.raises(NotFound):
        commands.change_address(session, me, theirs.id, theirs.version, GIVEN)
    with pytest.raises(NotFound):
        get_address(session, me, theirs.id)
    assert list_addresses(session, other) == [theirs]


def test_staff_have_no_addresses_of_their_own(company: Company) -> None:
    admin = company.actor("admin")
    with pytest.raises(Forbidden):
        commands.add_address(company.session, admin, GIVEN)
    with pytest.raises(Forbidden):
        get_own_file(company.session, admin)


def test_there_is_an_end_to_addresses(company: Company) -> None:
    me, session = company.actor("kh001"), company.session
    session.add_all(
        CustomerAddress(
            customer_id=company.customers[0], contact="x", phone="1", address="y", is_default=False
        )
        for _ in range(commands.MOST_ADDRESSES)
    )
    session.commit()
    with pytest.raises(RuleBroken):
        commands.add_address(session, me, GIVEN)
