"""What one customer pays: his whole list, and the history of one article for him (F5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Product, ProductPrice
from webapp.services.catalog.price_asking import CustomerFacts, get_price_customer
from webapp.services.catalog.price_history import (
    PriceLine,
    holds_for_customer,
    lines_by_id,
    read_lines,
)
from webapp.services.catalog.price_input import LONGEST_CODE
from webapp.services.catalog.price_products import ProductFacts, get_price_product
from webapp.services.catalog.prices import get_buyer, is_base, prices_for
from webapp.services.catalog.searching import matching
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, as_text, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.customers.locking import lock_file
from webapp.services.identity.scope import reaches_customers
from webapp.services.trail.viewing import is_noted, note_view

VIEWED = "PricesViewed"
SORTS = ("code", "name", "new")


@dataclass(frozen=True, slots=True)
class CustomerPriceRow:
    """An article on a customer's price list; ``base`` is everybody's price, CNY a unit."""

    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    on_shelf: bool
    price: Decimal
    base: Decimal
    source: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Charged:
    """One order line of the customer's; ``line`` is the price that it came from, where one did.

    ``contract_number`` is the order's: it names the contract or quotation that set an agreed price.
    """

    number: str
    status: str
    order_date: date
    quantity: Decimal
    price: Decimal
    price_source: str
    contract_number: str
    line: PriceLine | None


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """An article's prices for one customer: all that could count for him, and what he was asked."""

    product: ProductFacts
    customer: CustomerFacts
    lines: tuple[PriceLine, ...]
    charged: Page[Charged]


@dataclass(frozen=True, slots=True)
class PriceListFilter:
    """What of a customer's list is wanted; ``sort`` is one of SORTS, with - for downwards."""

    query: str = ""
    own_only: bool = False
    sort: str = "code"


def list_customer_prices(
    session: Session,
    actor: Actor,
    customer_code: str,
    wanted: PriceListFilter,
    today: date,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[CustomerPriceRow]:
    """A page of the customer's list. Raises NotFound for one not reached, RuleBroken for a forged
    place."""
    customer = get_price_customer(session, actor, customer_code)
    key, kind = _sort_key(wanted.sort)
    statement = select(Product, key).where(*matching(wanted.query))
    if wanted.own_only:
        statement = statement.where(_has_own(customer.id, today))
    sorting = Sorting((key, Product.id), (kind, as_id), not wanted.sort.startswith("-"))
    page = read_page(
        session,
        statement.add_columns(Product.id),
        sorting,
        after=after,
        before=before,
        rows=rows,
    )
    products = [row.Product for row in page.rows]
    return replace(page, rows=_priced(session, customer.id, products, today))


def _sort_key(sort: str) -> tuple[Any, Any]:
    columns = {"name": Product.pinyin, "new": Product.id}
    name = sort.lstrip("-")
    key: Any = columns.get(name, Product.code)
    return key.label("sort_key"), as_id if name == "new" else as_text


def _has_own(customer_id: int, today: date) -> ColumnElement[bool]:
    own = select(ProductPrice.product_id).where(
        ProductPrice.customer_id == customer_id, holds_for_customer(today)
    )
    return Product.id.in_(own)


def _priced(
    session: Session, customer_id: int, products: Sequence[Product], today: date
) -> list[CustomerPriceRow]:
    ids = [product.id for product in products]
    prices = prices_for(session, get_buyer(session, customer_id, today), ids, today)
    lines = lines_by_id(session, [price.price_id for price in prices.values()])
    return [
        CustomerPriceRow(
            product.code,
            product.name,
            product.name_en,
            product.specification,
            product.unit,
            product.unit_en,
            product.on_shelf,
            prices[product.id].amount,
            prices[product.id].list_price,
            prices[product.id].source,
            lines[prices[product.id].price_id].valid_from,
            lines[prices[product.id].price_id].valid_to,
        )
        for product in products
    ]


def get_price_history(
    session: Session,
    actor: Actor,
    code: str,
    customer_code: str,
    today: date,
    *,
    after: str = "",
    before: str = "",
) -> PriceHistory:
    """Raises NotFound for no such article or a customer not reached, RuleBroken for a forged
    place."""
    product = get_price_product(session, actor, code)
    customer = get_price_customer(session, actor, customer_code)
    his = or_(
        ProductPrice.customer_id == customer.id,
        ProductPrice.level_id == customer.level_id,
        is_base(),
    )
    return PriceHistory(
        product,
        customer,
        tuple(read_lines(session, today, ProductPrice.product_id == product.id, his)),
        _charged(session, product.id, customer.id, after, before),
    )


def _charged(
    session: Session, product_id: int, customer_id: int, after: str, before: str
) -> Page[Charged]:
    row_id = OrderLine.id.label("row_id")
    statement: Select[*tuple[Any, ...]] = (
        select(
            Order.number,
            Order.status,
            Order.order_date,
            OrderLine.quantity,
            OrderLine.price,
            OrderLine.price_source,
            Order.contract_number,
            OrderLine.price_id,
            row_id,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id == product_id, Order.customer_id == customer_id)
    )
    sorting = Sorting((row_id,), (as_id,), False)
    page = read_page(session, statement, sorting, after=after, before=before)
    lines = lines_by_id(session, [row.price_id for row in page.rows if row.price_id])
    charged = [row_of(Charged, row, line=lines.get(row.price_id)) for row in page.rows]
    return replace(page, rows=charged)


def note_prices_viewed(session: Session, actor: Actor, code: str, now: datetime) -> None:
    """Keeps on the customer's trail that somebody looked at his prices (H3), once an hour; to
    have looked already costs one query and no lock. Raises NotFound for one not reached."""
    reached = reaches_customers(actor, Permission.PRICE_MANAGE)
    customer = session.scalar(select(Customer).where(Customer.code == code[:LONGEST_CODE], reached))
    if customer is None:
        raise NotFound()
    if not is_noted(session, actor, customer, VIEWED, now):
        view_prices(session, actor, code)


@command
def view_prices(tx: Tx, code: str) -> Done:
    """Writes the look at a customer's prices onto his trail, unless it stands there. Raises
    NotFound for a customer not reached."""
    customer = lock_file(tx, code, permission=Permission.PRICE_MANAGE)
    note_view(tx, customer, VIEWED)
    return Done(customer.code)
