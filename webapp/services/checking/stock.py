"""Stock: balances against their entries, and what is reserved against open order lines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from webapp.models import Order, OrderLine, Product, StockBalance, StockEntry, Warehouse
from webapp.services.core.findings import Finding

AREA = "stock"
PLACE = (Warehouse.code, Product.code)


def check(session: Session) -> Iterator[Finding]:
    yield from _entries(session)
    yield from _unbooked(session)
    yield from _reserved(session)
    yield from _oversold(session)


def _entries(session: Session) -> Iterator[Finding]:
    """On hand and reserved are the sums of the entries."""
    sums = (
        select(
            StockEntry.warehouse_id,
            StockEntry.product_id,
            func.sum(StockEntry.on_hand).label("on_hand"),
            func.sum(StockEntry.reserved).label("reserved"),
        )
        .group_by(StockEntry.warehouse_id, StockEntry.product_id)
        .subquery()
    )
    on_hand = func.coalesce(sums.c.on_hand, 0)
    reserved = func.coalesce(sums.c.reserved, 0)
    rows = session.execute(
        select(*PLACE, StockBalance, sums.c.on_hand, sums.c.reserved)
        .join(Warehouse, Warehouse.id == StockBalance.warehouse_id)
        .join(Product, Product.id == StockBalance.product_id)
        .outerjoin(
            sums,
            (sums.c.warehouse_id == StockBalance.warehouse_id)
            & (sums.c.product_id == StockBalance.product_id),
        )
        .where(or_(StockBalance.on_hand != on_hand, StockBalance.reserved != reserved))
        .order_by(*PLACE)
    )
    for warehouse, product, balance, there, promised in rows:
        kept = f"{balance.on_hand} on hand and {balance.reserved} reserved are kept"
        text = f"{kept}, the entries give {there or 0} and {promised or 0}"
        yield Finding(AREA, f"{warehouse} {product}", text)


def _unbooked(session: Session) -> Iterator[Finding]:
    """Entries of a product and warehouse that have no balance."""
    booked = select(StockBalance.warehouse_id, StockBalance.product_id)
    rows = session.execute(
        select(*PLACE)
        .select_from(StockEntry)
        .join(Warehouse, Warehouse.id == StockEntry.warehouse_id)
        .join(Product, Product.id == StockEntry.product_id)
        .where(tuple_(StockEntry.warehouse_id, StockEntry.product_id).not_in(booked))
        .distinct()
        .order_by(*PLACE)
    )
    for warehouse, product in rows:
        yield Finding(AREA, f"{warehouse} {product}", "has entries and no balance")


def _reserved(session: Session) -> Iterator[Finding]:
    """What is reserved is what the order lines say."""
    lines = (
        select(
            Order.warehouse_id,
            OrderLine.product_id,
            func.sum(OrderLine.reserved).label("reserved"),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .group_by(Order.warehouse_id, OrderLine.product_id)
        .subquery()
    )
    promised = func.coalesce(lines.c.reserved, 0)
    rows = session.execute(
        select(*PLACE, StockBalance.reserved, lines.c.reserved)
        .join(Warehouse, Warehouse.id == StockBalance.warehouse_id)
        .join(Product, Product.id == StockBalance.product_id)
        .outerjoin(
            lines,
            (lines.c.warehouse_id == StockBalance.warehouse_id)
            & (lines.c.product_id == StockBalance.product_id),
        )
        .where(StockBalance.reserved != promised)
        .order_by(*PLACE)
    )
    for warehouse, product, kept, there in rows:
        text = f"{kept} reserved is kept, order lines give {there or 0}"
        yield Finding(AREA, f"{warehouse} {product}", text)


def _oversold(session: Session) -> Iterator[Finding]:
    """More promised than there is, where that is not allowed."""
    rows = session.execute(
        select(*PLACE, StockBalance.on_hand, StockBalance.reserved)
        .join(Warehouse, Warehouse.id == StockBalance.warehouse_id)
        .join(Product, Product.id == StockBalance.product_id)
        .where(StockBalance.allow_oversell.is_(False), StockBalance.reserved > StockBalance.on_hand)
        .order_by(*PLACE)
    )
    for warehouse, product, on_hand, reserved in rows:
        text = f"{reserved} is promised, {on_hand} is on hand"
        yield Finding(AREA, f"{warehouse} {product}", text)
