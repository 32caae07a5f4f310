"""Prices of lines that are edited: what was agreed falls away with the agreement."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.support.company import Company
from tests.support.promoting import a_promotion, publish
from webapp.models import Order
from webapp.services.catalog.price_asking import explain_price
from webapp.services.core.clock import company_day, utc_now
from webapp.services.core.naming import Named
from webapp.services.customers.commands import change_customer
from webapp.services.customers.filing import CustomerInput
from webapp.services.customers.levels import add_level
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines
from webapp.services.promotions.terms import PERCENT

D = Decimal
KEEP_ALL_BUT_LEVEL = frozenset(CustomerInput.__slots__) - {"level"}


def edited(company: Company, order: Order, *lines: WantedLine) -> Order:
    review = company.actor("review")
    edit_lines(company.session, review, order.number, order.version, lines, "by phone")
    return company.order(order.number)


def to_plain_level(company: Company) -> None:
    session, admin = company.session, company.actor("admin")
    add_level(session, admin, "PLAIN", Named("普通", "Plain"))
    given = CustomerInput(name="", region="", level="PLAIN")
    change_customer(session, admin, "KH001", None, given, keep=KEEP_ALL_BUT_LEVEL)


def test_a_line_that_is_free_no_more_costs_its_list_price(company: Company) -> None:
    bolt, nut = company.products["BOLT-8"], company.products["NUT-8"]
    usual = company.place().lines[0].price
    lines = [WantedLine(nut, D(10)), WantedLine(bolt, D(20), is_free=True)]
    order = company.place(lines, by="sales")
    first, free = order.lines
    assert (free.price, free.price_source) == (D(0), "free")
    order = edited(
        company,
        order,
        WantedLine(nut, D(10), line_id=first.id),
        WantedLine(bolt, D(20), line_id=free.id),
    )
    line = order.lines[1]
    assert (line.is_free, line.price, line.price_fixed) == (False, usual, False)
    assert line.price_source in ("base", "level")
    assert line.price_id is not None
    assert line.amount == usual * 20


@pytest.mark.rule("F4")
def test_an_order_keeps_its_promotion_when_its_customer_changes_level(company: Company) -> None:
    publish(company, a_promotion(PERCENT, levels=("A",)))
    order = company.place()
    promoted = order.lines[0].promotion_id, order.lines[0].price
    assert promoted[0] is not None
    to_plain_level(company)
    same = [
        WantedLine(line.product_id, line.quantity + 10, line_id=line.id) for line in order.lines
    ]
    line = edited(company, order, *same).lines[0]
    assert (line.promotion_id, line.price) == promoted
    assert company.place().lines[0].promotion_id is None


@pytest.mark.rule("F5")
def test_the_reason_of_a_price_says_that_the_level_has_changed_since(company: Company) -> None:
    session, admin = company.session, company.actor("admin")
    today = company_day(utc_now())
    days = [today - timedelta(days=1), today, date.max]

    def moved() -> list[bool]:
        asked = (explain_price(session, admin, "BOLT-8", "KH001", day) for day in days)
        return [answer.level_moved for answer in asked]

    assert moved() == [False, False, False]
    to_plain_level(company)
    assert moved() == [True, False, False]
