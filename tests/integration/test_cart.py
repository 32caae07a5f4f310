"""The cart's acts and the way from it to an order, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.company import Company, a_picture, reprice
from webapp.db import Database
from webapp.models import CartLine, CompanySettings, Favourite, Order, Product
from webapp.services.catalog.favourites import set_favourite
from webapp.services.core.actor import SYSTEM
from webapp.services.core.errors import Forbidden, NotFound, RuleBroken
from webapp.services.core.transaction import writing
from webapp.services.files.storing import Paper
from webapp.services.ordering.cart import add_lines, clear_cart, set_quantity
from webapp.services.ordering.checkout import check_out
from webapp.services.ordering.lines import RawLine, resolve_lines
from webapp.services.ordering.menu import menu_counts
from webapp.services.ordering.queries import Cart, get_cart
from webapp.services.orders.placing import OrderInput
from webapp.services.settings.queries import rules_to_plain
from webapp.services.settings.rules import CompanyRules


def now() -> datetime:
    return datetime.now(UTC)


def soon() -> date:
    return (now() + timedelta(days=3)).date()


def an_order(**more: object) -> OrderInput:
    papers = (Paper("signature", a_picture()),)
    return OrderInput(lines=(), requested_date=soon(), papers=papers, **more)  # type: ignore[arg-type]


@pytest.fixture
def cart(company: Company) -> Cart:
    buyer = company.actor("kh001")
    set_quantity(company.session, buyer, "BOLT-8", Decimal(20))
    set_quantity(company.session, buyer, "NUT-8", Decimal(30))
    return get_cart(company.session, buyer, now())


def test_setting_a_quantity_twice_is_setting_it_once(company: Company) -> None:
    buyer = company.actor("kh001")
    for quantity in (10, 20, 20):
        set_quantity(company.session, buyer, "BOLT-8", Decimal(quantity))
    [row] = get_cart(company.session, buyer, now()).rows
    assert row.quantity == 20
    assert row.amount == Decimal("28.50")
    set_quantity(company.session, buyer, "BOLT-8", Decimal(0))
    assert menu_counts(company.session, buyer).cart == 0


def test_each_customer_has_a_cart_of_his_own(company: Company, cart: Cart) -> None:
    assert menu_counts(company.session, company.actor("kh002")).cart == 0
    clear_cart(company.session, company.actor("kh002"))
    assert menu_counts(company.session, company.actor("kh001")).cart == 2


@pytest.mark.parametrize("quantity", ["5", "15", "-10", "1000000000"])
def test_a_quantity_that_cannot_be_ordered_is_refused(company: Company, quantity: str) -> None:
    buyer = company.actor("kh001")
    with pytest.raises(RuleBroken) as refused:
        set_quantity(company.session, buyer, "BOLT-8", Decimal(quantity))
    assert list(refused.value.fields) == ["quantity"]
    assert menu_counts(company.session, buyer).cart == 0


def test_staff_have_no_cart(company: Company) -> None:
    with pytest.raises(Forbidden):
        set_quantity(company.session, company.actor("admin"), "BOLT-8", Decimal(10))
    with pytest.raises(NotFound):
        set_quantity(company.session, company.actor("kh001"), "NONE", Decimal(10))


def test_what_changed_since_stands_at_its_line(company: Company, cart: Cart) -> None:
    buyer = company.actor("kh001")
    set_quantity(company.session, buyer, "LOCK-1", Decimal(6))
    with writing(company.session, SYSTEM) as tx:
        by_code = {one.code: one for one in tx.session.scalars(select(Product))}
        by_code["BOLT-8"].on_shelf = False
        by_code["NUT-8"].min_quantity = Decimal(50)
    found = get_cart(company.session, buyer, now())
    said = {row.product.code: [one.text for one in row.problems] for row in found.rows}
    assert said == {
        "BOLT-8": ["This article is not sold any more."],
        "NUT-8": ["%(code)s: at least %(least)s %(unit)s."],
        "LOCK-1": ["Only %(available)s %(unit)s in stock."],
    }
    assert not found.is_ready


@pytest.mark.parametrize("shown", ["flag", "none"])
def test_a_shortage_tells_no_figure_that_is_not_shown(company: Company, shown: str) -> None:
    with writing(company.session, SYSTEM) as tx:
        settings = tx.session.scalar(select(CompanySettings))
        if settings is None:
            settings = CompanySettings(values={}, version=1, trail_length=0, trail_head="")
            tx.session.add(settings)
        settings.values = rules_to_plain(CompanyRules(stock_shown=shown))  # type: ignore[arg-type]
    buyer = company.actor("kh001")
    set_quantity(company.session, buyer, "LOCK-1", Decimal(6))
    found = get_cart(company.session, buyer, now())
    with pytest.raises(RuleBroken) as refused:
        check_out(company.session, buyer, an_order(), found.seen)
    messages = [*found.rows[0].problems, *refused.value.fields["stock.LOCK-1"]]
    assert {one.text for one in messages} == {"There is not enough in stock."}
    assert all(not one.params for one in messages)


@pytest.mark.rule("D2", "G2", "L1")
def test_the_cart_becomes_an_order_and_is_empty(company: Company, cart: Cart) -> None:
    buyer = company.actor("kh001")
    done = check_out(company.session, buyer, an_order(quality_demand="GB/T 5782"), cart.seen)
    order = company.order(done.number)
    assert [(line.code, line.quantity) for line in order.lines] == [("BOLT-8", 20), ("NUT-8", 30)]
    assert order.total_amount == cart.total
    assert order.reason_code == "replenishment"
    assert order.contract_number == "HT-KH001"
    assert order.quality_demand == "GB/T 5782"
    assert order.number.startswith("DH-O-")
    assert menu_counts(company.session, buyer).cart == 0


def test_sent_twice_it_is_one_order(company: Company, cart: Cart) -> None:
    buyer = company.actor("kh001")
    key = "k" * 24
    first = check_out.once(key, company.session, buyer, an_order(), cart.seen)
    second = check_out.once(key, company.session, buyer, an_order(), cart.seen)
    assert second.repeated
    assert second.number == first.number


def test_a_cart_that_changed_is_looked_at_again(company: Company, cart: Cart) -> None:
    buyer = company.actor("kh001")
    set_quantity(company.session, buyer, "LOCK-1", Decimal(1))
    with pytest.raises(RuleBroken):
        check_out(company.session, buyer, an_order(), cart.seen)
    reprice(company.session, "NUT-8", "0.6666")
    current = get_cart(company.session, buyer, now())
    assert current.seen != cart.seen
    check_out(company.session, buyer, an_order(), current.seen)


def test_two_windows_never_order_the_same_cart_twice(
    company: Company, cart: Cart, database: Database
) -> None:
    buyer = company.actor("kh001")
    company.session.rollback()
    outcomes: list[str] = []
    gate = threading.Barrier(3)

    def send() -> None:
        with database.session() as session:
            gate.wait(10)
            try:
                outcomes.append(check_out(session, buyer, an_order(), cart.seen).number)
            except RuleBroken:
                outcomes.append("refused")

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes)[1:] == ["refused", "refused"]
    assert company.session.scalar(select(func.count()).select_from(Order)) == 1


def test_two_clicks_at_once_make_one_line(company: Company, database: Database) -> None:
    buyer = company.actor("kh001")
    company.session.rollback()
    failures: list[BaseException] = []
    gate = threading.Barrier(4)

    def click() -> None:
        with database.session() as session:
            gate.wait(10)
            try:
                set_quantity(session, buyer, "BOLT-8", Decimal(10))
                set_favourite(session, buyer, "BOLT-8", True)
            except BaseException as error:  # noqa: BLE001 - a thread must tell what it met
                failures.append(error)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    for table in (CartLine, Favourite):
        assert company.session.scalar(select(func.count()).select_from(table)) == 1


def test_rows_that_fit_are_added_and_the_others_say_why(company: Company) -> None:
    buyer = company.actor("kh001")
    raw = [
        RawLine(1, "bolt-8", "20"),
        RawLine(2, "6900000000021", "３"),
        RawLine(3, "NOTHING", "1"),
        RawLine(4, "BOLT-8", "5"),
        RawLine(5, "BOLT-8", "25"),
        RawLine(6, "BOLT-8", "many"),
        RawLine(7, "", "1"),
        RawLine(8, "NUT-8", ""),
        RawLine(9, "NUT-8", "0"),
    ]
    wanted, problems = resolve_lines(company.session, company.actor("kh001"), raw)
    assert [line.quantity for line in wanted] == [20, 3]
    assert sorted(problems) == [3, 4, 5, 6, 7, 8, 9]
    for _ in range(2):
        add_lines.once("q" * 24, company.session, buyer, wanted)
    quantities = {
        row.product.code: row.quantity for row in get_cart(company.session, buyer, now()).rows
    }
    assert quantities == {"BOLT-8": 20, "NUT-8": 3}
    add_lines(company.session, buyer, wanted)
    assert get_cart(company.session, buyer, now()).rows[0].quantity == 40


def test_an_article_off_the_shelf_may_stay_on_its_order(company: Company, session: Session) -> None:
    with writing(company.session, SYSTEM) as tx:
        tx.session.scalars(select(Product).where(Product.code == "BOLT-8")).one().on_shelf = False
    raw = [RawLine(1, "BOLT-8", "20", line_id="7")]
    assert 1 in resolve_lines(company.session, company.actor("kh001"), raw)[1]
    wanted, problems = resolve_lines(
        company.session, company.actor("kh001"), raw, {company.products["BOLT-8"]}
    )
    assert not problems
    assert wanted[0].line_id == 7
