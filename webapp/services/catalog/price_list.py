"""The list of base prices with what they earn, for whoever keeps prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from webapp.models import Category, Product, ProductPrice
from webapp.services.catalog.price_rules import margin
from webapp.services.catalog.prices import in_force, is_base, newest_first
from webapp.services.catalog.searching import matching
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_text, read_page
from webapp.services.core.permissions import Permission

SORTS = ("code", "name", "price", "new")
ON_SHELF = "on"
OFF_SHELF = "off"


@dataclass(frozen=True, slots=True)
class BasePriceFilter:
    """``shelf`` is on, off or '' for both; ``sort`` one of SORTS, with - for downwards."""

    query: str = ""
    category: str = ""
    shelf: str = ""
    sort: str = "code"


@dataclass(frozen=True, slots=True)
class BasePriceRow:
    """An article with its base price of today and the next one to come, if any; CNY a unit.
    ``own_prices`` are levels' and customers' prices that hold or will."""

    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    on_shelf: bool
    cost: Decimal
    price: Decimal
    margin: Decimal | None
    since: date
    next_price: Decimal | None
    next_from: date | None
    own_prices: int


def list_base_prices(
    session: Session,
    actor: Actor,
    wanted: BasePriceFilter,
    today: date,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[BasePriceRow]:
    """Raises Forbidden without the right, RuleBroken for a forged place."""
    actor.require(Permission.PRICE_MANAGE)
    key, kind = _sort_key(wanted.sort, today)
    statement = select(Product, key, Product.id).where(*_conditions(wanted))
    sorting = Sorting((key, Product.id), (kind, as_id), not wanted.sort.startswith("-"))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    products = [row.Product for row in page.rows]
    return replace(page, rows=_rows(session, products, today))


def codes_of(session: Session, actor: Actor, wanted: BasePriceFilter, most: int) -> list[str]:
    """The codes of all that the filter finds, at most one more than ``most``."""
    actor.require(Permission.PRICE_MANAGE)
    statement = select(Product.code).where(*_conditions(wanted)).order_by(Product.code)
    return list(session.scalars(statement.limit(most + 1)))


def category_choices(session: Session) -> list[tuple[str, str, str]]:
    """Code and both names of every category, in the order of the tree, for a select."""
    statement = select(Category.code, Category.name, Category.name_en).order_by(Category.path)
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def _conditions(wanted: BasePriceFilter) -> list[ColumnElement[bool]]:
    found = matching(wanted.query)
    if wanted.category:
        top = select(Category.path).where(Category.code == wanted.category).scalar_subquery()
        below = select(Category.id).where(Category.path.startswith(top))
        found.append(Product.category_id.in_(below))
    if wanted.shelf in (ON_SHELF, OFF_SHELF):
        found.append(Product.on_shelf.is_(wanted.shelf == ON_SHELF))
    return found


def _sort_key(sort: str, today: date) -> tuple[Any, Any]:
    name = sort.lstrip("-")
    if name == "price":
        return _base_amount(today).label("sort_key"), as_id
    columns: dict[str, Any] = {"name": Product.pinyin, "new": Product.id}
    key = columns.get(name, Product.code)
    return key.label("sort_key"), as_id if name == "new" else as_text


def _base_amount(today: date) -> ColumnElement[int]:
    """The base price as an integer: exact, and alike on both databases."""
    return (
        select(type_coerce(ProductPrice.price, BigInteger))
        .where(ProductPrice.product_id == Product.id, is_base(), in_force(today))
        .order_by(*newest_first())
        .limit(1)
        .scalar_subquery()
    )


def _rows(session: Session, products: Sequence[Product], today: date) -> list[BasePriceRow]:
    ids = [product.id for product in products]
    base = _first(session, _ranked(ids, newest_first(), in_force(today)))
    to_come = (ProductPrice.valid_from > today) & ProductPrice.taken_back_at.is_(None)
    soonest = (ProductPrice.valid_from, ProductPrice.id.desc())
    coming = _first(session, _ranked(ids, soonest, to_come))
    own = _count_own(session, ids, today)
    return [
        _row(product, base[product.id], coming.get(product.id), own.get(product.id, 0))
        for product in products
    ]


def _ranked(ids: list[int], order: tuple[Any, Any], wanted: ColumnElement[bool]) -> Select[Any]:
    rank = func.row_number().over(partition_by=ProductPrice.product_id, order_by=order)
    return select(
        ProductPrice.product_id, ProductPrice.price, ProductPrice.valid_from, rank.label("rank")
    ).where(ProductPrice.product_id.in_(ids), is_base(), wanted)


def _first(session: Session, ranked: Select[Any]) -> Mapping[int, Any]:
    rows = ranked.subquery()
    return {row.product_id: row for row in session.execute(select(rows).where(rows.c.rank == 1))}


def _count_own(session: Session, ids: list[int], today: date) -> dict[int, int]:
    is_over = (ProductPrice.valid_to < today) & ProductPrice.valid_to.is_not(None)
    counted = (
        select(ProductPrice.product_id, func.count())
        .where(
            ProductPrice.product_id.in_(ids),
            ~is_base(),
            ProductPrice.price.is_not(None),
            ProductPrice.taken_back_at.is_(None),
            ~is_over,
        )
        .group_by(ProductPrice.product_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def _row(product: Product, base: Any, coming: Any, own_prices: int) -> BasePriceRow:
    return BasePriceRow(
        product.code,
        product.name,
        product.name_en,
        product.specification,
        product.unit,
        product.unit_en,
        product.on_shelf,
        product.cost_price,
        base.price,
        margin(base.price, product.cost_price),
        base.valid_from,
        coming.price if coming else None,
        coming.valid_from if coming else None,
        own_prices,
    )
