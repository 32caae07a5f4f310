"""What of an old order is different today, and what a customer may keep of a sent-back one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from webapp.services.catalog.shelf import ShelfRow, StockShown
from webapp.services.orders.again import compare

BOLT = ShelfRow(
    product_id=1,
    code="BOLT-8",
    name="螺栓",
    name_en="Bolt",
    specification="M8",
    unit="个",
    unit_en="pcs",
    brand="",
    kind="regular",
    barcode="",
    price=Decimal("1.50"),
    list_price=Decimal("1.50"),
    tax_rate=Decimal("0.13"),
    min_quantity=Decimal(10),
    step_quantity=Decimal(10),
    max_quantity=Decimal(0),
    lead_days=0,
    on_shelf=True,
    allow_oversell=False,
    picture=None,
    is_favourite=False,
    in_cart=None,
    available=Decimal(100),
    stock=StockShown("in_stock", Decimal(100)),
)


@pytest.mark.parametrize(
    ("today", "ordered", "then", "quantity", "changes"),
    [
        ({}, "20", "1.50", "20", ()),
        ({}, "20", "1.20", "20", ("dearer",)),
        ({}, "20", "1.80", "20", ("cheaper",)),
        ({}, "5", "1.50", "10", ("least",)),
        ({}, "25", "1.50", "30", ("step",)),
        ({"max_quantity": Decimal(15)}, "20", "1.50", "10", ("most",)),
        ({"available": Decimal(35)}, "50", "1.50", "30", ("short",)),
        ({"available": Decimal(5)}, "50", "1.50", "50", ("short",)),
        ({"available": Decimal(-5)}, "50", "1.50", "50", ("short",)),
        ({"available": Decimal(0), "allow_oversell": True}, "50", "1.50", "50", ()),
        ({"on_shelf": False, "available": Decimal(0)}, "50", "1.00", "50", ("gone",)),
    ],
)
def test_an_article_then_and_now(
    today: dict[str, object], ordered: str, then: str, quantity: str, changes: tuple[str, ...]
) -> None:
    now = replace(BOLT, **today)  # type: ignore[arg-type]
    row = compare(now, Decimal(ordered), Decimal(then), shows_stock=True)
    assert (row.quantity, row.changes) == (Decimal(quantity), changes)


def test_a_hidden_stock_figure_is_not_told_by_the_suggestion() -> None:
    now = replace(BOLT, available=Decimal(35))
    row = compare(now, Decimal(50), Decimal("1.50"), shows_stock=False)
    assert (row.quantity, row.changes) == (Decimal(50), ("short",))
