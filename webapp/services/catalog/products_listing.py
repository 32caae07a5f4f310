"""The company's list of articles: searched, filtered, sorted, cut by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from webapp.db import Quantity
from webapp.models import Category, Product, ProductPrice, StockBalance, StoredFile, TaxClass
from webapp.services.catalog.prices import in_force, is_base, newest_first
from webapp.services.catalog.products_queries import require_reader
from webapp.services.catalog.searching import matching
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_text, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of

#: Sorts by their names; the names of articles by pinyin or in English, as the reader reads them.
SORTS = ("code", "pinyin", "name_en", "new")
SHELVES = ("on", "off")
SEEN_BY = ("everybody", "levels")


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What of the articles is wanted: ``shelf`` one of SHELVES, ``seen_by`` one of SEEN_BY, all
    else by codes; '' wants everything. ``sort`` is one of SORTS, ``-`` in front for downwards."""

    query: str = ""
    category: str = ""
    brand: str = ""
    kind: str = ""
    tax_class: str = ""
    shelf: str = ""
    seen_by: str = ""
    sort: str = "code"


@dataclass(frozen=True, slots=True)
class ProductRow:
    """An article in the list; ``base_price`` is today's, ``available`` what all warehouses have
    free, None for whoever may not see stock."""

    code: str
    name: str
    name_en: str
    specification: str
    barcode: str
    brand: str
    kind: str
    unit: str
    unit_en: str
    category: str
    category_en: str
    tax_class: str
    tax_class_en: str
    base_price: Decimal
    available: Decimal | None
    min_quantity: Decimal
    step_quantity: Decimal
    max_quantity: Decimal
    lead_days: int
    picture: str | None
    on_shelf: bool
    is_restricted: bool
    version: int


def list_staff_products(
    session: Session,
    actor: Actor,
    wanted: ProductFilter,
    now: datetime,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[ProductRow]:
    """One page of the articles. Raises RuleBroken for a forged place, Forbidden."""
    require_reader(actor)
    key, kind = _sort_key(wanted.sort.lstrip("-"))
    key = key.label("sort_key")
    is_up = wanted.sort.startswith("-") == (wanted.sort.lstrip("-") == "new")
    statement = _statement().add_columns(key, Product.id).where(*_conditions(wanted))
    sorting = Sorting((key, Product.id), (kind, as_id), is_up)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    sees_stock = actor.may(Permission.STOCK_VIEW)
    figures = _figures(session, [one.id for one in page.rows], company_day(now))
    return replace(page, rows=[_row(one, figures[one.id], sees_stock) for one in page.rows])


def shelf_counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many articles are on the shelf and how many off it."""
    require_reader(actor)
    statement = select(Product.on_shelf, func.count()).group_by(Product.on_shelf)
    found: dict[bool, int] = {row[0]: row[1] for row in session.execute(statement)}
    return {"on": found.get(True, 0), "off": found.get(False, 0)}


def _statement() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Product,
            Category.name.label("category"),
            Category.name_en.label("category_en"),
            TaxClass.name.label("tax_class"),
            TaxClass.name_en.label("tax_class_en"),
            StoredFile.token.label("picture"),
        )
        .join(Category, Category.id == Product.category_id)
        .join(TaxClass, TaxClass.id == Product.tax_class_id)
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
    )


def _figures(session: Session, product_ids: Sequence[int], today: date) -> dict[int, Any]:
    """Base price and free stock of the articles of one page, by product id: read apart, so that
    sorting a long list does not work them out for every article."""
    base = (
        select(ProductPrice.price)
        .where(ProductPrice.product_id == Product.id, is_base(), in_force(today))
        .order_by(*newest_first())
        .limit(1)
    )
    free = type_coerce(func.sum(StockBalance.on_hand - StockBalance.reserved), Quantity)
    statement = select(
        Product.id,
        base.scalar_subquery().label("base_price"),
        select(free)
        .where(StockBalance.product_id == Product.id)
        .scalar_subquery()
        .label("available"),
    ).where(Product.id.in_(product_ids))
    return {row.id: row for row in session.execute(statement)}


def _row(row: Any, figures: Any, sees_stock: bool) -> ProductRow:
    product: Product = row.Product
    names = ("category", "category_en", "tax_class", "tax_class_en", "picture")
    return row_of(
        ProductRow,
        product,
        **{name: getattr(row, name) for name in names},
        barcode=product.barcode or "",
        base_price=figures.base_price,
        available=(figures.available or Decimal(0)) if sees_stock else None,
    )


def _conditions(wanted: ProductFilter) -> list[ColumnElement[bool]]:
    found = matching(wanted.query)
    if wanted.category:
        top = select(Category.path).where(Category.code == wanted.category).scalar_subquery()
        found.append(Category.path.startswith(top))
    exact = (
        (wanted.brand, Product.brand),
        (wanted.kind, Product.kind),
        (wanted.tax_class, TaxClass.code),
    )
    found += [column == text for text, column in exact if text]
    if wanted.shelf in SHELVES:
        found.append(Product.on_shelf.is_(wanted.shelf == "on"))
    if wanted.seen_by in SEEN_BY:
        found.append(Product.is_restricted.is_(wanted.seen_by == "levels"))
    return found


def _sort_key(name: str) -> tuple[Any, Any]:
    columns: dict[str, Any] = {
        "pinyin": Product.pinyin,
        "name_en": Product.name_en,
        "new": Product.id,
    }
    return columns.get(name, Product.code), as_id if name == "new" else as_text
