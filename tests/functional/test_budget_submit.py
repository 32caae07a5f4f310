"""What a customer's order may cost from the quick order to its submit: statements that do not
depend on lines, which go in batches."""

from __future__ import annotations

import base64
import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tests.support.articles import many_articles
from tests.support.budget import within
from tests.support.client import Client
from tests.support.company import Company
from webapp.models import CartLine, Order
from webapp.services.core.clock import utc_now

#: Of these, two are for the lines: what is in the cart, and what is put there.
QUICK_ORDER = 8
CHECKOUT = 7
#: Of these, seven are batches for the lines: cart, prices, lines, stock three times, cart again.
SUBMIT = 20


# SQLite, which lies in the process, gives new lines their ids one by one.
@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("lines", [10, 40])
def test_an_order_is_submitted_in_as_many_statements_however_long_it_is(
    app: Flask, client: Client, company: Company, lines: int
) -> None:
    codes = many_articles(company, lines)
    client.sign_in("kh001")
    _order(app, client, codes, warm=False)
    _order(app, client, codes, warm=True)
    company.session.rollback()
    placed = company.session.scalars(select(Order)).all()
    assert [len(order.lines) for order in placed] == [lines, lines]
    assert not company.session.scalars(select(CartLine)).all()


def _signature() -> str:
    """A field filled with ink."""
    written = io.BytesIO()
    Image.new("L", (60, 30)).save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


def _order(app: Flask, client: Client, codes: list[str], *, warm: bool) -> None:
    """From the quick order to the order, within budget once master data is remembered."""
    free = 100
    rows = "\n".join(f"{code}\t20" for code in codes)
    quick = client.page("/quick-order")
    with within(app, QUICK_ORDER if warm else free):
        assert client.submit(quick, "form[action='/quick-order']", pasted=rows).status_code == 303
    with within(app, CHECKOUT if warm else free):
        checkout = client.page("/checkout")
    assert len(checkout.css("tr[data-article]")) == len(codes)
    wanted = (utc_now() + timedelta(days=5)).date().isoformat()
    with within(app, SUBMIT if warm else free):
        answer = client.submit(
            checkout, "form.dd-checkout", requested_date=wanted, signature=_signature()
        )
    assert answer.status_code == 303
