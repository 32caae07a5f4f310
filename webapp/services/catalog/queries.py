"""The customer's catalogue: the category tree, pages of articles, and one article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from webapp.models import Category, Favourite, Order, OrderLine, Product
from webapp.services.catalog.fields import FieldValue, values_for_customers
from webapp.services.catalog.pictures import PictureRow, list_pictures
from webapp.services.catalog.searching import matching
from webapp.services.catalog.shelf import (
    ShelfRow,
    get_viewer,
    level_and_branch,
    shelf_rows,
    shelf_statement,
)
from webapp.services.catalog.sorting import DEFAULT_SORT, in_order
from webapp.services.catalog.visibility import visible_for, visible_to
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound
from webapp.services.core.keeping import keep
from webapp.services.core.paging import Page, read_page

PAGE_PRODUCTS = 24
LONGEST_CODE = 40
PAST_ORDERS = 10
#: Past orders of an article are looked for among so many: nobody's page costs more with each order.
LATEST_ORDERS = 300


@dataclass(frozen=True, slots=True)
class ShelfFilter:
    """What of the catalogue is wanted; ``sort`` is one of SORTS, ``after`` a page's own word."""

    query: str = ""
    category: str = ""
    favourites: bool = False
    sort: str = DEFAULT_SORT
    after: str = ""


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A node of the tree; ``count`` are articles on the shelf in it and below it."""

    code: str
    name: str
    name_en: str
    path: str
    count: int
    children: tuple[CategoryNode, ...] = ()


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order line of the customer's own for an article; the price is CNY a unit."""

    number: str
    order_date: date
    quantity: Decimal
    price: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    product: ShelfRow
    pictures: tuple[PictureRow, ...]
    fields: tuple[FieldValue, ...]
    categories: tuple[CategoryNode, ...]
    past: tuple[PastOrder, ...]


def list_products(
    session: Session, actor: Actor, wanted: ShelfFilter, now: datetime
) -> Page[ShelfRow]:
    """One page of the shelf. Raises RuleBroken for a forged place."""
    viewer = get_viewer(session, actor.require_customer(), company_day(now))
    shelf, sorting = in_order(shelf_statement(viewer), viewer, wanted.sort)
    statement = shelf.where(visible_for(actor), *_conditions(viewer.customer_id, wanted))
    page = read_page(session, statement, sorting, after=wanted.after, rows=PAGE_PRODUCTS)
    return replace(page, rows=shelf_rows(session, viewer, page.rows))


def category_tree(session: Session, actor: Actor) -> tuple[CategoryNode, ...]:
    """The whole tree with counts; empty branches are left out.

    It is the same for all customers of a level until an article or a category changes, so it is
    counted once and not at every page.
    """
    level_id = None
    if actor.customer_id is not None:
        level_id, _ = level_and_branch(session, actor.customer_id)
    return keep(session, ("category tree", level_id), lambda: _read_tree(session, level_id))


def _read_tree(session: Session, level_id: int | None) -> tuple[CategoryNode, ...]:
    categories = session.scalars(select(Category).order_by(Category.position, Category.code)).all()
    counted = session.execute(
        select(Product.category_id, func.count())
        .where(Product.on_shelf, true() if level_id is None else visible_to(level_id))
        .group_by(Product.category_id)
    )
    counts: dict[int, int] = {row[0]: row[1] for row in counted}
    below: dict[int | None, list[Category]] = {}
    for category in categories:
        below.setdefault(category.parent_id, []).append(category)
    return _nodes(below, counts, None)


def get_product(session: Session, actor: Actor, code: str, now: datetime) -> ProductPage:
    """An article with the customer's own past orders of it; raises NotFound for one that was
    never on his shelf."""
    viewer = get_viewer(session, actor.require_customer(), company_day(now))
    statement = shelf_statement(viewer).where(Product.code == code[:LONGEST_CODE])
    found = session.execute(statement.where(visible_for(actor))).all()
    past = _past_orders(session, viewer.customer_id, code)
    if not found or not (found[0].Product.on_shelf or past):
        raise NotFound()
    product: Product = found[0].Product
    return ProductPage(
        product=shelf_rows(session, viewer, found)[0],
        pictures=list_pictures(session, product.id),
        fields=values_for_customers(session, product.custom),
        categories=_categories_above(session, product.category_id),
        past=past,
    )


def get_shelf_row(session: Session, actor: Actor, code: str, now: datetime) -> ShelfRow:
    """One article as a list shows it; raises NotFound for none."""
    viewer = get_viewer(session, actor.require_customer(), company_day(now))
    statement = shelf_statement(viewer).where(Product.code == code[:LONGEST_CODE])
    found = session.execute(statement.where(visible_for(actor))).all()
    if not found:
        raise NotFound()
    return shelf_rows(session, viewer, found)[0]


def _conditions(customer_id: int, wanted: ShelfFilter) -> list[ColumnElement[bool]]:
    found = [Product.on_shelf.is_(True), *matching(wanted.query)]
    if wanted.category:
        found.append(Product.category_id.in_(_category_ids(wanted.category)))
    if wanted.favourites:
        found.append(Favourite.customer_id == customer_id)
    return found


def _category_ids(code: str) -> Any:
    top = select(Category.path).where(Category.code == code[:20]).scalar_subquery()
    return select(Category.id).where(Category.path.startswith(top))


def _nodes(
    below: Mapping[int | None, list[Category]], counts: Mapping[int, int], parent: int | None
) -> tuple[CategoryNode, ...]:
    nodes = []
    for category in below.get(parent, ()):
        children = _nodes(below, counts, category.id)
        count = counts.get(category.id, 0) + sum(child.count for child in children)
        if count:
            nodes.append(_node(category, count, children))
    return tuple(nodes)


def _node(category: Category, count: int, children: tuple[CategoryNode, ...]) -> CategoryNode:
    return CategoryNode(
        category.code, category.name, category.name_en, category.path, count, children
    )


def _categories_above(session: Session, category_id: int) -> tuple[CategoryNode, ...]:
    path = session.scalar(select(Category.path).where(Category.id == category_id)) or ""
    codes = [code for code in path.split("/") if code]
    rows = session.scalars(
        select(Category).where(Category.code.in_(codes)).order_by(func.length(Category.path))
    )
    return tuple(_node(category, 0, ()) for category in rows)


def _past_orders(session: Session, customer_id: int, code: str) -> tuple[PastOrder, ...]:
    """The article among the customer's latest orders."""
    latest = (
        select(Order.id, Order.number, Order.order_date, Order.status)
        .where(Order.customer_id == customer_id)
        .order_by(Order.id.desc())
        .limit(LATEST_ORDERS)
        .subquery()
    )
    rows = session.execute(
        select(
            latest.c.number,
            latest.c.order_date,
            OrderLine.quantity,
            OrderLine.price,
            latest.c.status,
        )
        .join(latest, latest.c.id == OrderLine.order_id)
        .where(OrderLine.code == code[:LONGEST_CODE])
        .order_by(latest.c.id.desc())
        .limit(PAST_ORDERS)
    )
    return tuple(PastOrder(*row) for row in rows)
