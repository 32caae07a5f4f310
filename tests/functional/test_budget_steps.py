"""What the steps of an order may cost after its submit: each act and each page that it is done
from, in statements that do not depend on lines, which go in batches."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.articles import many_articles
from tests.support.client import Client
from tests.support.company import Company
from tests.support.order_life import OrderLife
from webapp.models import Product
from webapp.services.orders import kinds
from webapp.services.orders.placing import WantedLine

#: Of an act, the lines are read in one batch and changed in as many as tables have them.
BUDGETS = {
    "order review": 8,
    "finance review": 12,
    "take out": 16,
    "ship": 13,
    "receive": 16,
    "pick page": 5,
    "ship page": 6,
    "receipt page": 5,
}


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
    life = OrderLife(app, client, company, BUDGETS)
    for life.is_warm in (False, True):
        order = company.place([WantedLine(id_, Decimal(20)) for id_ in ids])
        assert len(order.lines) == lines
        life.carry(order)
        assert company.order(order.number).status == kinds.COMPLETED
