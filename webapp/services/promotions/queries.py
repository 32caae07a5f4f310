"""Reading promotions for those who keep them: their list, one of them, what it did so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    CustomerLevel,
    OrderPromotion,
    Product,
    Promotion,
    PromotionLevel,
    PromotionProduct,
)
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import NotFound
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_text, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events
from webapp.services.documents.views import EventView
from webapp.services.promotions.terms import (
    DRAFT,
    PUBLISHED,
    STANDINGS,
    WITHDRAWN,
    Terms,
    terms_from_plain,
)

SORTS: dict[str, tuple[Any, Any]] = {
    "number": (Promotion.number, as_text),
    "name": (Promotion.name, as_text),
    "from": (Promotion.valid_from, date.fromisoformat),
    "to": (Promotion.valid_to, date.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class PromotionFilter:
    """``search`` is a part of a number or name, or an article's code; ``standing`` one of
    STANDINGS."""

    search: str = ""
    kind: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion in its list: how it stands today, and in how many orders it is."""

    id: int
    number: str
    name: str
    name_en: str
    kind: str
    terms: Terms
    valid_from: date
    valid_to: date
    standing: str
    articles: int
    orders: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    code: str
    name: str
    name_en: str
    specification: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PromotionView:
    """A promotion with its trail; ``orders`` have it, ``taken_off`` is CNY over all of them."""

    id: int
    number: str
    status: str
    standing: str
    version: int
    name: str
    name_en: str
    kind: str
    terms: Terms
    valid_from: date
    valid_to: date
    created_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    products: tuple[ArticleRow, ...]
    levels: tuple[LevelRow, ...]
    orders: int
    taken_off: Decimal
    events: tuple[EventView, ...]


def list_promotions(
    session: Session,
    actor: Actor,
    wanted: PromotionFilter,
    now: datetime,
    *,
    sort: str = "-number",
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[PromotionRow]:
    """Promotions of a filter, sorted by one of SORTS; raises Forbidden."""
    actor.require(Permission.PROMOTION_MANAGE)
    today = company_day(now)
    column, kind = SORTS[sort.lstrip("-")]
    sorting = Sorting((column, Promotion.id), (kind, as_id), is_ascending=not sort.startswith("-"))
    statement = _listed(today).where(*_conditions(wanted, today))
    page = read_page(session, statement, sorting, after=after, before=before, rows=rows)
    found = [row_of(PromotionRow, one, terms=terms_from_plain(one.terms)) for one in page.rows]
    return Page(found, page.after, page.previous)


def standing_counts(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many promotions stand how today."""
    actor.require(Permission.PROMOTION_MANAGE)
    standing = _standing(company_day(now)).label("standing")
    rows = session.execute(select(standing, func.count()).group_by(standing))
    found = {row[0]: row[1] for row in rows}
    return {name: found.get(name, 0) for name in STANDINGS}


def _listed(today: date) -> Select[Any]:
    articles = select(func.count()).where(PromotionProduct.promotion_id == Promotion.id)
    orders = select(func.count()).where(OrderPromotion.promotion_id == Promotion.id)
    return select(
        Promotion.id,
        Promotion.number,
        Promotion.name,
        Promotion.name_en,
        Promotion.kind,
        Promotion.terms,
        Promotion.valid_from,
        Promotion.valid_to,
        _standing(today).label("standing"),
        articles.scalar_subquery().label("articles"),
        orders.scalar_subquery().label("orders"),
    )


def _standing(today: date) -> ColumnElement[str]:
    return case(
        (Promotion.status != PUBLISHED, Promotion.status),
        (Promotion.valid_from > today, "coming"),
        (Promotion.valid_to < today, "ended"),
        else_="running",
    )


def _conditions(wanted: PromotionFilter, today: date) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.kind:
        conditions.append(Promotion.kind == wanted.kind)
    if wanted.standing in (DRAFT, WITHDRAWN):
        conditions.append(Promotion.status == wanted.standing)
    elif wanted.standing:
        conditions.append(and_(Promotion.status == PUBLISHED, _standing(today) == wanted.standing))
    if wanted.search:
        conditions.append(_found_by(wanted.search))
    return conditions


def _found_by(text: str) -> ColumnElement[bool]:
    on_article = (
        select(PromotionProduct.promotion_id)
        .join(Product, Product.id == PromotionProduct.product_id)
        .where(Product.code == text)
    )
    return or_(
        Promotion.number.icontains(text, autoescape=True),
        Promotion.name.icontains(text, autoescape=True),
        Promotion.name_en.icontains(text, autoescape=True),
        Promotion.id.in_(on_article),
    )


def get_promotion(session: Session, actor: Actor, number: str, now: datetime) -> PromotionView:
    """Raises Forbidden, NotFound."""
    actor.require(Permission.PROMOTION_MANAGE)
    standing = _standing(company_day(now))
    statement = select(Promotion, standing).where(Promotion.number == number[:LONGEST_NUMBER])
    row = session.execute(statement).first()
    if row is None:
        raise NotFound()
    promotion: Promotion = row[0]
    orders, taken_off = _done_so_far(session, promotion)
    return row_of(
        PromotionView,
        promotion,
        standing=row[1],
        terms=terms_from_plain(promotion.terms),
        products=_articles(session, promotion),
        levels=_levels_of(session, promotion),
        orders=orders,
        taken_off=taken_off,
        events=read_events(session, actor, Promotion.__tablename__, promotion.id, ()),
    )


def _done_so_far(session: Session, promotion: Promotion) -> tuple[int, Decimal]:
    count, total = session.execute(
        select(func.count(), func.sum(OrderPromotion.amount)).where(
            OrderPromotion.promotion_id == promotion.id
        )
    ).one()
    return count, total or Decimal("0.00")


def _articles(session: Session, promotion: Promotion) -> tuple[ArticleRow, ...]:
    rows = session.execute(
        select(Product.code, Product.name, Product.name_en, Product.specification)
        .join(PromotionProduct, PromotionProduct.product_id == Product.id)
        .where(PromotionProduct.promotion_id == promotion.id)
        .order_by(Product.code)
    )
    return tuple(row_of(ArticleRow, one) for one in rows)


def _levels_of(session: Session, promotion: Promotion) -> tuple[LevelRow, ...]:
    rows = session.execute(
        select(CustomerLevel.code, CustomerLevel.name, CustomerLevel.name_en)
        .join(PromotionLevel, PromotionLevel.level_id == CustomerLevel.id)
        .where(PromotionLevel.promotion_id == promotion.id)
        .order_by(CustomerLevel.code)
    )
    return tuple(row_of(LevelRow, one) for one in rows)


def list_levels(session: Session) -> Sequence[LevelRow]:
    """Every level that a promotion may be for."""
    rows = session.execute(
        select(CustomerLevel.code, CustomerLevel.name, CustomerLevel.name_en).order_by(
            CustomerLevel.code
        )
    )
    return [row_of(LevelRow, one) for one in rows]
