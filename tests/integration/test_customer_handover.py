"""Handing over, the one account, evaluations, and what customers are told apart by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import NO_PASSWORD, Company
from tests.support.customer_acts import SOMEBODY
from tests.support.racing import at_once, winners
from webapp.db import Database
from webapp.models import Customer, CustomerKeeper, Event, Notice, Order, Region, User
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.core.transaction import Done
from webapp.services.customers.account import open_account
from webapp.services.customers.commands import create_customer
from webapp.services.customers.evaluating import months_after
from webapp.services.customers.handover import count_kept, hand_over, hand_over_all
from webapp.services.customers.levels import add_level, remove_level
from webapp.services.customers.regions import (
    add_region,
    list_regions,
    move_region,
    remove_region,
)
from webapp.services.identity.accounts import actor_of
from webapp.services.settings.list_editing import (
    add_choice,
    list_choices,
    raise_choice,
    remove_choice,
)

NAMES = Named("新", "New")


def stored(company: Company, code: str) -> Customer:
    company.session.rollback()
    company.session.expire_all()
    return company.session.scalars(select(Customer).where(Customer.code == code)).one()


def user_id(company: Company, name: str) -> int:
    return company.session.scalars(select(User.id).where(User.user_name == name)).one()


@pytest.mark.rule("H2")
def test_open_orders_go_along_when_wanted_and_the_history_stays(company: Company) -> None:
    session, sales = company.session, company.actor("sales")
    hand_over(session, sales, ["KH001"], "review", "first")
    with_him = company.place()
    hand_over(session, sales, ["KH001"], "region1", "region")
    assert company.order(with_him.number).salesperson_id == user_id(company, "region1")
    hand_over(session, sales, ["KH001"], "sales", "leave", with_orders=False)
    assert company.order(with_him.number).salesperson_id == user_id(company, "region1")
    customer = stored(company, "KH001")
    rows = session.scalars(
        select(CustomerKeeper)
        .where(CustomerKeeper.customer_id == customer.id)
        .order_by(CustomerKeeper.id)
    ).all()
    assert [row.reason for row in rows] == ["first", "region", "leave"]
    assert [row.until_at is None for row in rows] == [False, False, True]
    event = session.scalars(
        select(Event).where(Event.name == "CustomerHandedOver", Event.reason == "region")
    ).one()
    assert event.data["before"] == {"salesperson": "review"}
    assert event.internal["orders"] == [with_him.number]


@pytest.mark.rule("H2")
def test_both_salespeople_are_told(company: Company) -> None:
    session, sales = company.session, company.actor("sales")
    hand_over(session, sales, ["KH001", "KH002"], "review", "first")
    assert count_kept(session, sales, "review").customers == 2
    hand_over_all(session, sales, "review", "region1", "left")
    told = session.execute(select(Notice.user_id, Notice.name).order_by(Notice.id)).all()
    assert [tuple(row) for row in told] == [
        (user_id(company, "review"), "CustomersReceived"),
        (user_id(company, "region1"), "CustomersReceived"),
        (user_id(company, "review"), "CustomersPassedOn"),
    ]


@pytest.mark.rule("H2")
def test_handing_over_is_refused_with_its_reason(company: Company) -> None:
    session, sales = company.session, company.actor("sales")
    with pytest.raises(Forbidden):
        hand_over(session, company.actor("region1"), ["KH001"], "region1", "mine")
    with pytest.raises(NotFound):
        hand_over(session, sales, ["KH001", "KH999"], "region1", "x")
    for codes, to, reason, field in (
        (["KH001"], "region1", " ", "reason"),
        (["KH001"], "kh002", "x", "to"),
        ([], "region1", "x", ""),
    ):
        with pytest.raises(RuleBroken) as refused:
            hand_over(session, sales, codes, to, reason)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Conflict):
        hand_over(session, sales, ["KH001"], "region1", "x", version=9)
    with pytest.raises(RuleBroken):
        hand_over_all(session, sales, "region1", "review", "nothing there")


@pytest.mark.rule("A3")
def test_of_two_who_open_an_account_at_once_one_does(company: Company, database: Database) -> None:
    sales = company.actor("sales")
    create_customer(company.session, sales, "KH003", SOMEBODY)
    acts: list[Callable[[Session], Done]] = [
        partial(_open, sales, f"new.{number}") for number in range(4)
    ]
    assert len(winners(at_once(database, acts))) == 1
    company.session.rollback()
    customer = stored(company, "KH003")
    accounts = company.session.scalars(select(User).where(User.customer_id == customer.id)).all()
    assert len(accounts) == 1


def _open(actor: object, name: str, session: Session) -> Done:
    return open_account(session, actor, "KH003", 1, name, NO_PASSWORD)  # type: ignore[arg-type]


@pytest.mark.rule("A3")
@pytest.mark.parametrize("name", ["sales", "KH001", "x", "with space", ""])
def test_a_user_name_is_free_among_all_accounts(company: Company, name: str) -> None:
    sales = company.actor("sales")
    create_customer(company.session, sales, "KH003", SOMEBODY)
    with pytest.raises(RuleBroken) as refused:
        open_account(company.session, sales, "KH003", 1, name, NO_PASSWORD)
    assert set(refused.value.fields) == {"user_name"}
    with pytest.raises(Conflict):
        open_account(company.session, sales, "KH001", 1, "another", NO_PASSWORD)


@pytest.mark.rule("H2")
def test_a_moved_region_takes_what_is_below_along(company: Company) -> None:
    session, sales = company.session, company.actor("sales")
    add_region(session, sales, "ZJ", NAMES, "E")
    add_region(session, sales, "HZ", NAMES, "ZJ")
    with pytest.raises(RuleBroken):
        move_region(session, sales, "E", 1, "HZ")
    move_region(session, sales, "ZJ", 1, "N")
    paths = dict(session.execute(select(Region.code, Region.path)).all())
    assert paths == {"E": "/E/", "N": "/N/", "ZJ": "/N/ZJ/", "HZ": "/N/ZJ/HZ/"}
    north = company.session.scalars(select(Region.id).where(Region.code == "HZ")).one()
    manager = company.session.scalars(select(User).where(User.user_name == "region1")).one()
    assert north not in actor_of(company.session, manager).regions
    for code, version in (("E", 1), ("ZJ", 2)):
        with pytest.raises(RuleBroken):
            remove_region(session, sales, code, version)
    remove_region(session, sales, "HZ", 1)
    assert [row.code for row in list_regions(session)] == ["E", "N", "ZJ"]
    with pytest.raises(Conflict):
        remove_region(session, sales, "ZJ", 1)
    with pytest.raises(Forbidden):
        add_region(session, company.actor("region1"), "X", NAMES)


def test_what_is_used_is_not_taken_out(company: Company) -> None:
    session, sales = company.session, company.actor("sales")
    with pytest.raises(RuleBroken):
        remove_level(session, sales, "A", 1)
    add_level(session, sales, "V", NAMES)
    remove_level(session, sales, "V", 1)
    create_customer(session, sales, "KH003", SOMEBODY)
    with pytest.raises(RuleBroken):
        remove_choice(session, sales, "customer_grade", "B", 1)
    remove_choice(session, sales, "customer_grade", "C", 1)
    add_choice(session, sales, "customer_grade", "C", NAMES)
    raise_choice(session, sales, "customer_grade", "C", 3)
    codes = [row.code for row in list_choices(session)["customer_grade"]]
    assert codes == ["A", "C", "B"]
    with pytest.raises(RuleBroken):
        add_choice(session, sales, "customer_grade", "C", NAMES)
    with pytest.raises(NotFound):
        add_choice(session, sales, "nothing", "C", NAMES)
    with pytest.raises(Forbidden):
        add_choice(session, company.actor("region1"), "customer_grade", "X", NAMES)


@pytest.mark.rule("K4")
@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)
def test_a_review_falls_due_on_the_same_day_of_a_later_month(
    day: date, months: int, due: date
) -> None:
    assert months_after(day, months) == due


def test_an_order_of_a_handed_over_customer_is_its_new_salespersons(company: Company) -> None:
    hand_over(company.session, company.actor("sales"), ["KH002"], "region1", "x")
    order = company.place(by="region1", customer=1)
    assert company.session.scalars(select(Order.salesperson_id)).one() == order.salesperson_id
    assert order.salesperson_id == user_id(company, "region1")
