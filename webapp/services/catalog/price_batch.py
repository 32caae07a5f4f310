"""Raising or cutting many base prices at once: looked at first, then stored as it was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from webapp.models import Product
from webapp.services.catalog.price_input import (
    LARGEST_PRICE,
    PriceInput,
    Target,
    check_begin,
    check_reason,
    require_prices,
)
from webapp.services.catalog.price_rules import PERCENT, ROUNDINGS, Adjustment, margin
from webapp.services.catalog.price_setting import put_price
from webapp.services.catalog.prices import Buyer, prices_for
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Conflict, Problems, RuleBroken
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command

MOST_PRODUCTS = 500
MOST_PERCENT = Decimal(500)
#: Nobody in particular: what he pays is the base price.
ANYBODY = Buyer(0, 0, Decimal(1))


@dataclass(frozen=True, slots=True)
class BatchInput:
    """Base prices of these articles, changed alike from a day on."""

    codes: tuple[str, ...]
    adjustment: Adjustment
    valid_from: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one article's base price would become; margins are percent of the price."""

    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str
    cost: Decimal
    old: Decimal
    new: Decimal
    old_margin: Decimal | None
    new_margin: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change, by code; ``seen`` stands for exactly these figures."""

    rows: tuple[Foreseen, ...]
    seen: str

    @property
    def changed(self) -> tuple[Foreseen, ...]:
        return tuple(row for row in self.rows if row.old != row.new)

    @property
    def below_cost(self) -> int:
        return sum(1 for row in self.changed if row.new < row.cost)


def preview_change(session: Session, actor: Actor, given: BatchInput, today: date) -> Preview:
    """What storing would do. Raises RuleBroken for what cannot be, Forbidden."""
    require_prices(actor, "base")
    problems = Problems()
    _check_adjustment(given, problems)
    if given.valid_from < today:
        problems.add("valid_from", N_("It cannot begin in the past."))
    problems.refuse()
    products = session.scalars(_products(given)).all()
    return _foresee(session, products, given)


@command
def change_prices(tx: Tx, given: BatchInput, seen: str) -> Done:
    """Sets the base prices as they were seen in the preview, one event an article; what does not
    change is left alone. Raises Conflict when a price moved meanwhile, RuleBroken, Forbidden."""
    require_prices(tx.actor, "base")
    problems = Problems()
    _check_adjustment(given, problems)
    check_begin(tx, given.valid_from, problems)
    check_reason(tx, given.reason, problems)
    problems.refuse()
    # In the order of their ids, so that two of these never wait for each other.
    locked = tx.session.scalars(_products(given).order_by(Product.id).with_for_update()).all()
    preview = _foresee(tx.session, locked, given)
    if preview.seen != seen:
        raise Conflict(N_("Prices have changed meanwhile. Please look at them again."))
    by_code = {product.code: product for product in locked}
    for row in preview.changed:
        wanted = PriceInput(row.code, row.new, valid_from=given.valid_from, reason=given.reason)
        put_price(tx, by_code[row.code], Target(), wanted, row.old)
    return Done("prices", "set", details={"changed": len(preview.changed)})


def _check_adjustment(given: BatchInput, problems: Problems) -> None:
    adjustment = given.adjustment
    if not given.codes:
        problems.add("", N_("Please mark at least one article."))
    elif len(given.codes) > MOST_PRODUCTS:
        problems.add("", N_("At most %(most)s articles at once."), most=MOST_PRODUCTS)
    if not adjustment.value:
        problems.add("value", N_("Please say by how much."))
    elif adjustment.kind == PERCENT and not -100 < adjustment.value <= MOST_PERCENT:
        problems.add("value", N_("Percent lie above -100 and up to %(most)s."), most=MOST_PERCENT)
    if adjustment.rounding not in ROUNDINGS:
        problems.add("rounding", N_("Please choose how to round."))


def _products(given: BatchInput) -> Select[Product]:
    return select(Product).where(Product.code.in_(given.codes))


def _foresee(session: Session, products: Sequence[Product], given: BatchInput) -> Preview:
    ids = [product.id for product in products]
    prices = prices_for(session, ANYBODY, ids, given.valid_from)
    rows = sorted(
        (_row(product, prices[product.id].list_price, given) for product in products),
        key=lambda row: row.code,
    )
    _refuse_impossible(rows)
    text = "\n".join(f"{row.code} {plain(row.old)} {plain(row.new)}" for row in rows)
    return Preview(tuple(rows), hashlib.sha256(text.encode()).hexdigest())


def _row(product: Product, old: Decimal, given: BatchInput) -> Foreseen:
    new = given.adjustment.applied_to(old)
    return Foreseen(
        product.code,
        product.name,
        product.name_en,
        product.specification,
        product.unit,
        product.unit_en,
        product.cost_price,
        old,
        new,
        margin(old, product.cost_price),
        margin(new, product.cost_price),
    )


def _refuse_impossible(rows: Sequence[Foreseen]) -> None:
    """No price comes out as nothing by percents and rounding, nor beyond what can be kept."""
    for row in rows:
        if not 0 < row.new < LARGEST_PRICE:
            text = N_("%(code)s would cost CNY %(price)s; that cannot be.")
            raise RuleBroken(text, "value", code=row.code, price=f"{row.new:f}")
