"""The prices of one article: the base price with its past and future, what each level pays, and
the customers who have prices of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, CustomerLevel, Product, ProductPrice
from webapp.services.catalog.price_history import (
    PriceLine,
    history_statement,
    holds_for_customer,
    line_of,
    read_lines,
)
from webapp.services.catalog.price_input import LONGEST_CODE
from webapp.services.catalog.price_rules import NOW, TO_COME, margin
from webapp.services.catalog.prices import (
    Buyer,
    discount_on,
    is_base,
    prices_for,
)
from webapp.services.catalog.searching import terms_of
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, NotFound
from webapp.services.core.paging import Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.scope import reaches_customers

ZERO = Decimal(0)
#: No customer has this id.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """An article as its prices need it; ``cost_price`` is CNY a unit."""

    id: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    cost_price: Decimal
    on_shelf: bool


@dataclass(frozen=True, slots=True)
class LevelPrice:
    """What a level pays today: by a price of its own, or else by its factor."""

    code: str
    name: str
    name_en: str
    discount: Decimal
    is_own: bool
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ProductPrices:
    product: ProductFacts
    base: Decimal
    margin: Decimal | None
    history: tuple[PriceLine, ...]
    levels: tuple[LevelPrice, ...]
    level_history: tuple[PriceLine, ...]


def get_product_prices(session: Session, actor: Actor, code: str, today: date) -> ProductPrices:
    """Raises NotFound for no such article, Forbidden without the right."""
    product = get_price_product(session, actor, code)
    history = read_lines(session, today, ProductPrice.product_id == product.id, is_base())
    base = next((line.price for line in history if line.standing == NOW), None) or ZERO
    of_levels = (ProductPrice.product_id == product.id, ProductPrice.level_id.is_not(None))
    return ProductPrices(
        product=product,
        base=base,
        margin=margin(base, product.cost_price),
        history=tuple(history),
        levels=_levels(session, product.id, today),
        level_history=tuple(read_lines(session, today, *of_levels)),
    )


def get_price_product(session: Session, actor: Actor, code: str) -> ProductFacts:
    """Raises NotFound for no such article, Forbidden without the right."""
    actor.require(Permission.PRICE_MANAGE)
    product = session.scalar(select(Product).where(Product.code == code[:LONGEST_CODE]))
    if product is None:
        raise NotFound(N_("There is no such article."))
    return row_of(ProductFacts, product)


def _levels(session: Session, product_id: int, today: date) -> tuple[LevelPrice, ...]:
    """What each level pays, weighed as for a customer without prices of his own; there are few."""
    rows = session.execute(
        select(
            CustomerLevel.id,
            CustomerLevel.code,
            CustomerLevel.name,
            CustomerLevel.name_en,
            discount_on(CustomerLevel.id, today).label("discount"),
        ).order_by(CustomerLevel.code)
    )
    return tuple(_level(session, row, product_id, today) for row in rows.all())


def _level(session: Session, row: Any, product_id: int, today: date) -> LevelPrice:
    buyer = Buyer(NOBODY, row.id, row.discount)
    price = prices_for(session, buyer, [product_id], today)[product_id]
    return row_of(LevelPrice, row, amount=price.amount, is_own=price.source == "level")


def list_own_prices(
    session: Session,
    actor: Actor,
    product_id: int,
    query: str,
    today: date,
    *,
    after: str = "",
    before: str = "",
) -> Page[PriceLine]:
    """Prices of single customers that hold today or will, the last set first, as far as the actor
    reaches them. Raises RuleBroken for a forged place."""
    row_id = ProductPrice.id.label("row_id")
    statement = (
        history_statement()
        .order_by(None)
        .add_columns(row_id)
        .where(
            ProductPrice.product_id == product_id,
            ProductPrice.customer_id.is_not(None),
            reaches_customers(actor, Permission.PRICE_MANAGE),
            or_(holds_for_customer(today), _to_come(today)),
            *_named(query),
        )
    )
    page = read_page(
        session, statement, Sorting((row_id,), (as_id,), False), after=after, before=before
    )
    lines = [
        replace(line, standing=TO_COME if line.valid_from > today else NOW)
        for line in map(line_of, page.rows)
    ]
    return Page(lines, page.after, page.previous)


def _to_come(today: date) -> ColumnElement[bool]:
    return (ProductPrice.valid_from > today) & ProductPrice.taken_back_at.is_(None)


def _named(query: str) -> list[ColumnElement[bool]]:
    return [
        or_(
            Customer.code.icontains(term, autoescape=True),
            Customer.name.icontains(term, autoescape=True),
            Customer.pinyin.contains(term.lower(), autoescape=True),
        )
        for term in terms_of(query)
    ]
