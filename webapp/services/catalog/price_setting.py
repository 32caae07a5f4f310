"""Setting prices: a price is never edited, it is followed by another from a day on (F5). One
that has not begun can be taken back. What is ordered already keeps its price (F4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer, CustomerLevel, Product, ProductPrice
from webapp.services.catalog.price_input import (
    LONGEST_CODE,
    PriceInput,
    Target,
    check_price,
    check_reason,
    find_target,
    require_prices,
)
from webapp.services.catalog.prices import in_force, newest_first
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.identity.scope import reaches_customers

HAS_BEGUN = N_("This has begun. It can only be followed by another.")
TAKEN_BACK = N_("This is taken back already.")


@command
def set_price(tx: Tx, given: PriceInput) -> Done:
    """Sets a price from today or a later day on; ``details`` names the row by ``price_id``.

    Base and level prices need the right over everybody. Raises RuleBroken at each field that is
    wrong or for what is the price already, NotFound for no such article, Forbidden.
    """
    require_prices(tx.actor, given.kind)
    product = lock_product(tx, given.product)
    problems = Problems()
    target = find_target(tx, given, problems)
    check_price(tx, given, problems)
    problems.refuse()
    before = find_price(tx.session, product.id, target, given.valid_from or tx.today)
    if _is_same(before, given):
        raise RuleBroken(N_("This is the price of that day already."), "price")
    return put_price(tx, product, target, given, before.price if before else None)


@command
def take_back_price(tx: Tx, code: str, price_id: int, reason: str) -> Done:
    """Takes back a price that has not begun: it stays in the history and counts for nothing.

    Raises NotFound for a price that is not the article's or not reached, Conflict for one that
    has begun or is taken back, RuleBroken without a reason.
    """
    tx.actor.require(Permission.PRICE_MANAGE)
    product = lock_product(tx, code)
    row = tx.session.get(ProductPrice, price_id)
    if row is None or row.product_id != product.id:
        raise NotFound()
    given = _as_given(tx, product, row)
    require_prices(tx.actor, given.kind)
    problems = Problems()
    check_reason(tx, reason, problems)
    problems.refuse()
    if row.taken_back_at is not None:
        raise Conflict(TAKEN_BACK)
    if row.valid_from <= tx.today:
        raise Conflict(HAS_BEGUN)
    row.taken_back_at = tx.now
    data, internal = _told(tx, given, {"before": _facts(tx, given)})
    tx.record(product, "PriceTakenBack", data, internal=internal, reason=reason)
    return Done(product.code, "taken_back", product.version, {"price_id": row.id})


def price_is_known(tx: Tx, given: PriceInput) -> bool:
    """Whether this very price was set before, or is what holds from its day anyway.

    For lists that are brought in twice; a price that was taken back is set again. Raises
    RuleBroken for a level or customer that is not there or not reached.
    """
    product_id = tx.session.scalar(select(Product.id).where(Product.code == given.product))
    if product_id is None:
        return False
    problems = Problems()
    target = find_target(tx, given, problems)
    problems.refuse()
    begins = given.valid_from or tx.today
    if _is_same(find_price(tx.session, product_id, target, begins), given):
        return True
    twin = select(ProductPrice.id).where(
        ProductPrice.product_id == product_id,
        target.prices,
        ProductPrice.valid_from == begins,
        ProductPrice.price.is_not_distinct_from(given.price),
        ProductPrice.valid_to.is_not_distinct_from(given.valid_to),
        ProductPrice.taken_back_at.is_(None),
    )
    return tx.session.scalar(twin.limit(1)) is not None


def lock_product(tx: Tx, code: str) -> Product:
    """The article, locked, so that what is set on it comes one after the other."""
    statement = select(Product).where(Product.code == code[:LONGEST_CODE]).with_for_update()
    product = tx.session.scalar(statement)
    if product is None:
        raise NotFound(N_("There is no such article."))
    return product


def find_price(session: Session, product_id: int, target: Target, on: date) -> ProductPrice | None:
    """The row of this kind that holds on a day."""
    return session.scalar(
        select(ProductPrice)
        .where(ProductPrice.product_id == product_id, target.prices, in_force(on))
        .order_by(*newest_first())
        .limit(1)
    )


def put_price(
    tx: Tx, product: Product, target: Target, given: PriceInput, before: Decimal | None
) -> Done:
    """Writes what was checked behind all other prices of the article, and its event."""
    row = ProductPrice(
        product_id=product.id,
        level_id=target.level_id,
        customer_id=target.customer_id,
        price=given.price,
        valid_from=given.valid_from or tx.today,
        valid_to=given.valid_to,
        origin=given.origin,
        document_number=given.document_number,
        reason=given.reason,
        set_at=tx.now,
        set_by_id=tx.actor.user_id,
    )
    tx.session.add(row)
    change = {"before": {"price": _text(before)}, "after": _facts(tx, given)}
    data, internal = _told(tx, given, change)
    tx.record(product, "PriceSet", data, internal=internal, reason=given.reason)
    return Done(product.code, "set", product.version, {"price_id": row.id})


def _told(
    tx: Tx, given: PriceInput, change: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the trail keeps, and what of it is internal: whatever tells a customer's own price."""
    if given.kind == "customer":
        return {"for": "customer"}, {"customer": given.customer, **change}
    whose = {"level": given.level} if given.level else {}
    return {"for": given.kind, **whose, **change}, {}


def _facts(tx: Tx, given: PriceInput) -> dict[str, str]:
    facts = {
        "price": _text(given.price),
        "valid_from": (given.valid_from or tx.today).isoformat(),
        "valid_to": given.valid_to.isoformat() if given.valid_to else "",
        "document": given.document_number,
    }
    return {name: value for name, value in facts.items() if value or name == "price"}


def _text(price: Decimal | None) -> str:
    return "" if price is None else plain(price)


def _is_same(before: ProductPrice | None, given: PriceInput) -> bool:
    """Whether what holds is what is wanted; to have no own price is no price at all."""
    if before is None:
        return given.price is None and given.kind != "base"
    return before.price == given.price and before.valid_to == given.valid_to


def _as_given(tx: Tx, product: Product, row: ProductPrice) -> PriceInput:
    """A kept price in the words of an input. Raises NotFound for a customer not reached."""
    level = customer = ""
    if row.level_id is not None:
        level = tx.session.scalars(
            select(CustomerLevel.code).where(CustomerLevel.id == row.level_id)
        ).one()
    if row.customer_id is not None:
        reached = reaches_customers(tx.actor, Permission.PRICE_MANAGE)
        statement = select(Customer.code).where(Customer.id == row.customer_id, reached)
        customer = tx.session.scalar(statement) or ""
        if not customer:
            raise NotFound()
    return PriceInput(product.code, row.price, level, customer, row.valid_from, row.valid_to)
