"""What a promotion would do to an order that is there: worked out, and stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, OrderLine, Product, Promotion
from webapp.services.catalog.prices import get_buyer, prices_for
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.money import round_money
from webapp.services.core.numbering import LONGEST_NUMBER
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.promotions.applying import LISTED, is_gift
from webapp.services.promotions.in_force import gift_articles, offers_in_force, read_offers
from webapp.services.promotions.rules import (
    Applied,
    Bought,
    Decided,
    Gift,
    Offer,
    Outcome,
    Shelf,
    work_out,
)


@dataclass(frozen=True, slots=True)
class ForeseenLine:
    """A line with what it costs without this promotion and with it, CNY."""

    code: str
    name: str
    name_en: str
    quantity: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class ForeseenGift:
    code: str
    name: str
    name_en: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An order beside itself: with the promotions of its day, and with this one besides."""

    order_number: str
    customer_name: str
    lines: tuple[ForeseenLine, ...]
    gifts: tuple[ForeseenGift, ...]
    applied: tuple[Applied, ...]
    before: Decimal
    after: Decimal


def foresee_order(
    session: Session, actor: Actor, promotion_number: str, order_number: str
) -> Foreseen:
    """Raises Forbidden, and RuleBroken at ``order`` for an order that is not there or not reached.

    Its days and levels are not looked at: the question is what the terms would do. Gifts are
    counted as if there were enough of them.
    """
    actor.require(Permission.PROMOTION_MANAGE)
    order = _find_order(session, actor, order_number)
    mine = read_offers(session, select(Promotion).where(Promotion.number == promotion_number))
    buyer = get_buyer(session, order.customer_id, order.order_date)
    there = offers_in_force(session, buyer.level_id, order.order_date)
    others = [one for one in there if one.number != promotion_number]
    lines = [line for line in order.lines if not is_gift(line)]
    shelf = _shelf(session, order, [*others, *mine], lines)
    before = work_out([_bought(line) for line in lines], others, shelf)
    after = work_out([_bought(line) for line in lines], [*others, *mine], shelf)
    return _foreseen(session, order, lines, before, after)


def _find_order(session: Session, actor: Actor, number: str) -> Order:
    order = session.scalar(
        select(Order)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            Order.number == number.strip()[:LONGEST_NUMBER],
            reaches_customers(actor, Permission.ORDER_VIEW),
        )
    )
    if order is None:
        raise RuleBroken(N_("There is no order under this number."), "order")
    return order


def _bought(line: OrderLine) -> Bought:
    """The line as it was before promotions."""
    takes_part = line.price_source in LISTED and not line.is_free
    price = line.list_price if takes_part else line.price
    return Bought(line.product_id, line.quantity, price, takes_part)


def _shelf(
    session: Session, order: Order, offers: Sequence[Offer], lines: Sequence[OrderLine]
) -> Shelf:
    ids = {line.product_id for line in lines}
    buyer = get_buyer(session, order.customer_id, order.order_date)
    prices = prices_for(session, buyer, ids | gift_articles(offers, ids), order.order_date)
    return Shelf({product_id: price.amount for product_id, price in prices.items()})


def _foreseen(
    session: Session,
    order: Order,
    lines: Sequence[OrderLine],
    before: Outcome,
    after: Outcome,
) -> Foreseen:
    return Foreseen(
        order_number=order.number,
        customer_name=order.customer_name,
        lines=tuple(
            _line(line, was, would)
            for line, was, would in zip(lines, before.lines, after.lines, strict=True)
        ),
        gifts=_gifts(session, after.gifts),
        applied=after.applied,
        before=before.total,
        after=after.total,
    )


def _line(line: OrderLine, was: Decided, would: Decided) -> ForeseenLine:
    return ForeseenLine(
        line.code,
        line.name,
        line.name_en,
        line.quantity,
        round_money(was.net),
        round_money(would.net),
    )


def _gifts(session: Session, gifts: Sequence[Gift]) -> tuple[ForeseenGift, ...]:
    ids = {gift.product_id for gift in gifts}
    rows = session.scalars(select(Product).where(Product.id.in_(ids))) if ids else ()
    products = {product.id: product for product in rows}
    return tuple(
        ForeseenGift(product.code, product.name, product.name_en, gift.quantity)
        for gift in gifts
        for product in (products[gift.product_id],)
    )
