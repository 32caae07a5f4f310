"""Promotions put onto the lines of an order, and kept with it as what they were (F5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.models import Order, OrderLine, OrderPromotion, Product
from webapp.services.catalog.shelf import available_stock
from webapp.services.core.money import round_money
from webapp.services.promotions.rules import Bought, Gift, Offer, Outcome, Shelf, work_out
from webapp.services.promotions.terms import GIFT, terms_to_plain

ZERO = Decimal("0.00")
#: Where a price came from that promotions may change.
LISTED = frozenset({"customer", "level", "base"})


def is_gift(line: OrderLine) -> bool:
    """Whether promotions put the line there; nobody else changes it."""
    return line.price_source == GIFT


def promote(
    session: Session,
    order: Order,
    lines: Sequence[OrderLine],
    offers: Sequence[Offer],
    articles: Mapping[int, Product],
    prices: Mapping[int, Decimal],
) -> list[Gift]:
    """Sets prices, shares and promotions of priced lines, and keeps with the order what did it.

    Answers the gifts; lines are made of them by ``gift_quantities``.
    """
    outcome = work_out(
        [_bought(line) for line in lines],
        offers,
        Shelf(prices, _left_for_gifts(session, order, lines, offers, articles)),
    )
    for line, decided in zip(lines, outcome.lines, strict=True):
        line.price, line.reduction = decided.price, decided.share
        line.promotion_id = decided.offer.id if decided.offer else None
    _keep(order, outcome)
    return list(outcome.gifts)


def _bought(line: OrderLine) -> Bought:
    takes_part = line.price_source in LISTED and not line.is_free
    return Bought(line.product_id, line.quantity, line.price, takes_part)


def _left_for_gifts(
    session: Session,
    order: Order,
    lines: Sequence[OrderLine],
    offers: Sequence[Offer],
    articles: Mapping[int, Product],
) -> dict[int, Decimal]:
    """Stock that what is bought leaves for gifts, of articles that may not be oversold."""
    bounded = {
        product_id
        for product_id in _given_articles(offers, lines)
        if not articles[product_id].allow_oversell
    }
    if not bounded:
        return {}
    left = available_stock(session, order.warehouse_id, sorted(bounded))
    stock = {product_id: left.get(product_id, ZERO) for product_id in bounded}
    for line in lines:
        if line.product_id in stock:
            stock[line.product_id] -= line.quantity - line.shipped_out - line.closed
    for line in order.lines:
        if is_gift(line) and line.product_id in stock:
            stock[line.product_id] += line.shipped_out + line.closed
    return stock


def _given_articles(offers: Sequence[Offer], lines: Sequence[OrderLine]) -> set[int]:
    on_order = {line.product_id for line in lines}
    return {
        offer.terms.gift.product_id if offer.terms.gift else product_id
        for offer in offers
        if offer.kind == GIFT
        for product_id in offer.products & on_order
    }


def gift_quantities(
    gifts: Sequence[Gift], there: Sequence[OrderLine]
) -> dict[tuple[int, int], Decimal]:
    """Quantities of gift lines by promotion and product: what is granted, and never less than
    has left already."""
    wanted = {(gift.offer.id, gift.product_id): gift.quantity for gift in gifts}
    for line in there:
        key = line.promotion_id or 0, line.product_id
        wanted[key] = max(wanted.get(key, Decimal(0)), line.shipped_out + line.closed)
    return {key: quantity for key, quantity in wanted.items() if quantity}


def _keep(order: Order, outcome: Outcome) -> None:
    """Writes the promotions row by row over those that were there, so that places stay unique."""
    kept = list(order.promotions)
    rows = kept[: len(outcome.applied)]
    rows += [OrderPromotion() for _ in outcome.applied[len(kept) :]]
    for position, (row, applied) in enumerate(zip(rows, outcome.applied, strict=True), start=1):
        offer = applied.offer
        row.position, row.promotion_id, row.kind = position, offer.id, offer.kind
        row.number, row.name, row.name_en = offer.number, offer.name, offer.name_en
        row.terms = terms_to_plain(offer.kind, offer.terms)
        row.amount = round_money(applied.amount)
    order.promotions = rows
