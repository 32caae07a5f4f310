"""What the big pages may cost: an order, a person's work and the catalogue, in statements that do
not depend on rows, and in bytes over the wire."""

from __future__ import annotations

from decimal import Decimal

import brotli
import pytest
from flask import Flask
from sqlalchemy import null, select

from tests.support.budget import within
from tests.support.client import Client
from tests.support.company import Company, a_picture
from tests.support.filling import copy, follow, named
from tests.support.stages import Stages
from webapp.models import (
    CartLine,
    Order,
    OrderLine,
    Product,
    ProductPrice,
    ShipmentLine,
    StockBalance,
)
from webapp.services.core.clock import utc_now
from webapp.services.files.storing import Paper
from webapp.services.orders.papers import add_remittance
from webapp.services.orders.placing import RemittanceClaim
from webapp.services.orders.review import edit_lines

#: Of an order with everything that one can have, and of one as it was just placed.
ORDER = 8
PLAIN_ORDER = {"admin": 6, "kh001": 7}
WORK = 4
CATALOGUE = 5
#: Of an order of ten lines, compressed as a web server does.
ORDER_BYTES = 8 * 1024
#: What copies of an article cannot have from it.
UNNAMED = {"barcode": null()}


@pytest.mark.parametrize("lines", [2, 200])
@pytest.mark.parametrize(("who", "page"), [("admin", "/orders"), ("kh001", "/my/orders")])
def test_an_order_asks_the_same_with_many_lines(
    app: Flask, client: Client, company: Company, lines: int, who: str, page: str
) -> None:
    order = _with_everything(company)
    _lengthen(company, order, lines)
    client.sign_in(who)
    path = f"{page}/{order.number}"
    client.page(path)
    with within(app, ORDER):
        shown = client.page(path)
    assert len(shown.css("tr[data-article], tr[data-code]")) == lines


@pytest.mark.parametrize(("who", "page"), [("admin", "/orders"), ("kh001", "/my/orders")])
def test_what_an_order_does_not_have_is_not_asked_for(
    app: Flask, client: Client, company: Company, who: str, page: str
) -> None:
    order = company.place(company.wanted(NUT_8="1"))
    client.sign_in(who)
    path = f"{page}/{order.number}"
    client.page(path)
    with within(app, PLAIN_ORDER[who]):
        client.page(path)


def _with_everything(company: Company) -> Order:
    """Changed, taken out in part and announced as paid: with an earlier version, a shipment, papers
    and a remittance."""
    stages = Stages(company)
    order = stages.submitted()
    lines = company.wanted(BOLT_8="30", NUT_8="15")
    edit_lines(company.session, stages.admin, order.number, order.version, lines)
    claim = RemittanceClaim("the customer", Decimal(1))
    slip = Paper("remittance", a_picture())
    add_remittance(company.session, stages.customer, order.number, claim, slip)
    order = stages.pass_on(stages.pass_on(company.order(order.number)))
    return stages.pass_on(order)


def _lengthen(company: Company, order: Order, lines: int) -> None:
    """Copies the order's first line, and its part in the shipment, until there are so many."""
    session, more = company.session, lines - len(order.lines)
    if not more:
        return
    first = order.lines[0].id
    shipped = session.scalars(
        select(ShipmentLine.id).where(ShipmentLine.order_line_id == first)
    ).one()
    since = copy(session, OrderLine, more, lambda n: {"position": n + lines}, like=first)
    copy(session, ShipmentLine, more, lambda n: {"order_line_id": since + n - 1}, like=shipped)
    session.commit()


@pytest.mark.parametrize("who", ["admin", "review", "finance", "ship", "region1"])
def test_a_persons_work_asks_the_same_whatever_his_rights(
    app: Flask, client: Client, company: Company, who: str
) -> None:
    Stages(company).part_out()
    client.sign_in(who)
    client.page("/work")
    with within(app, WORK):
        client.page("/work")


@pytest.mark.parametrize("articles", [0, 100])
def test_the_catalogue_asks_the_same_with_many_articles(
    app: Flask, client: Client, company: Company, articles: int
) -> None:
    """With prices of the customer's own, and something in his cart."""
    _multiply(company, articles)
    client.sign_in("kh001")
    client.page("/shop/")
    with within(app, CATALOGUE):
        shown = client.page("/shop/")
    assert shown.css_first("[data-article] .dd-in-cart") is not None


def _multiply(company: Company, articles: int) -> None:
    session, customer = company.session, company.customers[0]
    put_aside = CartLine(
        customer_id=customer,
        product_id=company.products["BOLT-8"],
        quantity=Decimal(20),
        added_at=utc_now(),
    )
    session.add(put_aside)
    session.flush()
    if articles:
        since = copy(session, Product, articles, lambda n: {"code": named("Z", n), **UNNAMED})
        for model in (ProductPrice, StockBalance):
            follow(session, model, Product, since, lambda new: {"product_id": new.id})
        copy(
            session,
            ProductPrice,
            articles,
            lambda n: {"product_id": since + n - 1, "customer_id": customer},
        )
    session.commit()


@pytest.mark.parametrize(("who", "page"), [("admin", "/orders"), ("kh001", "/my/orders")])
def test_an_order_of_ten_lines_is_a_small_page(
    client: Client, company: Company, who: str, page: str
) -> None:
    order = _with_everything(company)
    _lengthen(company, order, 10)
    client.sign_in(who)
    body = client.get(f"{page}/{order.number}").get_data()
    size = len(brotli.compress(body, quality=5))
    assert size <= ORDER_BYTES, f"{size} bytes of {len(body)}, at most {ORDER_BYTES} may be"
