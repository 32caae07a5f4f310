"""An order's lines made what is wanted and priced on the server: by list, agreed, promoted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from webapp.models import Order, OrderLine, Product
from webapp.services.catalog.prices import Price, get_buyer, prices_for
from webapp.services.catalog.taxes import tax_rates
from webapp.services.core.transaction import Tx
from webapp.services.orders import kinds, rules
from webapp.services.orders.order_kinds import is_offered
from webapp.services.orders.placing import NOTHING, AgreedPrice, Known, WantedLine
from webapp.services.promotions.applying import gift_quantities, is_gift, promote
from webapp.services.promotions.in_force import gift_articles, offers_in_force
from webapp.services.promotions.rules import Offer
from webapp.services.promotions.terms import GIFT

CONTRACT = "contract"
QUOTATION = "quotation"
#: Where a price came from that neither lists nor promotions nor editing change.
AGREED = frozenset({CONTRACT, QUOTATION})


@dataclass(frozen=True, slots=True)
class Market:
    """What lines are priced with on the order's date: articles, prices, tax rates, offers."""

    articles: Mapping[int, Product]
    prices: Mapping[int, Price]
    rates: Mapping[int, Decimal]
    offers: Sequence[Offer]

    def rate(self, product_id: int) -> Decimal:
        return self.rates[self.articles[product_id].tax_class_id]


def put_lines(
    tx: Tx,
    order: Order,
    lines: Sequence[WantedLine],
    products: dict[int, Product],
    known: Known = NOTHING,
) -> None:
    """Makes the order's lines what is wanted, priced anew for its customer on its order date.

    Lines keep their identity by ``line_id``; fixed prices stay. Promotions of that day apply, and
    those that the order has already; gift lines follow from them and are never wanted.
    """
    gifts = [line for line in order.lines if is_gift(line)]
    before = {line.id: line for line in order.lines if not is_gift(line)}
    market = _market(tx, order, products, {line.product_id for line in gifts}, known)
    made = [
        _line(before.get(wanted.line_id or 0), wanted, position, market)
        for position, wanted in enumerate(lines, start=1)
    ]
    for line, wanted in zip(made, lines, strict=True):
        _price_line(line, wanted, market.prices[line.product_id])
    worth = {product_id: price.amount for product_id, price in market.prices.items()}
    granted = promote(tx.session, order, made, market.offers, market.articles, worth)
    order.lines = [*made, *_gift_lines(gifts, gift_quantities(granted, gifts), market, len(made))]
    _describe(tx, order, [products[one.product_id] for one in lines])


def _market(
    tx: Tx, order: Order, products: Mapping[int, Product], besides: set[int], known: Known
) -> Market:
    """``besides`` are products that are on the order without being wanted."""
    buyer = get_buyer(tx.session, order.customer_id, order.order_date)
    kept = frozenset(one.promotion_id for one in order.promotions)
    offers = offers_in_force(tx.session, buyer.level_id, order.order_date, kept)
    more = (gift_articles(offers, products) | besides) - products.keys()
    articles = {**products, **_load(tx, more)}
    is_priced = order.order_date == tx.today and articles.keys() <= known.prices.keys()
    return Market(
        articles,
        known.prices if is_priced else prices_for(tx.session, buyer, articles, order.order_date),
        tax_rates(tx.session, order.order_date),
        offers,
    )


def _load(tx: Tx, ids: Collection[int]) -> dict[int, Product]:
    rows = tx.session.scalars(select(Product).where(Product.id.in_(ids))) if ids else ()
    return {product.id: product for product in rows}


def _describe(tx: Tx, order: Order, products: Sequence[Product]) -> None:
    """What of an order follows from its lines: the kinds that decide its handling, its days.

    An ordinary order with special prices is a special sale, while the company has those.
    """
    order.product_kind = rules.product_kind(one.kind for one in products)
    order.lead_days = max((one.lead_days for one in products), default=0)
    is_special = any(line.price_source == "special" for line in order.lines)
    if is_special and order.kind == kinds.ORDINARY and is_offered(tx.session, kinds.SPECIAL):
        order.kind = kinds.SPECIAL


def _gift_lines(
    there: Sequence[OrderLine],
    granted: Mapping[tuple[int, int], Decimal],
    market: Market,
    behind: int,
) -> list[OrderLine]:
    """The lines of what is given, behind all others; those that are there keep their identity."""
    kept = {(line.promotion_id, line.product_id): line for line in there}
    lines = []
    for position, (key, quantity) in enumerate(granted.items(), start=behind + 1):
        promotion_id, product_id = key
        line = kept.get(key) or _new_line(market.articles[product_id], market.rate(product_id))
        line.position, line.quantity, line.promotion_id = position, quantity, promotion_id
        line.price, line.price_source, line.is_free = Decimal(0), GIFT, True
        line.list_price = market.prices[product_id].amount
        lines.append(line)
    return lines


def _line(line: OrderLine | None, wanted: WantedLine, position: int, market: Market) -> OrderLine:
    if line is None or line.product_id != wanted.product_id:
        product_id = wanted.product_id
        rate = wanted.agreed.tax_rate if wanted.agreed else market.rate(product_id)
        line = _new_line(market.articles[product_id], rate)
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
    if line.price_source in AGREED:
        return
    if wanted.agreed is not None:
        _price_as_agreed(line, wanted.agreed)
    elif wanted.is_free:
        line.price, line.price_source, line.price_fixed = Decimal(0), "free", True
    elif wanted.special_price is not None:
        line.price_fixed = line.price_fixed and line.price == wanted.special_price
        line.price, line.price_source = wanted.special_price, "special"
    elif not line.price_fixed or line.price_source == "free":
        price = _as_submitted(line, price)
        line.price, line.price_source, line.price_fixed = price.amount, price.source, False
    by_list = line.price_source in ("customer", "level", "base")
    line.price_id = price.price_id if by_list else None
    line.list_price = price.amount


def _price_as_agreed(line: OrderLine, agreed: AgreedPrice) -> None:
    """What a contract or quotation set stays through every later act, and names its line (F5)."""
    line.price, line.price_source, line.price_fixed = agreed.price, agreed.source, True
    if agreed.source == CONTRACT:
        line.contract_line_id = agreed.line_id
    else:
        line.quotation_line_id = agreed.line_id


def _as_submitted(line: OrderLine, price: Price) -> Price:
    """The list price that the line has already, whatever was set since or became of the customer:
    prices of submitted orders do not change (F4)."""
    if line.price_id is None:
        return price
    return Price(line.list_price, line.price_source, line.price_id, price.list_price)
