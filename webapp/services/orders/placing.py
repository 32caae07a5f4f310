"""What an order is placed with, and how its lines are checked and priced on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from webapp.models import Order, OrderLine, Product
from webapp.services.catalog.prices import Price, get_buyer, prices_for
from webapp.services.catalog.taxes import tax_rates
from webapp.services.core.errors import N_, Problems
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds, rules

MOST_LINES = 500
LARGEST_QUANTITY = Decimal(10) ** 8
LARGEST_PRICE = Decimal(10) ** 8
LARGEST_AMOUNT = Decimal(10) ** 12
FURTHEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A wanted article; ``special_price`` is CNY a unit with tax, agreed outside the list."""

    product_id: int
    quantity: Decimal
    special_price: Decimal | None = None
    is_free: bool = False
    remark: str = ""
    #: The line of an order that is being changed; None for a new one.
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class RemittanceClaim:
    """What the customer says he has paid: payer and CNY (D4); the slip is among the papers."""

    payer: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderInput:
    """Everything an order is placed or submitted again with.

    Contract, salesperson and reason may be left out by a customer: his file has them (G2).
    """

    lines: Sequence[WantedLine]
    requested_date: date
    address_id: int | None = None
    reason_code: str = "replenishment"
    contract_number: str = ""
    invoice_kind: str = "none"
    invoice_title: str = ""
    invoice_tax_number: str = ""
    remark: str = ""
    quality_demand: str = ""
    papers: Sequence[Paper] = field(default_factory=tuple)
    remittance: RemittanceClaim | None = None
    external_number: str | None = None


def load_products(tx: Tx, lines: Sequence[WantedLine]) -> dict[int, Product]:
    ids = {line.product_id for line in lines}
    rows = tx.session.scalars(select(Product).where(Product.id.in_(ids)))
    return {product.id: product for product in rows}


def check_lines(
    lines: Sequence[WantedLine], products: dict[int, Product], kept: set[int], problems: Problems
) -> None:
    """Quantity bounds and shelf of every line; errors stand at ``lines.<index>``.

    ``kept`` are products already on the order: one taken off the shelf since may stay on it.
    """
    if not lines:
        problems.add("lines", N_("The order has no lines yet."))
    if len(lines) > MOST_LINES:
        problems.add("lines", N_("An order has at most %(most)s lines."), most=MOST_LINES)
    for index, line in enumerate(lines):
        product = products.get(line.product_id)
        if product is None or (not product.on_shelf and product.id not in kept):
            problems.add(f"lines.{index}", N_("This article is not sold any more."))
        else:
            _check_quantity(f"lines.{index}", line, product, problems)
        if line.special_price is not None and not 0 <= line.special_price <= LARGEST_PRICE:
            problems.add(f"lines.{index}", N_("This price is out of bounds."))


def _check_quantity(place: str, line: WantedLine, product: Product, problems: Problems) -> None:
    shown = {"code": product.code, "unit": product.unit, "unit_en": product.unit_en}
    if not 0 < line.quantity <= LARGEST_QUANTITY:
        problems.add(place, N_("%(code)s: the quantity must be more than zero."), **shown)
    elif line.quantity < product.min_quantity:
        least = plain(product.min_quantity)
        problems.add(place, N_("%(code)s: at least %(least)s %(unit)s."), least=least, **shown)
    elif line.quantity % product.step_quantity:
        step = plain(product.step_quantity)
        problems.add(place, N_("%(code)s: in steps of %(step)s %(unit)s."), step=step, **shown)
    elif product.max_quantity and line.quantity > product.max_quantity:
        most = plain(product.max_quantity)
        problems.add(place, N_("%(code)s: at most %(most)s %(unit)s."), most=most, **shown)


def put_lines(
    tx: Tx, order: Order, lines: Sequence[WantedLine], products: dict[int, Product]
) -> None:
    """Makes the order's lines what is wanted, priced anew for its customer on its order date.

    Lines keep their identity by ``line_id``; fixed prices stay.
    """
    buyer = get_buyer(tx.session, order.customer_id, order.order_date)
    prices = prices_for(tx.session, buyer, products, order.order_date)
    rates = tax_rates(tx.session, order.order_date)
    before = {line.id: line for line in order.lines}
    order.lines = [
        _line(before.get(wanted.line_id or 0), wanted, position, products[wanted.product_id], rates)
        for position, wanted in enumerate(lines, start=1)
    ]
    for line, wanted in zip(order.lines, lines, strict=True):
        _price_line(line, wanted, prices[line.product_id])
    order.product_kind = rules.product_kind(products[one.product_id].kind for one in lines)
    order.lead_days = max((products[one.product_id].lead_days for one in lines), default=0)
    special = any(line.price_source == "special" for line in order.lines)
    order.kind = kinds.SPECIAL if special else kinds.ORDINARY


def _line(
    line: OrderLine | None,
    wanted: WantedLine,
    position: int,
    product: Product,
    rates: Mapping[int, Decimal],
) -> OrderLine:
    if line is None or line.product_id != product.id:
        line = _new_line(product, rates[product.tax_class_id])
    line.position = position
    line.quantity = wanted.quantity
    line.is_free = wanted.is_free
    line.remark = wanted.remark
    return line


def _new_line(product: Product, tax_rate: Decimal) -> OrderLine:
    zero = Decimal(0)
    return OrderLine(
        product_id=product.id,
        code=product.code,
        name=product.name,
        name_en=product.name_en,
        specification=product.specification,
        unit=product.unit,
        unit_en=product.unit_en,
        tax_rate=tax_rate,
        amount=zero,
        reduction=zero,
        price_fixed=False,
        reserved=zero,
        shipped_out=zero,
        shipped=zero,
        received=zero,
        differing=zero,
        settled=zero,
        closed=zero,
    )


def _price_line(line: OrderLine, wanted: WantedLine, price: Price) -> None:
    if wanted.is_free:
        line.price, line.price_source, line.price_fixed = Decimal(0), "free", True
    elif wanted.special_price is not None:
        line.price_fixed = line.price_fixed and line.price == wanted.special_price
        line.price, line.price_source = wanted.special_price, "special"
    elif not line.price_fixed:
        line.price, line.price_source = price.amount, price.source
    by_list = line.price_source in ("customer", "level", "base")
    line.price_id = price.price_id if by_list else None
    line.list_price = price.amount
