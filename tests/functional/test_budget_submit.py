"""What a customer's order may cost from the quick order to its submit: statements that do not
depend on lines, which go in batches."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.articles import many_articles
from tests.support.client import Client
from tests.support.company import Company
from tests.support.order_life import OrderLife
from webapp.models import CartLine, Order

BUDGETS = {
    # Two of them for the lines: what is in the cart, and what is put there.
    "quick order": 7,
    "checkout": 7,
    # Seven of them batches for the lines: cart, prices, ids, lines, stock three times.
    "submit": 20,
}


# SQLite, which lies in the process, gives new lines their ids one by one.
@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("lines", [10, 40])
def test_an_order_is_submitted_in_as_many_statements_however_long_it_is(
    app: Flask, client: Client, company: Company, lines: int
) -> None:
    codes = many_articles(company, lines)
    life = OrderLife(app, client, company, BUDGETS)
    for life.is_warm in (False, True):
        life.submit(codes)
    company.session.rollback()
    placed = company.session.scalars(select(Order)).all()
    assert [len(order.lines) for order in placed] == [lines, lines]
    assert not company.session.scalars(select(CartLine)).all()
