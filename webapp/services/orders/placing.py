"""What an order is placed with, and how its lines are checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from webapp.models import Product
from webapp.services.catalog.prices import Price
from webapp.services.catalog.visibility import visible_to_customer
from webapp.services.core.errors import N_, Problems
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.files.storing import Paper

MOST_LINES = 500
LARGEST_QUANTITY = Decimal(10) ** 8
LARGEST_PRICE = Decimal(10) ** 8
LARGEST_AMOUNT = Decimal(10) ** 12
FURTHEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class AgreedPrice:
    """What a line of a contract or quotation sets (G8): CNY a unit with tax, and the tax rate.
    ``source`` is contract or quotation, ``line_id`` the line's own."""

    source: str
    line_id: int
    price: Decimal
    tax_rate: Decimal


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
    #: What the order's contract or quotation sets for it; None leaves it to the list.
    agreed: AgreedPrice | None = None


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
    #: What an order that was brought in is known by at its source; whose papers stay there.
    external_number: str | None = None
    #: The day that it was agreed on, by whose prices it goes; None for today. Staff only.
    order_date: date | None = None
    #: The kind that staff chose; '' leaves it to the prices.
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What an act has read already: articles that the customer gets to see, and what he pays for
    them today."""

    products: Mapping[int, Product] = field(default_factory=dict)
    prices: Mapping[int, Price] = field(default_factory=dict)


NOTHING = Known()


def load_products(
    tx: Tx,
    customer_id: int,
    lines: Sequence[WantedLine],
    kept: Collection[int],
    known: Known = NOTHING,
) -> dict[int, Product]:
    """The articles of these lines that the customer gets to see or has on the order already."""
    ids = {line.product_id for line in lines}
    if ids <= known.products.keys():
        return {id_: known.products[id_] for id_ in ids}
    offered = or_(visible_to_customer(customer_id), Product.id.in_(kept))
    rows = tx.session.scalars(select(Product).where(Product.id.in_(ids), offered))
    return {product.id: product for product in rows}


def check_lines(
    lines: Sequence[WantedLine],
    products: Mapping[int, Product],
    kept: Collection[int],
    problems: Problems,
    *,
    is_agreed: bool = False,
) -> None:
    """Quantity bounds and shelf of every line; errors stand at ``lines.<index>``.

    ``kept`` are products already on the order: one taken off the shelf since may stay on it. In
    what ``is_agreed`` in a contract an article's own bounds and steps do not count.
    """
    if not lines:
        problems.add("lines", N_("The order has no lines yet."))
    if len(lines) > MOST_LINES:
        problems.add("lines", N_("An order has at most %(most)s lines."), most=MOST_LINES)
    for index, line in enumerate(lines):
        product = products.get(line.product_id)
        if product is None:
            problems.add(f"lines.{index}", N_("This article is not offered to this customer."))
        elif not product.on_shelf and product.id not in kept:
            problems.add(f"lines.{index}", N_("This article is not sold any more."))
        else:
            _check_quantity(f"lines.{index}", line, product, problems, is_agreed=is_agreed)
        if line.special_price is not None and not 0 <= line.special_price <= LARGEST_PRICE:
            problems.add(f"lines.{index}", N_("This price is out of bounds."))


def _check_quantity(
    place: str, line: WantedLine, product: Product, problems: Problems, *, is_agreed: bool
) -> None:
    shown = {"code": product.code, "unit": product.unit, "unit_en": product.unit_en}
    if not 0 < line.quantity <= LARGEST_QUANTITY:
        problems.add(place, N_("%(code)s: the quantity must be more than zero."), **shown)
    elif is_agreed:
        return
    elif line.quantity < product.min_quantity:
        least = plain(product.min_quantity)
        problems.add(place, N_("%(code)s: at least %(least)s %(unit)s."), least=least, **shown)
    elif line.quantity % product.step_quantity:
        step = plain(product.step_quantity)
        problems.add(place, N_("%(code)s: in steps of %(step)s %(unit)s."), step=step, **shown)
    elif product.max_quantity and line.quantity > product.max_quantity:
        most = plain(product.max_quantity)
        problems.add(place, N_("%(code)s: at most %(most)s %(unit)s."), most=most, **shown)
