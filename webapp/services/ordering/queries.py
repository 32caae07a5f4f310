"""What the cart and the checkout show: lines with price, amount and what keeps them from being
ordered, and what an order is prefilled with from the customer's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from webapp.models import CartLine, Customer, Product
from webapp.services.catalog.shelf import (
    ShelfRow,
    Viewer,
    get_viewer,
    shelf_rows,
    shelf_statement,
)
from webapp.services.catalog.visibility import visible_to_customer
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, Message, Problems
from webapp.services.core.money import round_money, tax_within
from webapp.services.core.quantities import plain
from webapp.services.customers.queries import AddressRow, list_addresses
from webapp.services.ordering.discretion import NOT_ENOUGH
from webapp.services.ordering.seen import name_of
from webapp.services.orders.placing import WantedLine, check_lines
from webapp.services.promotions.in_force import gift_articles
from webapp.services.promotions.rules import (
    Applied,
    Bought,
    Decided,
    NextTier,
    Offer,
    Outcome,
    Shelf,
    work_out,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CartRow:
    """A line of the cart; ``problems`` keep the order from being placed, ``hints`` do not.

    ``price`` and ``amount`` are with its promotion, the amount with its share of what comes off
    the whole order as well; ``before`` is CNY without promotions.
    """

    product: ShelfRow
    quantity: Decimal
    price: Decimal
    before: Decimal
    amount: Decimal
    offer: Offer | None = None
    problems: tuple[Message, ...] = ()
    hints: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class GiftRow:
    """An article that a promotion adds; less than is ``due`` where stock falls short."""

    product: ShelfRow
    offer: Offer
    quantity: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True)
class Cart:
    """The cart as the customer sees it. Sums are CNY with tax, ``before`` without promotions;
    ``seen`` names exactly these lines, gifts and amounts, so that an order is never something
    else than what was looked at."""

    rows: tuple[CartRow, ...]
    gifts: tuple[GiftRow, ...]
    applied: tuple[Applied, ...]
    next_tier: NextTier | None
    before: Decimal
    total: Decimal
    tax: Decimal
    seen: str
    minimum: Decimal

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not any(row.problems for row in self.rows)


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What stands in the customer's file and goes into his orders."""

    name: str
    contract_number: str
    invoice_title: str
    tax_number: str
    addresses: tuple[AddressRow, ...]
    today: date


def get_cart(session: Session, actor: Actor, now: datetime) -> Cart:
    return cart_of(session, actor.require_customer(), company_day(now))


def cart_of(session: Session, customer_id: int, today: date) -> Cart:
    """The cart in a number of queries that does not depend on its lines."""
    viewer = get_viewer(session, customer_id, today)
    statement = shelf_statement(viewer).where(
        CartLine.quantity.is_not(None), visible_to_customer(customer_id)
    )
    found = session.execute(statement.order_by(CartLine.added_at, CartLine.id)).all()
    articles = _articles(session, viewer, found)
    outcome = _work_out(viewer, articles, [row.Product.id for row in found])
    rows = tuple(
        _cart_row(viewer, row.Product, articles[row.Product.id], decided)
        for row, decided in zip(found, outcome.lines, strict=True)
    )
    gifts = tuple(
        GiftRow(articles[one.product_id], one.offer, one.quantity, one.due) for one in outcome.gifts
    )
    return Cart(
        rows=rows,
        gifts=gifts,
        applied=outcome.applied,
        next_tier=outcome.next_tier,
        before=outcome.before,
        total=outcome.total,
        tax=sum((tax_within(row.amount, row.product.tax_rate) for row in rows), Decimal("0.00")),
        seen=name_of(
            outcome,
            {row.product.product_id: row.quantity for row in rows},
            {id_: article.code for id_, article in articles.items()},
        ),
        minimum=viewer.rules.minimum_amount,
    )


def _articles(session: Session, viewer: Viewer, found: Sequence[Any]) -> dict[int, ShelfRow]:
    """What lies in the cart and what promotions could add to it, by product id."""
    more = gift_articles(viewer.offers, [row.Product.id for row in found])
    if more:
        besides = shelf_statement(viewer).where(Product.id.in_(more))
        found = [*found, *session.execute(besides)]
    shown = shelf_rows(session, viewer, found)
    return {row.product_id: row for row in shown}


def _work_out(viewer: Viewer, articles: dict[int, ShelfRow], product_ids: Sequence[int]) -> Outcome:
    bought = [
        Bought(id_, articles[id_].in_cart or ZERO, articles[id_].price) for id_ in product_ids
    ]
    left = {
        id_: row.available - (row.in_cart or ZERO)
        for id_, row in articles.items()
        if not row.allow_oversell
    }
    prices = {id_: row.price for id_, row in articles.items()}
    return work_out(bought, viewer.offers, Shelf(prices, left))


def _cart_row(viewer: Viewer, product: Product, shown: ShelfRow, decided: Decided) -> CartRow:
    quantity = shown.in_cart or ZERO
    problems = Problems()
    wanted = WantedLine(product.id, quantity)
    check_lines([wanted], {product.id: product}, set(), problems)
    found = problems.messages("lines.0")
    short = () if found else _shortage(viewer, shown, quantity)
    is_hard = viewer.rules.reserve_at == "submit" and not shown.allow_oversell
    return CartRow(
        product=shown,
        quantity=quantity,
        price=decided.price,
        before=round_money(shown.price * quantity),
        amount=decided.net,
        offer=decided.offer,
        problems=(*found, *(short if is_hard else ())),
        hints=() if is_hard else short,
    )


def _shortage(viewer: Viewer, product: ShelfRow, quantity: Decimal) -> tuple[Message, ...]:
    if quantity <= product.available:
        return ()
    if product.allow_oversell:
        text = N_("More than is in stock: the rest comes in about %(days)s days.")
        return (Message(text, {"days": product.lead_days}),)
    return (shortage_message(viewer, product),)


def shortage_message(viewer: Viewer, product: ShelfRow) -> Message:
    """That stock falls short, with the number only where the company shows numbers."""
    if viewer.rules.stock_shown != "number" or product.available <= 0:
        return Message(NOT_ENOUGH)
    shown: dict[str, Any] = {
        "available": plain(product.available),
        "unit": product.unit,
        "unit_en": product.unit_en,
    }
    return Message(N_("Only %(available)s %(unit)s in stock."), shown)


def customer_file(session: Session, actor: Actor, now: datetime) -> CustomerFile:
    """The customer's own file, for an order to begin with."""
    customer = session.get_one(Customer, actor.require_customer())
    return CustomerFile(
        name=customer.name,
        contract_number=customer.contract_number,
        invoice_title=customer.invoice_title or customer.name,
        tax_number=customer.credit_code,
        addresses=tuple(list_addresses(session, actor)),
        today=company_day(now),
    )
