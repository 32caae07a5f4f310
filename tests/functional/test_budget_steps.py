"""What the steps of an order may cost after its submit: each act and each page that it is done
from, in statements that do not depend on lines, which go in batches."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from tests.support.articles import many_articles
from tests.support.budget import within
from tests.support.client import Client
from tests.support.company import Company
from tests.support.drawing import signed
from webapp.models import Order, Product
from webapp.services.orders import kinds
from webapp.services.orders.placing import WantedLine

#: Of an act, the lines are read in one batch and changed in as many as tables have them.
PASS_ORDER_REVIEW = 9
PASS_FINANCE_REVIEW = 13
TAKE_OUT = 16
SHIP = 13
RECEIVE = 17
PICK_PAGE = 5
SHIP_PAGE = 6
RECEIPT_PAGE = 5
#: What a first time may cost, which also reads what is remembered from then on.
FREE = 100


# SQLite, which lies in the process, gives new lines their ids one by one.
@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("lines", [10, 40])
def test_each_step_takes_as_many_statements_however_long_the_order(
    app: Flask, client: Client, company: Company, lines: int
) -> None:
    codes = many_articles(company, lines)
    session = company.session
    ids = session.scalars(select(Product.id).where(Product.code.in_(codes))).all()
    session.rollback()
    for is_warm in (False, True):
        order = company.place([WantedLine(id_, Decimal(20)) for id_ in ids])
        assert len(order.lines) == lines
        _walk(app, client, company, order, is_warm=is_warm)
        assert company.order(order.number).status == kinds.COMPLETED


def _walk(app: Flask, client: Client, company: Company, order: Order, *, is_warm: bool) -> None:
    """From its first review to its receipt, by the people whose steps they are."""

    def page(path: str, most: int = FREE) -> LexborHTMLParser:
        with within(app, most if is_warm else FREE):
            return client.page(path)

    def act(shown: LexborHTMLParser, form: str, most: int, **values: str) -> str:
        with within(app, most if is_warm else FREE):
            answer = client.submit(shown, form, **values)
        assert answer.status_code == 303
        return str(answer.location)

    client.sign_in("review")
    act(page(f"/orders/{order.number}"), "form[data-act=pass]", PASS_ORDER_REVIEW)
    client.sign_in("finance")
    act(page(f"/orders/{order.number}"), "form[data-act=pass]", PASS_FINANCE_REVIEW)
    client.sign_in("ship")
    picked = {f"quantity.{line.id}": "20" for line in order.lines}
    pick = page(f"/warehouse/orders/{order.number}", PICK_PAGE)
    shipment = act(pick, "#pick", TAKE_OUT, **picked)
    act(page(shipment, SHIP_PAGE), "#ship", SHIP, carrier="SF")
    client.sign_in("kh001")
    number = company.shipments(order.number)[0].number
    receipt = page(f"/my/deliveries/{number}", RECEIPT_PAGE)
    act(receipt, "main form[data-once]", RECEIVE, signature=signed())
