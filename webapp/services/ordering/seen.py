"""What a customer was shown of his cart, by a name that the page carries to the order: the order
goes through only while the cart still has that name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import bindparam, select

from webapp.models import CartLine, Customer, Product
from webapp.services.catalog.prices import prices_for
from webapp.services.catalog.shelf import Viewer, available_stock, get_viewer
from webapp.services.catalog.visibility import visible_to
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.orders.placing import Known, WantedLine
from webapp.services.promotions.in_force import gift_articles
from webapp.services.promotions.rules import Bought, Outcome, Shelf, work_out
from webapp.services.promotions.terms import GIFT

IN_CART = (
    select(Product, CartLine.quantity)
    .join(CartLine, CartLine.product_id == Product.id)
    .where(CartLine.customer_id == bindparam("customer"), visible_to(bindparam("level")))
    .order_by(CartLine.added_at, CartLine.id)
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The lines of a cart and the name of what it shows; ``known`` is what was read for it."""

    name: str
    lines: tuple[WantedLine, ...]
    known: Known


def seen_of(tx: Tx, customer: Customer) -> Seen:
    """What the locked customer's cart shows now. Reads only what decides its name: the page itself
    shows more (see ``cart_of``)."""
    viewer = get_viewer(tx.session, customer.id, tx.today)
    whose = {"customer": customer.id, "level": customer.level_id}
    found = tx.session.execute(IN_CART, whose).all()
    bought = {product.id: product for product, _ in found}
    articles = {**bought, **_gifts(tx, viewer, bought)}
    prices = prices_for(tx.session, viewer.buyer, articles, tx.today)
    amounts = {id_: price.amount for id_, price in prices.items()}
    quantities = {product.id: quantity for product, quantity in found}
    outcome = work_out(
        [Bought(id_, quantity, amounts[id_]) for id_, quantity in quantities.items()],
        viewer.offers,
        Shelf(amounts, _left(tx, viewer, articles, quantities)),
    )
    codes = {id_: product.code for id_, product in articles.items()}
    return Seen(
        name=name_of(outcome, quantities, codes),
        lines=tuple(WantedLine(id_, quantity) for id_, quantity in quantities.items()),
        known=Known(bought, prices),
    )


def _gifts(tx: Tx, viewer: Viewer, bought: Iterable[int]) -> dict[int, Product]:
    more = gift_articles(viewer.offers, list(bought))
    rows = tx.session.scalars(select(Product).where(Product.id.in_(more))) if more else ()
    return {product.id: product for product in rows}


def _left(
    tx: Tx, viewer: Viewer, articles: Mapping[int, Product], quantities: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """Stock that is left for gifts, of articles that may not be oversold; asked only if any is
    given."""
    if not any(offer.kind == GIFT for offer in viewer.offers):
        return {}
    bounded = [id_ for id_, product in articles.items() if not product.allow_oversell]
    stock = available_stock(tx.session, viewer.warehouse_id, bounded)
    return {id_: stock.get(id_, Decimal(0)) - quantities.get(id_, Decimal(0)) for id_ in bounded}


def name_of(outcome: Outcome, quantities: Mapping[int, Decimal], codes: Mapping[int, str]) -> str:
    """The name of exactly these lines, gifts and amounts; ``quantities`` in the lines' order."""
    lines = [
        f"{codes[id_]}\t{plain(quantity)}\t{one.price}\t{one.net}"
        for (id_, quantity), one in zip(quantities.items(), outcome.lines, strict=True)
    ]
    given = [
        f"{codes[one.product_id]}\t{plain(one.quantity)}\t{one.offer.number}"
        for one in outcome.gifts
    ]
    return sha256("\n".join(lines + given).encode()).hexdigest()[:32]
