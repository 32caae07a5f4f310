"""Articles as the company's own people read them: one with all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import (
    Category,
    CustomerLevel,
    Product,
    ProductLevel,
    ProductPrice,
    StockBalance,
    TaxClass,
)
from webapp.services.catalog.fields import FieldRow, list_fields
from webapp.services.catalog.pictures import PictureRow, list_pictures
from webapp.services.catalog.price_input import keeps_all_prices
from webapp.services.catalog.prices import in_force, is_base, newest_first
from webapp.services.catalog.products_input import ProductInput
from webapp.services.catalog.taxes import tax_rates
from webapp.services.catalog.units import UnitRow, list_units
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import Forbidden, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.documents.reading import read_events
from webapp.services.documents.views import EventView

LONGEST_CODE = 40
ZERO = Decimal(0)
READERS = (Permission.PRODUCT_MANAGE, Permission.STOCK_VIEW, Permission.PRICE_MANAGE)


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its code and its two names."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class StockFigures:
    """What of an article all warehouses hold together, in its unit."""

    on_hand: Decimal
    reserved: Decimal

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class ProductView:
    """An article for its page. ``base_price`` is today's, CNY a unit with tax; ``cost_price`` is
    None for whoever may not read it; ``custom`` are the values by the codes of the fields."""

    code: str
    name: str
    name_en: str
    specification: str
    barcode: str
    brand: str
    kind: str
    unit: str
    unit_en: str
    units: tuple[UnitRow, ...]
    min_quantity: Decimal
    step_quantity: Decimal
    max_quantity: Decimal
    lead_days: int
    allow_oversell: bool
    on_shelf: bool
    category: Named
    tax_class: Named
    tax_rate: Decimal
    levels: tuple[Named, ...]
    fields: tuple[FieldRow, ...]
    custom: dict[str, Any]
    pictures: tuple[PictureRow, ...]
    base_price: Decimal
    cost_price: Decimal | None
    stock: StockFigures | None
    events: tuple[EventView, ...]
    version: int
    created_at: datetime


def require_reader(actor: Actor) -> None:
    """Raises Forbidden for whoever has no right that needs articles."""
    if not any(actor.may(one) for one in READERS):
        raise Forbidden()


def get_product_view(session: Session, actor: Actor, code: str, now: datetime) -> ProductView:
    """An article with all that belongs to it. Raises NotFound, Forbidden."""
    require_reader(actor)
    product, category, tax_class = _find(session, code)
    today = company_day(now)
    sees_costs = actor.may(Permission.PRICE_MANAGE)
    return row_of(
        ProductView,
        product,
        barcode=product.barcode or "",
        units=list_units(session, [product.id]).get(product.id, ()),
        category=row_of(Named, category),
        tax_class=row_of(Named, tax_class),
        tax_rate=tax_rates(session, today)[tax_class.id],
        levels=_levels(session, product),
        fields=list_fields(session),
        custom=dict(product.custom),
        pictures=list_pictures(session, product.id),
        base_price=base_price_on(session, product.id, today),
        cost_price=product.cost_price if sees_costs else None,
        stock=_stock(session, product.id) if actor.may(Permission.STOCK_VIEW) else None,
        events=_events(session, actor, product.id, sees_costs=sees_costs),
    )


def get_product_input(session: Session, actor: Actor, code: str) -> tuple[ProductInput, int]:
    """An article as the input that would leave it as it is, and its version; the cost is left
    out. Raises NotFound, Forbidden."""
    actor.require(Permission.PRODUCT_MANAGE)
    product, category, tax_class = _find(session, code)
    given = row_of(
        ProductInput,
        product,
        barcode=product.barcode or "",
        category=category.code,
        tax_class=tax_class.code,
        units=list_units(session, [product.id]).get(product.id, ()),
        levels=tuple(level.code for level in _levels(session, product)),
        custom={},
        cost_price=None,
    )
    return given, product.version


def base_price_on(session: Session, product_id: int, day: date) -> Decimal:
    """The base price of a day; every article has one from the beginning."""
    statement = (
        select(ProductPrice.price)
        .where(ProductPrice.product_id == product_id, is_base(), in_force(day))
        .order_by(*newest_first())
        .limit(1)
    )
    return session.scalars(statement).one() or ZERO


def brands(session: Session) -> list[str]:
    """The brands that there are, to be offered while typing."""
    statement = select(Product.brand).where(Product.brand != "").distinct()
    return list(session.scalars(statement.order_by(Product.brand)))


def list_levels(session: Session) -> list[Named]:
    """The levels of customers, by code."""
    return [
        row_of(Named, one)
        for one in session.scalars(select(CustomerLevel).order_by(CustomerLevel.code))
    ]


def _find(session: Session, code: str) -> tuple[Product, Category, TaxClass]:
    row = session.execute(
        select(Product, Category, TaxClass)
        .join(Category, Category.id == Product.category_id)
        .join(TaxClass, TaxClass.id == Product.tax_class_id)
        .where(Product.code == code[:LONGEST_CODE])
    ).first()
    if row is None:
        raise NotFound()
    product, category, tax_class = row
    return product, category, tax_class


def _levels(session: Session, product: Product) -> tuple[Named, ...]:
    """The levels that see a restricted article; none for one that everybody sees."""
    if not product.is_restricted:
        return ()
    named = (
        select(CustomerLevel)
        .join(ProductLevel, ProductLevel.level_id == CustomerLevel.id)
        .where(ProductLevel.product_id == product.id)
        .order_by(CustomerLevel.code)
    )
    return tuple(row_of(Named, one) for one in session.scalars(named))


def _stock(session: Session, product_id: int) -> StockFigures:
    sums = session.execute(
        select(
            func.coalesce(func.sum(StockBalance.on_hand), 0),
            func.coalesce(func.sum(StockBalance.reserved), 0),
        ).where(StockBalance.product_id == product_id)
    ).one()
    return StockFigures(*(Decimal(one) for one in sums))


def _events(
    session: Session, actor: Actor, product_id: int, *, sees_costs: bool
) -> tuple[EventView, ...]:
    """The trail of an article; costs only for whoever may read them, and what levels and single
    customers pay, with why, only for those who keep everybody's prices."""
    events = read_events(session, actor, "product", product_id, ())
    if not keeps_all_prices(actor):
        events = tuple(one for one in events if one.data.get("for", "base") == "base")
    return events if sees_costs else tuple(_without_cost(one) for one in events)


def _without_cost(event: EventView) -> EventView:
    data = {
        name: {key: one for key, one in part.items() if key != "cost_price"}
        if isinstance(part, dict)
        else part
        for name, part in event.data.items()
    }
    return replace(event, data=data)
