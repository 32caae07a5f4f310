"""Submitted orders keep their prices (F4), each names the row that set it (F5), and finding a
price stays a look into an index however many there are."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.price_acts import RAISE, a_day
from webapp.models import Customer, CustomerLevel, OrderLine, Product, ProductPrice
from webapp.services.catalog import prices
from webapp.services.catalog.price_asking import explain_price
from webapp.services.catalog.price_batch import BatchInput, change_prices, preview_change
from webapp.services.catalog.price_customers import (
    PriceListFilter,
    get_price_history,
    list_customer_prices,
)
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_levels import FactorInput, set_factor
from webapp.services.catalog.price_products import get_product_prices
from webapp.services.catalog.price_setting import set_price
from webapp.services.catalog.prices import begin_discount, get_buyer, prices_for
from webapp.services.checking.prices import check
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines

CODE = "PIPE-20"


def agree(company: Company, price: str, **more: str) -> int:
    given = PriceInput(CODE, Decimal(price), **{"customer": "KH001", **more})
    return int(set_price(company.session, SYSTEM, given).details["price_id"])


def kept_lines(company: Company, number: str) -> list[WantedLine]:
    return [
        WantedLine(line.product_id, line.quantity + 1, line_id=line.id)
        for line in company.order(number).lines
    ]


@pytest.mark.rule("F4", "F5")
@pytest.mark.parametrize("change", ["base", "customer", "factor", "level"])
def test_an_order_of_today_keeps_its_price_when_it_is_edited(company: Company, change: str) -> None:
    order = company.place(company.wanted(PIPE_20="2"))
    line = order.lines[0]
    change_something(company, change)
    edit_lines(
        company.session,
        company.actor("review"),
        order.number,
        order.version,
        kept_lines(company, order.number),
        "one more",
    )

    after = company.order(order.number).lines[0]
    assert (after.price, after.list_price, after.price_id) == (
        line.price,
        line.list_price,
        line.price_id,
    )
    assert after.quantity == 3
    assert list(check(company.session)) == []
    new = company.place(company.wanted(PIPE_20="2")).lines[0]
    assert new.price != line.price


def change_something(company: Company, change: str) -> None:
    if change == "factor":
        set_factor(company.session, SYSTEM, FactorInput("A", Decimal("0.5")))
    elif change == "base":
        set_price(company.session, SYSTEM, PriceInput(CODE, Decimal(20)))
    elif change == "customer":
        agree(company, "7")
    else:
        with writing(company.session, SYSTEM) as tx:
            level = CustomerLevel(code="B", name="B级", name_en="Level B")
            tx.session.add(level)
            tx.session.flush()
            begin_discount(tx, level.id, Decimal("0.8"))
            tx.session.execute(update(Customer).values(level_id=level.id))


@pytest.mark.rule("F5")
def test_every_line_names_the_price_that_set_it(company: Company) -> None:
    first = agree(company, "8", reason="spring")
    one = company.place(company.wanted(PIPE_20="2"))
    second = agree(company, "9", reason="autumn")
    two = company.place(company.wanted(PIPE_20="2"))

    assert [order.lines[0].price_id for order in (one, two)] == [first, second]
    company.session.rollback()
    history = get_price_history(company.session, company.actor("sales"), CODE, "KH001", a_day())
    told = [(row.number, row.price, row.line and row.line.reason) for row in history.charged.rows]
    assert told == [(two.number, Decimal(9), "autumn"), (one.number, Decimal(8), "spring")]


@pytest.mark.rule("F5")
def test_why_answers_what_orders_are_priced_with(company: Company) -> None:
    agree(company, "8", level="A", customer="")
    sales = company.actor("sales")
    level = explain_price(company.session, sales, CODE, "KH001", a_day())
    assert (level.source, level.amount) == ("level", Decimal(8))
    set_price(
        company.session,
        SYSTEM,
        PriceInput(CODE, Decimal(7), customer="KH001", valid_from=a_day(2), valid_to=a_day(3)),
    )
    days = {
        ahead: explain_price(company.session, sales, CODE, "KH001", a_day(ahead)).amount
        for ahead in (1, 2, 3, 4)
    }
    assert days == {1: Decimal(8), 2: Decimal(7), 3: Decimal(7), 4: Decimal(8)}
    found = explain_price(company.session, sales, CODE, "KH001", a_day(3))
    assert [reason.wins for reason in found.reasons] == [True, False, False]
    assert found.factor.discount == Decimal("0.95")
    placed = company.place(company.wanted(PIPE_20="2")).lines[0]
    assert placed.price == level.amount
    view = get_product_prices(company.session, sales, CODE, a_day())
    assert [(one.code, one.amount, one.is_own) for one in view.levels] == [("A", Decimal(8), True)]


def test_own_prices_only_are_those_that_count_today(company: Company) -> None:
    agree(company, "8")
    sales, own = company.actor("sales"), PriceListFilter(own_only=True)
    listed = list_customer_prices(company.session, sales, "KH001", own, a_day())
    assert [(row.code, row.price) for row in listed.rows] == [(CODE, Decimal(8))]
    set_price(company.session, SYSTEM, PriceInput(CODE, None, customer="KH001"))
    listed = list_customer_prices(company.session, sales, "KH001", own, a_day())
    assert list(listed.rows) == []


def test_what_was_seen_is_what_is_stored(company: Company) -> None:
    sales = company.actor("sales")
    given = BatchInput((CODE, "LOCK-1"), RAISE, a_day(1), "steel")
    seen = preview_change(company.session, sales, given, a_day()).seen
    set_price(company.session, SYSTEM, PriceInput("LOCK-1", Decimal(90)))
    with pytest.raises(Conflict):
        change_prices(company.session, sales, given, seen)
    again = preview_change(company.session, sales, given, a_day())
    done = change_prices(company.session, sales, given, again.seen)
    assert done.details == {"changed": 2}
    assert {row.code: row.new for row in again.rows} == {
        CODE: Decimal("13.13"),
        "LOCK-1": Decimal("94.50"),
    }
    many = BatchInput(tuple(f"X{n}" for n in range(501)), RAISE, a_day(), "x")
    with pytest.raises(RuleBroken):
        preview_change(company.session, sales, many, a_day())


@pytest.mark.rule("F5")
def test_the_check_names_what_cannot_be_traced(company: Company) -> None:
    agree(company, "8")
    line = company.place(company.wanted(PIPE_20="2")).lines[0]
    assert list(check(company.session)) == []
    company.session.rollback()
    with writing(company.session, SYSTEM) as tx:
        other = tx.session.scalars(
            select(ProductPrice.id).where(ProductPrice.product_id == company.products["LOCK-1"])
        ).one()
        tx.session.execute(update(OrderLine).where(OrderLine.id == line.id).values(price_id=other))
        tx.session.execute(
            update(ProductPrice)
            .where(ProductPrice.product_id == company.products["NUT-8"])
            .values(valid_from=a_day())
        )
    found = [str(one) for one in check(company.session)]
    assert any("NUT-8: has no base price from the beginning" in one for one in found)
    assert any("another article's" in one for one in found)
    assert any("list price" in one for one in found)


def plan_of(session: Session, statement: Select[tuple[object, ...]]) -> str:
    """How the database would find the rows, full reads only where nothing else is possible."""
    dialect = session.get_bind().dialect
    words = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "sqlite":
        rows = session.execute(text(f"EXPLAIN QUERY PLAN {words}"))
        return "\n".join(str(row[3]) for row in rows)
    session.execute(text("SET LOCAL enable_seqscan = off"))
    return "\n".join(str(row[0]) for row in session.execute(text(f"EXPLAIN {words}")))


def test_finding_prices_looks_into_indexes(company: Company) -> None:
    session = company.session
    session.rollback()
    buyer = get_buyer(session, company.customers[0], a_day())
    ids = list(company.products.values())
    whom = {"customer": buyer.customer_id, "level": buyer.level_id}
    given = {**whom, "ids": ids, "day": a_day()}
    plan = plan_of(session, prices.NEWEST.params(given))
    assert "SCAN product_price" not in plan.replace("SCAN product_price USING", "")
    assert "Seq Scan on product_price" not in plan
    assert "ix_product_price_customer_id_product_id_valid_from" in plan
    assert prices_for(session, buyer, ids, a_day()).keys() == set(ids)
    assert session.scalars(select(Product.id)).all()
