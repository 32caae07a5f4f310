"""Prices: each article has one at all times, and each ordered line's can be traced (F5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.models import CustomerLevel, LevelDiscount, Order, OrderLine, Product, ProductPrice
from webapp.services.catalog.prices import is_base, level_price
from webapp.services.core.clock import BEGINNING
from webapp.services.core.findings import Finding

AREA = "prices"
LINES_AT_ONCE = 1000
#: A factor from when on, and how much it is.
Factors = list[tuple[date, Decimal]]


def check(session: Session) -> Iterator[Finding]:
    """Articles, levels, and every line that was priced by list, a page of them in memory."""
    for code in session.scalars(_without_base()):
        yield Finding(AREA, code, "has no base price from the beginning")
    for code in session.scalars(_without_factor()):
        yield Finding(AREA, f"level {code}", "has no factor from the beginning")
    yield from _lines(session)


def _without_base() -> Any:
    first = exists().where(
        ProductPrice.product_id == Product.id,
        is_base(),
        ProductPrice.valid_from == BEGINNING,
        ProductPrice.taken_back_at.is_(None),
    )
    return select(Product.code).where(~first).order_by(Product.code)


def _without_factor() -> Any:
    first = exists().where(
        LevelDiscount.level_id == CustomerLevel.id,
        LevelDiscount.valid_from == BEGINNING,
        LevelDiscount.taken_back_at.is_(None),
    )
    return select(CustomerLevel.code).where(~first).order_by(CustomerLevel.code)


def _lines(session: Session) -> Iterator[Finding]:
    rows = session.execute(select(LevelDiscount.valid_from, LevelDiscount.discount))
    factors = [(row.valid_from, row.discount) for row in rows]
    statement = (
        select(OrderLine, Order.number, Order.order_date, Order.customer_id, ProductPrice)
        .join(Order, Order.id == OrderLine.order_id)
        .join(ProductPrice, ProductPrice.id == OrderLine.price_id)
        .order_by(OrderLine.id)
        .limit(LINES_AT_ONCE)
    )
    last = 0
    while True:
        found = session.execute(statement.where(OrderLine.id > last)).all()
        for row in found:
            last = row.OrderLine.id
            for what in wrong_price(row, factors):
                yield Finding(AREA, f"{row.number} {row.OrderLine.code}", what)
        session.expunge_all()
        if len(found) < LINES_AT_ONCE:
            return


def wrong_price(row: Any, factors: Factors) -> Iterator[str]:
    """Whether the price that a line names is its article's and its customer's, held on the order's
    date, and gives what the line says."""
    line: OrderLine = row.OrderLine
    price: ProductPrice = row.ProductPrice
    if price.product_id != line.product_id:
        yield "its price is another article's"
    if price.customer_id not in (None, row.customer_id):
        yield "its price is another customer's"
    is_over = price.valid_to is not None and price.valid_to < row.order_date
    if price.valid_from > row.order_date or is_over or price.taken_back_at is not None:
        yield f"its price does not hold on {row.order_date}"
    given = _given(price, row.order_date, factors)
    if line.list_price not in given:
        told = " or ".join(str(one) for one in sorted(given))
        yield f"list price {line.list_price} is kept, its price gives {told or 'nothing'}"


def _given(price: ProductPrice, on: date, factors: Factors) -> set[Decimal]:
    """What a row may have come to. A base price was multiplied by a factor begun on the day; which
    one cannot be told afterwards, as customers change their level and factors their day's value."""
    if price.price is None:
        return set()
    if price.customer_id is not None or price.level_id is not None:
        return {price.price}
    return {level_price(price.price, factor) for begun, factor in factors if begun <= on}
