"""Prices are followed by others, each begins and ends on its day, and the strongest wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.price_acts import a_day
from webapp.models import CustomerLevel, Event, Product, ProductPrice
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_levels import FactorInput, set_factor, take_back_factor
from webapp.services.catalog.price_setting import price_is_known, set_price, take_back_price
from webapp.services.catalog.prices import get_buyer, prices_for
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Done, writing

CODE = "PIPE-20"
KEY = "one-time-key-of-this-form"
#: Whose price, the price, from which day on and until which, in days from today.
Given = tuple[str, str | None, int, int | None]


def put(company: Company, given: Given, who: str = "sales") -> Done:
    whose, price, begins, ends = given
    wanted = PriceInput(
        CODE,
        None if price is None else Decimal(price),
        level="A" if whose == "level" else "",
        customer="KH001" if whose == "customer" else "",
        valid_from=a_day(begins),
        valid_to=None if ends is None else a_day(ends),
        reason="market",
    )
    return set_price(company.session, company.actor(who), wanted)


def price_on(company: Company, day: date, customer: int = 0) -> tuple[Decimal, str]:
    company.session.rollback()
    buyer = get_buyer(company.session, company.customers[customer], day)
    product = company.products[CODE]
    found = prices_for(company.session, buyer, [product], day)[product]
    return found.amount, found.source


#: Base 12.5 and factor 0.95: 11.875 where nothing else is said.
CASES: dict[str, tuple[list[Given], dict[int, tuple[str, str]]]] = {
    "base alone": ([], {0: ("11.875", "base"), 400: ("11.875", "base")}),
    "base from its first day": (
        [("base", "20", 3, None)],
        {2: ("11.875", "base"), 3: ("19", "base"), 99: ("19", "base")},
    ),
    "level over base": ([("level", "9", 0, None)], {0: ("9", "level")}),
    "customer over level": (
        [("level", "9", 0, None), ("customer", "10", 0, None)],
        {0: ("10", "customer")},
    ),
    "until and with its last day": (
        [("customer", "8", 1, 3)],
        {0: ("11.875", "base"), 1: ("8", "customer"), 3: ("8", "customer"), 4: ("11.875", "base")},
    ),
    "one day": ([("customer", "8", 2, 2)], {1: ("11.875", "base"), 2: ("8", "customer")}),
    "an overlap: the last begun": (
        [("customer", "8", 0, 9), ("customer", "7", 3, 5)],
        {2: ("8", "customer"), 3: ("7", "customer"), 5: ("7", "customer"), 6: ("8", "customer")},
    ),
    "of one day the last set": (
        [("customer", "8", 0, None), ("customer", "7", 0, None)],
        {0: ("7", "customer")},
    ),
    "put between": (
        [("base", "20", 9, None), ("base", "16", 5, None)],
        {5: ("15.2", "base"), 8: ("15.2", "base"), 9: ("19", "base")},
    ),
    "none of his own any more": (
        [("level", "9", 0, None), ("customer", "8", 0, None), ("customer", None, 4, None)],
        {3: ("8", "customer"), 4: ("9", "level")},
    ),
    "and again": (
        [("customer", "8", 0, None), ("customer", None, 2, None), ("customer", "6", 4, None)],
        {1: ("8", "customer"), 2: ("11.875", "base"), 4: ("6", "customer")},
    ),
}


@pytest.mark.rule("F5")
@pytest.mark.parametrize("case", CASES)
def test_which_price_holds(company: Company, case: str) -> None:
    rows, expected = CASES[case]
    for given in rows:
        put(company, given)

    for ahead, (amount, source) in expected.items():
        assert price_on(company, a_day(ahead)) == (Decimal(amount), source), ahead


@pytest.mark.rule("F5")
def test_a_customers_own_price_is_nobody_elses(company: Company) -> None:
    put(company, ("customer", "8", 0, None))

    assert price_on(company, a_day(), customer=1) == (Decimal("11.875"), "base")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": a_day(-1)}, "valid_from"),
        ({"valid_from": date(2101, 1, 1)}, "valid_from"),
        ({"price": None}, "price"),
        ({"price": Decimal(-1)}, "price"),
        ({"price": Decimal(10) ** 9}, "price"),
        ({"price": Decimal("12.5")}, "price"),
        ({"valid_to": a_day(9)}, "valid_to"),
        ({"customer": "KH001", "valid_to": a_day(-1)}, "valid_to"),
        ({"customer": "KH001", "price": None, "valid_to": a_day(9)}, "valid_to"),
        ({"customer": "KH001", "price": None}, "price"),
        ({"customer": "KH001", "level": "A"}, "customer"),
        ({"customer": "KH999"}, "customer"),
        ({"level": "Z"}, "level"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 201}, "reason"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    company: Company, changes: dict[str, Any], field: str
) -> None:
    given = {"product": CODE, "price": Decimal(13), "reason": "market", **changes}

    with pytest.raises(RuleBroken) as refused:
        set_price(company.session, company.actor("sales"), PriceInput(**given))

    assert set(refused.value.fields) == {field}


def test_an_article_that_is_not_there(company: Company) -> None:
    with pytest.raises(NotFound):
        set_price(company.session, SYSTEM, PriceInput("NOTHING", Decimal(1)))


@pytest.mark.rule("H3", "F5")
def test_the_trail_says_what_was_before(company: Company) -> None:
    put(company, ("base", "13", 0, None))
    put(company, ("customer", "8", 0, 5))

    company.session.rollback()
    events = company.session.scalars(
        select(Event).where(Event.name == "PriceSet").order_by(Event.position)
    ).all()
    base, own = events
    assert base.data["before"] == {"price": "12.5"}
    assert base.data["after"]["price"] == "13"
    assert base.reason == "market"
    assert own.data == {"for": "customer"}
    assert own.internal["customer"] == "KH001"
    assert own.internal["after"]["price"] == "8"


def test_the_same_form_twice_sets_one_price(company: Company) -> None:
    actor = company.actor("sales")
    given = PriceInput(CODE, Decimal(13), reason="market")

    first = set_price.once(KEY, company.session, actor, given)
    second = set_price.once(KEY, company.session, actor, given)

    assert second.repeated
    assert first.details == second.details
    assert count_rows(company) == 2


def count_rows(company: Company) -> int:
    company.session.rollback()
    product = company.products[CODE]
    rows = company.session.scalars(
        select(ProductPrice.id).where(ProductPrice.product_id == product)
    )
    return len(rows.all())


@pytest.mark.rule("F5")
def test_a_price_to_come_is_taken_back_and_stays_on_record(company: Company) -> None:
    done = put(company, ("base", "20", 3, None))
    price_id = done.details["price_id"]
    actor = company.actor("sales")

    with pytest.raises(RuleBroken):
        take_back_price(company.session, actor, CODE, price_id, "")
    take_back_price(company.session, actor, CODE, price_id, "not after all")

    assert price_on(company, a_day(3)) == (Decimal("11.875"), "base")
    assert count_rows(company) == 2
    with pytest.raises(Conflict):
        take_back_price(company.session, actor, CODE, price_id, "again")


def test_a_price_that_has_begun_cannot_be_taken_back(company: Company) -> None:
    done = put(company, ("customer", "8", 0, None))
    actor = company.actor("sales")

    with pytest.raises(Conflict):
        take_back_price(company.session, actor, CODE, done.details["price_id"], "oh")
    with pytest.raises(NotFound):
        take_back_price(company.session, actor, "LOCK-1", done.details["price_id"], "oh")


@pytest.mark.rule("A5")
def test_who_keeps_some_customers_prices_sets_theirs_only(company: Company) -> None:
    manager = company.actor("region1")
    keeper = replace(manager, grants={**manager.grants, Permission.PRICE_MANAGE: Reach.OWN})
    mine = PriceInput(CODE, Decimal(8), customer="KH001", reason="agreed")
    set_price(company.session, keeper, mine)

    theirs = PriceInput(CODE, Decimal(8), customer="KH002", valid_from=a_day(5), reason="agreed")
    with pytest.raises(RuleBroken) as refused:
        set_price(company.session, keeper, theirs)
    assert set(refused.value.fields) == {"customer"}
    for everybodys in (
        PriceInput(CODE, Decimal(8), reason="agreed"),
        PriceInput(CODE, Decimal(8), level="A", reason="agreed"),
    ):
        with pytest.raises(Forbidden):
            set_price(company.session, keeper, everybodys)
    with pytest.raises(Forbidden):
        set_factor(company.session, keeper, FactorInput("A", Decimal("0.9"), reason="x"))
    done = set_price(company.session, company.actor("sales"), theirs)
    with pytest.raises(NotFound):
        take_back_price(company.session, keeper, CODE, done.details["price_id"], "x")


@pytest.mark.rule("H4")
def test_a_list_brought_in_twice_adds_nothing(company: Company) -> None:
    given = PriceInput(CODE, Decimal("8.8888"), customer="KH001", origin="import")
    later = PriceInput(CODE, Decimal(9), valid_from=a_day(4), origin="import")
    with writing(company.session, SYSTEM) as tx:
        assert not price_is_known(tx, given)
        set_price.act(tx, given)
        set_price.act(tx, later)
        assert price_is_known(tx, given)
        assert price_is_known(tx, later)
    with writing(company.session, SYSTEM) as tx:
        between = PriceInput(CODE, Decimal(10), valid_from=a_day(4))
        set_price.act(tx, between)
        assert price_is_known(tx, later)
        assert not price_is_known(tx, PriceInput(CODE, Decimal(9)))
        assert not price_is_known(tx, PriceInput("NOTHING", Decimal(9)))


@pytest.mark.rule("F5")
def test_a_factor_is_followed_and_taken_back(company: Company) -> None:
    actor = company.actor("sales")
    set_factor(company.session, actor, FactorInput("A", Decimal("0.9"), a_day(2), "more"))
    set_factor(company.session, actor, FactorInput("A", Decimal("0.8"), a_day(2), "typing error"))
    assert price_on(company, a_day(1))[0] == Decimal("11.875")
    assert price_on(company, a_day(2))[0] == Decimal("10.0")

    level = company.session.scalars(select(CustomerLevel).where(CustomerLevel.code == "A")).one()
    company.session.rollback()
    last = company.session.scalars(
        select(Event).where(Event.subject_kind == level.__tablename__, Event.name == "FactorSet")
    ).all()[-1]
    assert last.data["before"] == {"discount": "0.9"}
    done = set_factor(company.session, actor, FactorInput("A", Decimal("0.7"), a_day(3), "x"))
    take_back_factor(company.session, actor, "A", done.details["factor_id"], "no")
    assert price_on(company, a_day(3))[0] == Decimal("10.0")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (FactorInput("A", Decimal(0), reason="x"), "discount"),
        (FactorInput("A", Decimal("10.1"), reason="x"), "discount"),
        (FactorInput("A", Decimal("0.95"), reason="x"), "discount"),
        (FactorInput("A", Decimal("0.9"), a_day() - timedelta(days=1), "x"), "valid_from"),
        (FactorInput("A", Decimal("0.9")), "reason"),
    ],
)
def test_a_factor_that_cannot_be(company: Company, given: FactorInput, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        set_factor(company.session, company.actor("sales"), given)

    assert set(refused.value.fields) == {field}


def test_every_price_leaves_the_article_as_it_is(company: Company) -> None:
    product = company.session.get_one(Product, company.products[CODE])
    version = product.version
    put(company, ("base", "13", 0, None))

    company.session.rollback()
    assert company.session.get_one(Product, company.products[CODE]).version == version
