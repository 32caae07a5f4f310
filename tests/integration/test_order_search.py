"""An order is found by each reading of a word, and by the same rows however many answer to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import exists, or_, select

from tests.support.company import Company
from webapp.models import Customer, Order, OrderLine
from webapp.services.orders import searching
from webapp.services.orders.filters import OrderFilter
from webapp.services.orders.queues import list_orders

ORDERS = 6


def plainly(company: Company, word: str) -> list[str]:
    """The numbers by one condition asked of every order, newest first."""
    upper = word.upper()
    matches = or_(
        Order.number.startswith(upper, autoescape=True),
        Order.number.endswith(upper, autoescape=True),
        Customer.name.contains(word, autoescape=True),
        Customer.code.startswith(upper, autoescape=True),
        Customer.pinyin.startswith(word.lower(), autoescape=True),
        exists().where(OrderLine.order_id == Order.id, OrderLine.code == upper),
    )
    asked = select(Order.number).join(Customer).where(matches).order_by(Order.id.desc())
    return list(company.session.scalars(asked))


@pytest.mark.parametrize("most", [1, 2, searching.MOST])
def test_each_reading_finds_what_one_condition_would(
    company: Company, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(searching, "MOST", most)
    orders = [company.place(by=by) for by in ("kh001", "kh002") * (ORDERS // 2)]
    customers = company.session.scalars(select(Customer)).all()
    words = {orders[0].number, orders[0].number[:6].lower(), orders[0].number[-3:], "1", "DH"}
    words |= {part for one in customers for part in (one.name[1:4], one.code, one.pinyin[:2])}
    words |= {"bolt-8", "NUT-8", "nothing", "100%", "_", "/", "'", "%"}
    for word in sorted(words - {""}):
        wanted = OrderFilter(search=word)
        page = list_orders(company.session, company.actor("admin"), wanted, datetime.now(UTC))
        assert [row.number for row in page.rows] == plainly(company, word), word
