"""What the cart and the checkout show: lines with price, amount and what keeps them from being
ordered, and what an order is prefilled with from the customer's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import CartLine, Customer, Product
from webapp.services.catalog.shelf import (
    ShelfRow,
    Viewer,
    get_viewer,
    shelf_rows,
    shelf_statement,
)
from webapp.services.core.actor import Actor
from webapp.services.core.clock import company_day
from webapp.services.core.errors import N_, Message, Problems
from webapp.services.core.money import round_money, tax_within
from webapp.services.core.quantities import plain
from webapp.services.customers.queries import AddressRow, list_addresses
from webapp.services.ordering.discretion import NOT_ENOUGH
from webapp.services.orders.placing import WantedLine, check_lines

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CartRow:
    """A line of the cart; ``problems`` keep the order from being placed, ``hints`` do not."""

    product: ShelfRow
    quantity: Decimal
    amount: Decimal
    problems: tuple[Message, ...] = ()
    hints: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Cart:
    """The cart as the customer sees it. Sums are CNY with tax; ``seen`` names exactly these
    lines at these prices, so that an order is never something else than what was looked at."""

    rows: tuple[CartRow, ...]
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

    @property
    def lines(self) -> tuple[WantedLine, ...]:
        return tuple(WantedLine(row.product.product_id, row.quantity) for row in self.rows)


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What stands in the customer's file and goes into his orders."""

    name: str
    contract_number: str
    invoice_title: str
    tax_number: str
    addresses: tuple[AddressRow, ...]
    today: date


def count_cart(session: Session, actor: Actor) -> int:
    """How many lines lie in the cart."""
    statement = select(func.count()).select_from(CartLine)
    mine = CartLine.customer_id == actor.require_customer()
    return session.scalar(statement.where(mine)) or 0


def get_cart(session: Session, actor: Actor, now: datetime) -> Cart:
    return cart_of(session, actor.require_customer(), company_day(now))


def cart_of(session: Session, customer_id: int, today: date) -> Cart:
    """The cart in a number of queries that does not depend on its lines."""
    viewer = get_viewer(session, customer_id, today)
    statement = shelf_statement(customer_id).where(CartLine.quantity.is_not(None))
    found = session.execute(statement.order_by(CartLine.added_at, CartLine.id)).all()
    shown = shelf_rows(session, viewer, found)
    rows = tuple(
        _cart_row(viewer, row.Product, product) for row, product in zip(found, shown, strict=True)
    )
    return Cart(
        rows=rows,
        total=sum((row.amount for row in rows), Decimal("0.00")),
        tax=sum((tax_within(row.amount, row.product.tax_rate) for row in rows), Decimal("0.00")),
        seen=_fingerprint(rows),
        minimum=viewer.rules.minimum_amount,
    )


def _cart_row(viewer: Viewer, product: Product, shown: ShelfRow) -> CartRow:
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
        amount=round_money(shown.price * quantity),
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


def _fingerprint(rows: tuple[CartRow, ...]) -> str:
    text = "\n".join(
        f"{row.product.code}\t{plain(row.quantity)}\t{row.product.price}" for row in rows
    )
    return sha256(text.encode()).hexdigest()[:32]


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
