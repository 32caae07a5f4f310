"""Which price a customer pays: his own price, else his level's price, else the base price times
his level's discount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, CustomerLevel, Product, ProductPrice

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price in CNY with tax, to four decimals; ``source`` is customer, level or base."""

    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the price depends on in a customer."""

    customer_id: int
    level_id: int
    discount: Decimal


def get_buyer(session: Session, customer_id: int) -> Buyer:
    """The customer as his prices see him; he must be there."""
    row = session.execute(
        select(Customer.level_id, CustomerLevel.discount)
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .where(Customer.id == customer_id)
    ).one()
    return Buyer(customer_id, row.level_id, row.discount)


def prices_for(
    session: Session, buyer: Buyer, base_prices: dict[int, Decimal], on: date
) -> dict[int, Price]:
    """Prices of products on a day, by product id, in one query.

    ``base_prices`` holds the base price of every product asked for.
    """
    prices = {
        product_id: Price(level_price(base, buyer.discount), "base")
        for product_id, base in base_prices.items()
    }
    for row in _special_prices(session, buyer, base_prices, on):
        source = "level" if row.customer_id is None else "customer"
        if source == "customer" or prices[row.product_id].source != "customer":
            prices[row.product_id] = Price(row.price, source)
    return prices


def _special_prices(
    session: Session, buyer: Buyer, product_ids: Iterable[int], on: date
) -> list[ProductPrice]:
    """Prices in force, the older first, so that the newest one read last stands."""
    return list(
        session.scalars(
            select(ProductPrice)
            .where(
                ProductPrice.product_id.in_(list(product_ids)),
                or_(
                    ProductPrice.level_id == buyer.level_id,
                    ProductPrice.customer_id == buyer.customer_id,
                ),
                ProductPrice.valid_from <= on,
                or_(ProductPrice.valid_to.is_(None), ProductPrice.valid_to >= on),
            )
            .order_by(ProductPrice.valid_from, ProductPrice.id)
        )
    )


def level_price(base: Decimal, discount: Decimal) -> Decimal:
    """The base price times the level's factor, to four decimals, half up."""
    return (base * discount).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


def base_prices_of(products: Iterable[Product]) -> dict[int, Decimal]:
    """CNY a unit by product id."""
    return {product.id: product.base_price for product in products}
