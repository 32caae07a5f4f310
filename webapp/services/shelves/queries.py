"""Reading the shelves: what is there, and what moved. Stock has no customer, so whoever may see
stock sees all of it; whose orders moved it, only those he reaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from webapp.models import (
    Category,
    Customer,
    Order,
    Product,
    StockBalance,
    StockEntry,
    User,
    Warehouse,
)
from webapp.services.catalog.searching import matching
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.money import round_money
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers

LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class StockFilter:
    """What the list of stock is narrowed to; ``state`` is 'out' (nothing on hand) or 'below'
    (less available than the least that can be ordered)."""

    search: str = ""
    warehouse_id: int | None = None
    category_id: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class StockRow:
    """An article in a warehouse; ``worth`` is CNY at cost, None for who may not know costs."""

    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    category: str
    category_en: str
    warehouse_code: str
    warehouse: str
    warehouse_en: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    min_quantity: Decimal
    worth: Decimal | None

    @property
    def state(self) -> str:
        """As the filter names it; '' while there is enough."""
        if self.on_hand <= 0:
            return "out"
        return "below" if self.available < self.min_quantity else ""


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One entry of the ledger; ``left`` is what was on hand after it. ``document`` and ``who`` are
    empty where it moved for an order that is out of the reader's reach."""

    id: int
    at: datetime
    kind: str
    warehouse: str
    warehouse_en: str
    on_hand: Decimal
    reserved: Decimal
    left: Decimal
    document: str
    order: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Article:
    """The article that a page of movements is about."""

    id: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a select; ``depth`` is how far down a tree it stands."""

    id: int
    name: str
    name_en: str
    depth: int = 0


ON_HAND = func.coalesce(StockBalance.on_hand, 0)
RESERVED = func.coalesce(StockBalance.reserved, 0)
CODE = Product.code.label("code")
PLACE = Warehouse.id.label("place")
#: Quantities as whole numbers, so that a place in the list can hold them.
HERE = type_coerce(ON_HAND, BigInteger).label("here")
FREE = type_coerce(ON_HAND - RESERVED, BigInteger).label("free")
SORTS: dict[str, tuple[tuple[Any, ...], tuple[Callable[[Any], Any], ...]]] = {
    "code": ((CODE, PLACE), (str, as_id)),
    "on_hand": ((HERE, CODE, PLACE), (int, str, as_id)),
    "available": ((FREE, CODE, PLACE), (int, str, as_id)),
}


def list_stock(
    session: Session,
    actor: Actor,
    wanted: StockFilter,
    *,
    sort: str = "code",
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[StockRow]:
    """Every article in every warehouse, also where nothing of it has ever been; Forbidden."""
    actor.require(Permission.STOCK_VIEW)
    columns, kinds = SORTS[sort.lstrip("-")]
    sorting = Sorting(columns, kinds, is_ascending=not sort.startswith("-"))
    page = read_page(
        session, _stock(session, wanted), sorting, after=after, before=before, rows=rows
    )
    with_worth = actor.may(Permission.PRICE_MANAGE)
    return Page([_stock_row(row, with_worth) for row in page.rows], page.after, page.previous)


def _stock(session: Session, wanted: StockFilter) -> Select[*tuple[Any, ...]]:
    is_here = and_(StockBalance.product_id == Product.id, StockBalance.warehouse_id == Warehouse.id)
    return (
        select(
            Product, Category, Warehouse, ON_HAND.label("on_hand"), RESERVED.label("reserved"),
            CODE, PLACE, HERE, FREE,
        )
        .select_from(Product)
        .join(Category, Category.id == Product.category_id)
        .join(Warehouse, Warehouse.id > 0)
        .outerjoin(StockBalance, is_here)
        .where(or_(Product.on_shelf, ON_HAND != 0), *_conditions(session, wanted))
    )  # fmt: skip


def _conditions(session: Session, wanted: StockFilter) -> list[ColumnElement[bool]]:
    found = matching(wanted.search)
    if wanted.warehouse_id is not None:
        found.append(Warehouse.id == wanted.warehouse_id)
    if wanted.category_id is not None:
        path = session.scalar(select(Category.path).where(Category.id == wanted.category_id)) or "-"
        found.append(Category.path.startswith(path, autoescape=True))
    if wanted.state == "out":
        found.append(ON_HAND <= 0)
    if wanted.state == "below":
        found.append(Product.min_quantity > ON_HAND - RESERVED)
    return found


def _stock_row(row: Any, with_worth: bool) -> StockRow:
    product, category, warehouse = row[0], row[1], row[2]
    return StockRow(
        code=product.code,
        name=product.name,
        name_en=product.name_en,
        specification=product.specification,
        unit=product.unit,
        unit_en=product.unit_en,
        category=category.name,
        category_en=category.name_en,
        warehouse_code=warehouse.code,
        warehouse=warehouse.name,
        warehouse_en=warehouse.name_en,
        on_hand=row.on_hand,
        reserved=row.reserved,
        available=row.on_hand - row.reserved,
        min_quantity=product.min_quantity,
        worth=round_money(product.cost_price * row.on_hand) if with_worth else None,
    )


def get_article(session: Session, actor: Actor, code: str) -> Article:
    """Raises NotFound, Forbidden."""
    actor.require(Permission.STOCK_VIEW)
    row = session.execute(
        select(
            Product.id, Product.code, Product.name, Product.name_en, Product.specification,
            Product.unit, Product.unit_en,
        ).where(Product.code == code[:LONGEST_CODE].upper())
    ).first()  # fmt: skip
    if row is None:
        raise NotFound()
    return Article(*row)


def list_balances(session: Session, actor: Actor, article: Article) -> list[StockRow]:
    """What of an article is where; raises Forbidden."""
    actor.require(Permission.STOCK_VIEW)
    rows = session.execute(
        _stock(session, StockFilter()).where(Product.id == article.id).order_by(Warehouse.id)
    )
    with_worth = actor.may(Permission.PRICE_MANAGE)
    return [_stock_row(row, with_worth) for row in rows]


def list_movements(
    session: Session,
    actor: Actor,
    article: Article,
    *,
    warehouse_id: int | None = None,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[MovementRow]:
    """The article's entries, the newest first, each with what it left on hand; Forbidden."""
    actor.require(Permission.STOCK_VIEW)
    statement = _movements(actor, article, warehouse_id)
    sorting = Sorting((StockEntry.id,), (as_id,), is_ascending=False)
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    left = _left(session, article, page.rows)
    return Page([_movement(row, left[row.id]) for row in page.rows], page.after, page.previous)


def _left(session: Session, article: Article, rows: Sequence[Any]) -> dict[int, Decimal]:
    """What each of these entries, the newest first, left on hand: counted back from what is there
    now, so that the newest page does not add up all there ever was."""
    if not rows:
        return {}
    since = func.coalesce(func.sum(StockEntry.on_hand), Decimal(0))
    newer = select(since).where(
        StockEntry.product_id == StockBalance.product_id,
        StockEntry.warehouse_id == StockBalance.warehouse_id,
        StockEntry.id > rows[0].id,
    )
    statement = select(
        StockBalance.warehouse_id,
        StockBalance.on_hand,
        newer.correlate(StockBalance).scalar_subquery(),
    ).where(StockBalance.product_id == article.id)
    on_hand = {place: now - moved for place, now, moved in session.execute(statement)}
    left = {}
    for row in rows:
        left[row.id] = on_hand[row.warehouse_id]
        on_hand[row.warehouse_id] -= row.on_hand
    return left


def _movements(
    actor: Actor, article: Article, warehouse_id: int | None
) -> Select[*tuple[Any, ...]]:
    in_reach = or_(Customer.id.is_(None), reaches_customers(actor, Permission.ORDER_VIEW))
    statement = (
        select(
            StockEntry.id,
            StockEntry.at,
            StockEntry.kind,
            StockEntry.warehouse_id,
            StockEntry.on_hand,
            StockEntry.reserved,
            StockEntry.document_number,
            StockEntry.reason,
            Warehouse.name.label("warehouse"),
            Warehouse.name_en.label("warehouse_en"),
            Order.number.label("order_number"),
            User.name.label("who"),
            in_reach.label("in_reach"),
        )
        .join(Warehouse, Warehouse.id == StockEntry.warehouse_id)
        .outerjoin(Order, Order.id == StockEntry.order_id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .outerjoin(User, User.id == StockEntry.actor_id)
        .where(StockEntry.product_id == article.id)
    )
    if warehouse_id is not None:
        statement = statement.where(StockEntry.warehouse_id == warehouse_id)
    return statement


def _movement(row: Any, left: Decimal) -> MovementRow:
    return MovementRow(
        id=row.id,
        at=row.at,
        kind=row.kind,
        warehouse=row.warehouse,
        warehouse_en=row.warehouse_en,
        on_hand=row.on_hand,
        reserved=row.reserved,
        left=left,
        document=row.document_number if row.in_reach else "",
        order=(row.order_number or "") if row.in_reach else "",
        reason=row.reason if row.in_reach else "",
        who=(row.who or "") if row.in_reach else "",
    )


def list_warehouses(session: Session, actor: Actor) -> list[Choice]:
    """All warehouses, those of the reader's own branch first."""
    is_elsewhere = case((Warehouse.branch_id == actor.branch_id, 0), else_=1)
    rows = session.execute(
        select(Warehouse.id, Warehouse.name, Warehouse.name_en).order_by(
            is_elsewhere, Warehouse.code
        )
    )
    return [Choice(*row) for row in rows]


def list_categories(session: Session) -> list[Choice]:
    """The tree of categories, parents before their children."""
    rows = session.scalars(select(Category).order_by(Category.path))
    return [Choice(one.id, one.name, one.name_en, one.path.count("/") - 2) for one in rows]
