"""The orders in which a customer turns the pages of the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    select,
    type_coerce,
)

from webapp.models import Product, ProductPrice
from webapp.services.catalog.prices import in_force, is_base, newest_first
from webapp.services.catalog.shelf import Viewer
from webapp.services.core.paging import Sorting, as_id, as_text

SORTS = ("code", "pinyin", "name_en", "price", "-price", "new")
DEFAULT_SORT = "code"

Shelf = Select[*tuple[Any, ...]]


def in_order(shelf: Shelf, viewer: Viewer, sort: str) -> tuple[Shelf, Sorting]:
    """The shelf with the columns that one of SORTS goes by, and how to page through it."""
    is_price = sort in ("price", "-price")
    joined, key = _by_price(shelf, viewer) if is_price else (shelf, _key(sort))
    sort_key = key.label("sort_key")
    kind = as_id if is_price or sort == "new" else as_text
    is_up = sort not in ("-price", "new")
    sorting = Sorting((sort_key, Product.id), (kind, as_id), is_up)
    return joined.add_columns(sort_key, Product.id), sorting


def _key(sort: str) -> ColumnElement[Any]:
    keys: Mapping[str, ColumnElement[Any]] = {
        "pinyin": Product.pinyin.expression,
        "name_en": Product.name_en.expression,
        "new": Product.id.expression,
    }
    return keys.get(sort, Product.code.expression)


def _by_price(shelf: Shelf, viewer: Viewer) -> tuple[Shelf, ColumnElement[int]]:
    """The shelf with the customer's price as an integer: exact, and alike on both databases.

    Prices of his own and of his level, of which there are few, are read at once; the base price,
    which nearly every article has, at the articles that have none of the two.
    """
    factor = int(viewer.buyer.discount.scaleb(4))
    own = _newest(ProductPrice.customer_id == viewer.customer_id, viewer.today)
    of_level = _newest(ProductPrice.level_id == viewer.buyer.level_id, viewer.today)
    joined = shelf
    for special in (own, of_level):
        is_newest = and_(special.c.product_id == Product.id, special.c.rank == 1)
        joined = joined.outerjoin(special, is_newest)
    base = _base_price(viewer.today) * factor
    return joined, func.coalesce(own.c.price * 10_000, of_level.c.price * 10_000, base)


def _newest(whose: ColumnElement[bool], today: date) -> Subquery:
    """Prices in force for somebody, the newest of each article ranked first."""
    rank = func.row_number().over(partition_by=ProductPrice.product_id, order_by=newest_first())
    price = type_coerce(ProductPrice.price, BigInteger).label("price")
    found = select(ProductPrice.product_id, price, rank.label("rank"))
    return found.where(whose, in_force(today)).subquery()


def _base_price(today: date) -> ColumnElement[int]:
    newest = (
        select(type_coerce(ProductPrice.price, BigInteger))
        .where(ProductPrice.product_id == Product.id, is_base(), in_force(today))
        .order_by(*newest_first())
        .limit(1)
    )
    return newest.scalar_subquery()
