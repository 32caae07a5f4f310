"""The lines of an order held against the contract or quotation that it is made from (G8): each
gets what was agreed, and none takes more than is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from webapp.models import Order, OrderLine, Product
from webapp.services.core.errors import N_, Problems
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.orders.agreements import Agreement, lock_agreement
from webapp.services.orders.placing import (
    NOTHING,
    AgreedPrice,
    Known,
    WantedLine,
    check_lines,
    load_products,
)
from webapp.services.promotions.applying import is_gift

ZERO = Decimal(0)


def fitting_lines(
    tx: Tx,
    order: Order,
    wanted: Sequence[WantedLine],
    problems: Problems,
    known: Known = NOTHING,
) -> tuple[list[WantedLine], dict[int, Product]]:
    """The wanted lines as the order can have them, and their articles; adds what is wrong.

    An order that is made from a contract or quotation has lines of that and no others.
    """
    kept = {line.product_id for line in order.lines}
    agreement = lock_agreement(tx, order)
    if agreement is None:
        products = load_products(tx, order.customer_id, wanted, kept, known)
        check_lines(wanted, products, kept, problems)
        return list(wanted), products
    products = load_products(tx, order.customer_id, wanted, kept | agreement.products)
    return bind_lines(order, agreement, wanted, products, problems), products


def bind_lines(
    order: Order,
    agreement: Agreement,
    wanted: Sequence[WantedLine],
    products: Mapping[int, Product],
    problems: Problems,
) -> list[WantedLine]:
    """The wanted lines with what the agreement sets for each; a line of the order that is there
    keeps what it has. Adds what is not agreed, and what is more than is left."""
    check_lines(wanted, products, set(products), problems, is_agreed=True)
    there = {line.id: line for line in order.lines if not is_gift(line)}
    bound = []
    for index, one in enumerate(wanted):
        found = _agreed(agreement, one, there.get(one.line_id or 0))
        if found is None or one.special_price is not None or one.is_free:
            text = N_("%(number)s sets what may be ordered, and at which price.")
            problems.add(f"lines.{index}", text, number=agreement.number)
        bound.append(replace(one, agreed=found))
    _check_left(agreement, bound, there, products, problems)
    return bound


def _agreed(agreement: Agreement, wanted: WantedLine, line: OrderLine | None) -> AgreedPrice | None:
    if wanted.agreed is not None:
        return wanted.agreed
    if line is not None and line.product_id == wanted.product_id:
        line_id = line.contract_line_id or line.quotation_line_id or 0
        return AgreedPrice(line.price_source, line_id, line.price, line.tax_rate)
    lines = [one for one in agreement.lines if one.product_id == wanted.product_id]
    found = next((one for one in lines if one.left), lines[0] if lines else None)
    return None if found is None else agreement.price(found)


def _check_left(
    agreement: Agreement,
    wanted: Sequence[WantedLine],
    there: Mapping[int, OrderLine],
    products: Mapping[int, Product],
    problems: Problems,
) -> None:
    """Neither a line nor an article is ordered beyond what is left of it; what was closed short on
    the order itself does not count."""
    lines = {one.id: one.left for one in agreement.lines}
    articles: dict[int, Decimal] = {}
    for one in agreement.lines:
        articles[one.product_id or 0] = articles.get(one.product_id or 0, ZERO) + one.left
    for index, line in enumerate(wanted):
        if line.agreed is None:
            continue
        own = there.get(line.line_id or 0)
        quantity = line.quantity - (own.closed + own.settled if own else ZERO)
        by_line = lines.get(line.agreed.line_id, articles.get(line.product_id, ZERO))
        left = min(by_line, articles.get(line.product_id, ZERO))
        if quantity > left:
            text = N_("%(code)s: only %(left)s of %(number)s are left to order.")
            code = products[line.product_id].code if line.product_id in products else ""
            shown = {"code": code, "left": plain(left), "number": agreement.number}
            problems.add(f"lines.{index}", text, **shown)
        if line.agreed.line_id in lines:
            lines[line.agreed.line_id] -= quantity
        articles[line.product_id] = articles.get(line.product_id, ZERO) - quantity
