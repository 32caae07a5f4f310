"""Which price a customer pays on a day: his own price, else his level's price, else the base
price times his level's factor. Every price names the row that set it (F5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from webapp.models import Customer, LevelDiscount, Product, ProductPrice
from webapp.services.core.clock import BEGINNING
from webapp.services.core.transaction import Tx

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price in CNY with tax, to four decimals; ``source`` is customer, level or base.

    ``price_id`` is the row that set it; ``list_price`` is the base price of the day.
    """

    amount: Decimal
    source: str
    price_id: int
    list_price: Decimal


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the price depends on in a customer; ``discount`` is his level's factor on the day."""

    customer_id: int
    level_id: int
    discount: Decimal


def get_buyer(session: Session, customer_id: int, on: date) -> Buyer:
    """The customer as his prices see him on a day; he must be there."""
    row = session.execute(
        select(Customer.level_id, discount_on(Customer.level_id, on).label("discount")).where(
            Customer.id == customer_id
        )
    ).one()
    return Buyer(customer_id, row.level_id, row.discount)


def discount_on(level_id: Any, on: date) -> Any:
    """The factor of a level on a day, as a part of a statement."""
    return (
        select(LevelDiscount.discount)
        .where(LevelDiscount.level_id == level_id, LevelDiscount.valid_from <= on)
        .order_by(LevelDiscount.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def prices_for(
    session: Session, buyer: Buyer, product_ids: Collection[int], on: date
) -> dict[int, Price]:
    """Prices of products on a day, by product id, in one query."""
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(_in_force(buyer, product_ids, on)):
        found.setdefault(row.product_id, {})[row.source] = row
    return {product_id: _price(buyer, rows) for product_id, rows in found.items()}


def _price(buyer: Buyer, rows: dict[str, Any]) -> Price:
    base = rows["base"]
    own = rows.get("customer") or rows.get("level")
    if own is not None:
        return Price(own.price, own.source, own.id, base.price)
    return Price(level_price(base.price, buyer.discount), "base", base.id, base.price)


def _in_force(buyer: Buyer, product_ids: Collection[int], on: date) -> Select[Any]:
    """The newest price of each kind that has begun and not ended, for each product."""
    ids = list(product_ids)
    kinds = {
        "customer": ProductPrice.customer_id == buyer.customer_id,
        "level": ProductPrice.level_id == buyer.level_id,
        "base": is_base(),
    }
    ranked = union_all(*(_ranked(name, whose, ids, on) for name, whose in kinds.items())).subquery()
    return select(ranked).where(ranked.c.rank == 1)


def _ranked(name: str, whose: ColumnElement[bool], ids: list[int], on: date) -> Select[Any]:
    newest_first = (ProductPrice.valid_from.desc(), ProductPrice.id.desc())
    return select(
        func.row_number()
        .over(partition_by=ProductPrice.product_id, order_by=newest_first)
        .label("rank"),
        ProductPrice.id,
        ProductPrice.product_id,
        ProductPrice.price,
        literal(name).label("source"),
    ).where(whose, ProductPrice.product_id.in_(ids), in_force(on))


def is_base() -> ColumnElement[bool]:
    """The price of everybody, spelled as its partial index is."""
    return ProductPrice.level_id.is_(None) & ProductPrice.customer_id.is_(None)


def in_force(on: date) -> ColumnElement[bool]:
    """Begun and not ended on a day."""
    is_open = or_(ProductPrice.valid_to.is_(None), ProductPrice.valid_to >= on)
    return (ProductPrice.valid_from <= on) & is_open


def level_price(base: Decimal, discount: Decimal) -> Decimal:
    """The base price times the level's factor, to four decimals, half up."""
    return (base * discount).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


def begin_price(tx: Tx, product: Product, price: Decimal, origin: str = "manual") -> ProductPrice:
    """The first base price of an article, from the beginning; every article has one."""
    tx.session.flush()
    first = ProductPrice(
        product_id=product.id,
        price=price,
        valid_from=BEGINNING,
        origin=origin,
        set_at=tx.now,
        set_by_id=tx.actor.user_id,
    )
    tx.session.add(first)
    return first


def begin_discount(tx: Tx, level_id: int, discount: Decimal) -> None:
    """The first factor of a level, from the beginning; every level has one."""
    tx.session.add(
        LevelDiscount(
            level_id=level_id,
            discount=discount,
            valid_from=BEGINNING,
            set_at=tx.now,
            set_by_id=tx.actor.user_id,
        )
    )
