"""Customers' files opened and changed: who may, what is refused, what the trail keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.company import Company
from webapp.models import Customer, CustomerAddress, CustomerKeeper, Event
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.customers.address_book import AddressInput
from webapp.services.customers.commands import (
    change_customer,
    create_customer,
    disable_customer,
    enable_customer,
)
from webapp.services.customers.filing import CustomerInput, read_input

pytestmark = pytest.mark.rule("H1")

NEW = CustomerInput(
    name="杭州新客五金有限公司",
    region="E",
    level="A",
    salesperson="region1",
    contact="沈经理",
    phone="0571-87654321",
    credit_code="91350100m000100y43",
    credit_limit=Decimal(5000),
    payment_days=30,
    grade="A",
    channel="dealer",
    review_due=date(2027, 1, 31),
)


def stored(company: Company, code: str) -> Customer:
    company.session.rollback()
    company.session.expire_all()
    return company.session.scalars(select(Customer).where(Customer.code == code)).one()


def last_event(company: Company, code: str) -> Event:
    statement = select(Event).where(Event.subject_kind == "customer", Event.subject_number == code)
    return company.session.scalars(statement.order_by(Event.position.desc()).limit(1)).one()


def test_a_file_is_opened_whole(company: Company) -> None:
    address = AddressInput("沈经理", "13900000001", "杭州市文三路 1 号")
    done = create_customer(company.session, company.actor("sales"), " khn-1 ", NEW, address)
    customer = stored(company, "KHN-1")
    assert (done.number, done.details["warnings"]) == ("KHN-1", [])
    assert customer.pinyin == "hzxkwjyxgs"
    assert customer.credit_code == "91350100M000100Y43"
    assert customer.credit_limit == Decimal("5000.00")
    event = last_event(company, "KHN-1")
    assert event.name == "CustomerCreated"
    assert event.data["after"]["region"] == "E"
    assert event.internal["after"]["credit_limit"] == "5000.00"
    assert "credit_limit" not in event.data["after"]
    keeper = company.session.scalars(
        select(CustomerKeeper).where(CustomerKeeper.customer_id == customer.id)
    ).one()
    assert (keeper.salesperson_id, keeper.until_at) == (customer.salesperson_id, None)
    there = company.session.scalars(
        select(CustomerAddress).where(CustomerAddress.customer_id == customer.id)
    ).one()
    assert there.is_default


def test_a_code_is_given_once_whatever_its_capitals(company: Company) -> None:
    with pytest.raises(RuleBroken) as refused:
        create_customer(company.session, company.actor("sales"), "kh001", NEW)
    assert set(refused.value.fields) == {"code"}
    company.session.rollback()
    assert company.session.scalar(select(func.count(Customer.id))) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "名" * 121),
        ("region", "nowhere"),
        ("level", "nothing"),
        ("branch", "nowhere"),
        ("salesperson", "nobody"),
        ("salesperson", "kh001"),
        ("phone", "soon"),
        ("credit_code", "91350100M000100Y4Z"),
        ("credit_limit", Decimal(-1)),
        ("credit_limit", Decimal("NaN")),
        ("credit_limit", Decimal("1e12")),
        ("credit_limit", Decimal("1.005")),
        ("payment_days", 366),
        ("grade", "Z"),
        ("channel", "A"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(company: Company, field: str, value: Any) -> None:
    wrong = replace(NEW, **{field: value})
    with pytest.raises(RuleBroken) as refused:
        create_customer(company.session, company.actor("sales"), "KH9", wrong)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("code", ["", "KH 9", "../x", "-9", "K" * 41, "K/9"])
def test_a_code_can_stand_in_an_address(company: Company, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        create_customer(company.session, company.actor("sales"), code, NEW)
    assert set(refused.value.fields) == {"code"}


def test_an_old_number_is_taken_with_a_warning(company: Company) -> None:
    old = replace(NEW, credit_code="330100123456789")
    done = create_customer(company.session, company.actor("sales"), "KH9", old)
    assert len(done.details["warnings"]) == 1
    again = create_customer(company.session, company.actor("sales"), "KH10", old)
    assert len(again.details["warnings"]) == 2


@pytest.mark.rule("A5")
def test_without_the_right_to_grade_a_file_is_plain_and_in_ones_own_regions(
    company: Company,
) -> None:
    manager = company.actor("region1")
    plain = CustomerInput(name="新客", region="E", salesperson="region1")
    create_customer(company.session, manager, "KH9", plain)
    assert stored(company, "KH9").credit_limit == 0
    graded: dict[str, Any] = {"credit_limit": Decimal(1), "payment_days": 30, "grade": "A"}
    for field, value in graded.items():
        with pytest.raises(RuleBroken) as refused:
            create_customer(company.session, manager, "KH10", replace(plain, **{field: value}))
        assert set(refused.value.fields) == {field}
    elsewhere = replace(plain, region="N", salesperson="sales")
    with pytest.raises(RuleBroken) as refused:
        create_customer(company.session, manager, "KH10", elsewhere)
    assert set(refused.value.fields) == {"region"}
    with pytest.raises(Forbidden):
        create_customer(company.session, company.actor("review"), "KH10", plain)
    with pytest.raises(Forbidden):
        create_customer(company.session, company.actor("kh001"), "KH10", plain)


@pytest.mark.rule("H3")
def test_a_change_keeps_each_field_before_and_after(company: Company) -> None:
    before = stored(company, "KH001")
    given = read_input(company.session, before)
    wanted = replace(given, name="改名五金商行", credit_limit=Decimal(2000))
    done = change_customer(company.session, company.actor("sales"), "KH001", 1, wanted)
    assert sorted(done.details["changed"]) == ["credit_limit", "name"]
    event = last_event(company, "KH001")
    assert event.data == {"before": {"name": "kh001五金商行"}, "after": {"name": "改名五金商行"}}
    assert event.internal == {
        "before": {"credit_limit": "1000.00"},
        "after": {"credit_limit": "2000.00"},
    }
    assert stored(company, "KH001").pinyin == "gmwjsh"
    with pytest.raises(Conflict):
        change_customer(company.session, company.actor("admin"), "KH001", 1, given)
    same = change_customer(company.session, company.actor("admin"), "KH001", None, wanted)
    assert (same.details["changed"], same.version) == ([], 2)


@pytest.mark.rule("A5", "H2")
def test_a_manager_changes_his_own_customers_and_nothing_that_grades(company: Company) -> None:
    manager = company.actor("region1")
    mine = read_input(company.session, stored(company, "KH001"))
    theirs = read_input(company.session, stored(company, "KH002"))
    change_customer(company.session, manager, "KH001", 1, replace(mine, contact="赵经理"))
    graded: dict[str, Any] = {"credit_limit": Decimal(9), "level": "B", "region": "N"}
    for field, value in graded.items():
        with pytest.raises(RuleBroken) as refused:
            change_customer(company.session, manager, "KH001", 2, replace(mine, **{field: value}))
        assert set(refused.value.fields) == {field}
    wanted = replace(mine, salesperson="region1")
    with pytest.raises(RuleBroken):
        change_customer(company.session, manager, "KH001", 2, wanted, "mine now")
    with pytest.raises(NotFound):
        change_customer(company.session, manager, "KH002", 1, replace(theirs, contact="x"))


def test_who_is_disabled_is_out_until_he_is_taken_back(company: Company) -> None:
    sales = company.actor("sales")
    with pytest.raises(RuleBroken):
        disable_customer(company.session, sales, "KH001", 1, " ")
    done = disable_customer(company.session, sales, "KH001", 1, "欠款")
    assert done.status == "disabled"
    with pytest.raises(NotFound):
        company.place(by="review")
    with pytest.raises(Conflict):
        disable_customer(company.session, sales, "KH001", done.version, "again")
    back = enable_customer(company.session, sales, "KH001", done.version)
    assert back.status == "active"
    company.place(by="review")
    with pytest.raises(Conflict):
        enable_customer(company.session, sales, "KH001", back.version)
