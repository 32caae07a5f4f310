"""What one customer sees of articles: his own price, stock as the company chose to show it, his
favourites and what lies in his cart; the same number of queries for one article as for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import Session

from webapp.models import (
    CartLine,
    Customer,
    Favourite,
    Product,
    ProductUnit,
    StockBalance,
    StoredFile,
)
from webapp.services.catalog.prices import Buyer, Price, buyer_of_level, prices_for
from webapp.services.catalog.taxes import tax_rates
from webapp.services.catalog.units import UnitRow, list_units
from webapp.services.catalog.visibility import visible_to
from webapp.services.core.keeping import keep
from webapp.services.core.rows import row_of
from webapp.services.promotions.in_force import offers_in_force
from webapp.services.promotions.rules import Offer
from webapp.services.settings.queries import company_rules
from webapp.services.settings.rules import CompanyRules
from webapp.services.stock.warehouses import warehouse_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Viewer:
    """What the shelf depends on in a customer: his prices, the promotions for his level, and the
    warehouse that serves him."""

    customer_id: int
    buyer: Buyer
    offers: tuple[Offer, ...]
    warehouse_id: int | None
    rules: CompanyRules
    today: date


@dataclass(frozen=True, slots=True)
class StockShown:
    """Stock as far as the company shows it; ``state`` is in_stock, short, out_of_stock or
    to_order (may be ordered beyond what is there); ``quantity`` only where numbers are shown."""

    state: str
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """An article on the customer's shelf. Prices are CNY with tax, quantities in its unit;
    ``available`` is for deciding, ``stock`` for showing; ``max_quantity`` 0 means no bound."""

    product_id: int
    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    brand: str
    kind: str
    barcode: str
    price: Decimal
    list_price: Decimal
    tax_rate: Decimal
    min_quantity: Decimal
    step_quantity: Decimal
    max_quantity: Decimal
    lead_days: int
    on_shelf: bool
    allow_oversell: bool
    picture: str | None
    is_favourite: bool
    in_cart: Decimal | None
    available: Decimal
    stock: StockShown | None
    offers: tuple[Offer, ...] = ()
    units: tuple[UnitRow, ...] = ()

    @property
    def first_quantity(self) -> Decimal:
        """The least that can be ordered: the minimum, rounded up to a whole step."""
        steps = -(-self.min_quantity // self.step_quantity)
        return steps * self.step_quantity


def get_viewer(session: Session, customer_id: int, today: date) -> Viewer:
    """The customer as the shelf sees him on this day of the company's."""
    level_id, branch_id = level_and_branch(session, customer_id)
    return Viewer(
        customer_id=customer_id,
        buyer=buyer_of_level(session, customer_id, level_id, today),
        offers=offers_in_force(session, level_id, today),
        warehouse_id=warehouse_of(session, branch_id),
        rules=company_rules(session),
        today=today,
    )


def level_and_branch(session: Session, customer_id: int) -> tuple[int, int]:
    """What of a customer decides on prices, visibility and stock; it changes about once a year."""
    found = select(Customer.level_id, Customer.branch_id).where(Customer.id == customer_id)
    key = ("level and branch", customer_id)
    return keep(session, key, lambda: session.execute(found).one())


def shelf_statement(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Products with their picture, the stock that serves this customer, and what he has marked and
    put aside."""
    mine = viewer.customer_id
    return (
        select(
            Product,
            StoredFile.token.label("picture"),
            Favourite.id.label("favourite_id"),
            CartLine.quantity.label("in_cart"),
            StockBalance.on_hand,
            StockBalance.reserved,
            exists().where(ProductUnit.product_id == Product.id).label("has_units"),
            visible_to(viewer.buyer.level_id).label("is_visible"),
        )
        .outerjoin(StoredFile, StoredFile.id == Product.picture_id)
        .outerjoin(
            Favourite, and_(Favourite.product_id == Product.id, Favourite.customer_id == mine)
        )
        .outerjoin(CartLine, and_(CartLine.product_id == Product.id, CartLine.customer_id == mine))
        .outerjoin(
            StockBalance,
            and_(
                StockBalance.product_id == Product.id,
                StockBalance.warehouse_id == viewer.warehouse_id,
            ),
        )
    )


def shelf_rows(session: Session, viewer: Viewer, found: Sequence[Any]) -> list[ShelfRow]:
    """Rows of the shelf statement with price, tax, stock and units: at most two queries more."""
    prices = prices_for(session, viewer.buyer, [row.Product.id for row in found], viewer.today)
    rates = tax_rates(session, viewer.today)
    counted = [row.Product.id for row in found if row.has_units]
    units = list_units(session, counted) if counted else {}
    return [
        _shelf_row(
            viewer,
            row,
            prices[row.Product.id],
            rates[row.Product.tax_class_id],
            ZERO if row.on_hand is None else row.on_hand - row.reserved,
            units.get(row.Product.id, ()),
        )
        for row in found
    ]


def available_stock(
    session: Session, warehouse_id: int | None, product_ids: Sequence[int]
) -> dict[int, Decimal]:
    """On hand less reserved in one warehouse, by product id."""
    statement = select(StockBalance.product_id, StockBalance.on_hand, StockBalance.reserved).where(
        StockBalance.warehouse_id == warehouse_id, StockBalance.product_id.in_(product_ids)
    )
    return {row.product_id: row.on_hand - row.reserved for row in session.execute(statement)}


def stock_shown(rules: CompanyRules, product: Product, available: Decimal) -> StockShown | None:
    """Stock as the company shows it to customers; None where it shows nothing."""
    if rules.stock_shown == "none":
        return None
    state = _stock_state(product, available)
    with_number = rules.stock_shown == "number" and state in ("in_stock", "short")
    return StockShown(state, available if with_number else None)


def _stock_state(product: Product, available: Decimal) -> str:
    if available >= product.min_quantity:
        return "in_stock"
    if product.allow_oversell:
        return "to_order"
    return "short" if available > 0 else "out_of_stock"


def _shelf_row(
    viewer: Viewer,
    row: Any,
    price: Price,
    tax_rate: Decimal,
    available: Decimal,
    units: tuple[UnitRow, ...],
) -> ShelfRow:
    product: Product = row.Product
    return row_of(
        ShelfRow,
        product,
        product_id=product.id,
        price=price.amount,
        list_price=price.list_price,
        tax_rate=tax_rate,
        barcode=product.barcode or "",
        on_shelf=product.on_shelf and row.is_visible,
        units=units,
        picture=row.picture,
        is_favourite=row.favourite_id is not None,
        in_cart=row.in_cart,
        available=available,
        stock=stock_shown(viewer.rules, product, available),
        offers=tuple(offer for offer in viewer.offers if product.id in offer.products),
    )
