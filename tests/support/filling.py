"""Many rows at once, for figures at size: copies of what the product's own services made.

Rows are copied inside the database, so a hundred thousand take a second; what must be unique is
given as an expression of the running number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    String,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.orm import Session

from webapp.models import (
    Base,
    Customer,
    Event,
    Order,
    OrderLine,
    Product,
    ProductPrice,
    StockBalance,
    StockEntry,
)

Number = ColumnElement[int]


Changes = Callable[[Number], dict[str, ColumnElement[Any]]]


def fill(session: Session, rows: int) -> None:
    """Customers, articles with price and stock, order lines (ten an order), entries of the stock
    ledger and of the trail: ``rows`` of each, beside what is there."""
    copy(session, Customer, rows, lambda n: {"code": named("C", n), "pinyin": named("c", n)})
    copy(session, Product, rows, lambda n: {"code": named("P", n), "barcode": null()})
    _follow_products(session, ProductPrice)
    _follow_products(session, StockBalance)
    copy(session, StockEntry, rows, lambda n: {})
    _orders(session, rows // 10)
    copy(session, Event, rows, lambda n: {"subject_id": n + 1_000_000})
    session.commit()


def named(prefix: str, number: Number) -> ColumnElement[str]:
    """A code of this running number."""
    return literal(f"{prefix}-") + cast(number, String)


def copy(session: Session, model: type[Base], rows: int, changes: Changes) -> None:
    """Copies the table's first row, with some columns given by the running number."""
    numbers = _numbers("numbers", rows)
    table, names = model.__table__, _names(model)
    changed = changes(numbers.c.n)
    statement = (
        select(*(changed.get(name, table.c[name]) for name in names))
        .select_from(table.join(numbers, true()))
        .where(table.c.id == _first(model))
    )
    session.execute(insert(model).from_select(names, statement))


def _numbers(name: str, last: int) -> CTE:
    """1 … last."""
    begin = select(literal(1).label("n")).cte(name, recursive=True)
    return begin.union_all(select(begin.c.n + 1).where(begin.c.n < last))


def _names(model: type[Base]) -> list[str]:
    return [column.name for column in model.__table__.columns if column.name != "id"]


def _first(model: type[Base]) -> Any:
    return select(func.min(model.__table__.c.id)).scalar_subquery()


def _follow_products(session: Session, model: type[Base]) -> None:
    """A row of each new article, like the first row of the table."""
    table, product = model.__table__, Product.__table__
    names = _names(model)
    statement = (
        select(*(product.c.id if name == "product_id" else table.c[name] for name in names))
        .select_from(table.join(product, product.c.code.like("P-%")))
        .where(table.c.id == _first(model))
    )
    session.execute(insert(model).from_select(names, statement))


def _orders(session: Session, orders: int) -> None:
    copy(session, Order, orders, lambda n: {"number": named("DH-O-20200101", n)})
    line, order, ten = OrderLine.__table__, Order.__table__, _numbers("ten", 10)
    given = {"order_id": order.c.id, "position": ten.c.n}
    names = _names(OrderLine)
    statement = (
        select(*(given.get(name, line.c[name]) for name in names))
        .select_from(line.join(order, order.c.number.like("DH-O-20200101-%")).join(ten, true()))
        .where(line.c.id == _first(OrderLine))
    )
    session.execute(insert(OrderLine).from_select(names, statement))
