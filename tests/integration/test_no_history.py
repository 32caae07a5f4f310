"""What pages read does not grow with what there was before: how the rows are found, and that the
shorter ways find the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, text

from tests.support.company import Company
from tests.support.plans import plan_of
from webapp.models import Customer, StockEntry
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.shelves import kinds
from webapp.services.shelves.lines import WantedMove
from webapp.services.shelves.queries import get_article, list_movements
from webapp.services.shelves.slips import SlipInput, open_slip

CODE = "BOLT-8"
#: Customers of the region that somebody has in charge.
CUSTOMERS = 40


def test_what_movements_left_is_counted_back_on_every_page(company: Company) -> None:
    keeper, session = company.actor("ship"), company.session
    for moved in range(1, 6):
        wanted = [WantedMove(company.products[CODE], Decimal(moved))]
        given = SlipInput(kinds.IN, company.warehouse_id, wanted, "why")
        open_slip(session, keeper, given, post=True)
    article = get_article(session, keeper, CODE)
    entries = select(StockEntry).where(StockEntry.product_id == article.id).order_by(StockEntry.id)
    left, expected = Decimal(0), {}
    for entry in session.scalars(entries):
        left += entry.on_hand
        expected[entry.id] = left
    first = list_movements(session, keeper, article, rows=2)
    second = list_movements(session, keeper, article, after=first.after, rows=2)
    back = list_movements(session, keeper, article, before=second.previous, rows=2)
    rows = [*first.rows, *second.rows]
    assert {row.id: row.left for row in rows} == {row.id: expected[row.id] for row in rows}
    assert len(rows) == 4
    assert list(back.rows) == list(first.rows)


@pytest.mark.databases("postgresql")
def test_postgresql_knows_how_many_customers_a_region_has(company: Company) -> None:
    """Else it expects one in two hundred, and reads all their orders to find the open ones."""
    session, manager = company.session, company.actor("region1")
    columns = [one.name for one in Customer.__table__.columns if one.name not in ("id", "code")]
    names = ", ".join(columns)
    session.execute(
        text(
            f"INSERT INTO customer (code, {names}) SELECT 'MANY-' || n, {names} FROM customer,"
            " generate_series(1, :most) n WHERE id = :like"
        ),
        {"most": CUSTOMERS, "like": company.customers[0]},
    )
    session.execute(text("ANALYZE customer"))
    reached = reaches_customers(manager, Permission.ORDER_VIEW)
    plan = plan_of(session, select(Customer.id).where(reached))
    expected = int(plan.split("rows=")[1].split()[0])
    assert expected >= CUSTOMERS
