"""Which price a customer pays on a day: his own price, else his level's price, else the base
price times his level's factor. Every price names the row that set it (F5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from webapp.models import Customer, LevelDiscount, Product, ProductPrice
from webapp.services.core.clock import BEGINNING
from webapp.services.core.keeping import keep
from webapp.services.core.transaction import Tx

FOUR_PLACES = Decimal("0.0001")
ZERO = Decimal(0)
#: Where a price can come from, the strongest first.
SOURCES = ("customer", "level", "base")


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price in CNY with tax, to four decimals; ``source`` is customer, level or base.

    ``price_id`` is the row that set it; ``list_price`` is the base price of the day.
    """

    amount: Decimal
    source: str
    price_id: int
    list_price: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """The newest price of one kind in force on a day; ``price`` is None where it says that there
    is none of this kind any more, ``amount`` is what it would make the buyer pay."""

    source: str
    price_id: int
    price: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """All that could give the price of an article, the strongest first: the first with an amount
    wins. The base price is always the last and always has one."""

    candidates: tuple[Candidate, ...]

    @property
    def winner(self) -> Candidate:
        return next(one for one in self.candidates if one.amount is not None)

    @property
    def answer(self) -> Price:
        winner, base = self.winner, self.candidates[-1]
        return Price(winner.amount or ZERO, winner.source, winner.price_id, base.price or ZERO)


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the price depends on in a customer; ``discount`` is his level's factor on the day."""

    customer_id: int
    level_id: int
    discount: Decimal


def get_buyer(session: Session, customer_id: int, on: date) -> Buyer:
    """The customer as his prices see him on a day; he must be there."""
    level_id = session.get_one(Customer, customer_id).level_id
    return buyer_of_level(session, customer_id, level_id, on)


def buyer_of_level(session: Session, customer_id: int, level_id: int, on: date) -> Buyer:
    """A customer whose level is known already."""
    return Buyer(customer_id, level_id, _discount(session, level_id, on))


def _discount(session: Session, level_id: int, on: date) -> Decimal:
    newest = newest_discount(LevelDiscount.discount, level_id, on)
    found: Decimal = keep(
        session, ("discount", level_id, on), lambda: session.scalars(newest).one()
    )
    return found


def discount_on(level_id: Any, on: date) -> Any:
    """The factor of a level on a day, as a part of a statement."""
    return newest_discount(LevelDiscount.discount, level_id, on).scalar_subquery()


def newest_discount(wanted: Any, level_id: Any, on: date) -> Select[Any]:
    """``wanted`` of the row that sets a level's factor on a day."""
    return (
        select(wanted)
        .where(
            LevelDiscount.level_id == level_id,
            LevelDiscount.valid_from <= on,
            LevelDiscount.taken_back_at.is_(None),
        )
        .order_by(LevelDiscount.valid_from.desc(), LevelDiscount.id.desc())
        .limit(1)
    )


def prices_for(
    session: Session, buyer: Buyer, product_ids: Collection[int], on: date
) -> dict[int, Price]:
    """Prices of products on a day, by product id, in one query."""
    weighed = weigh_prices(session, buyer, product_ids, on)
    return {product_id: weighing.answer for product_id, weighing in weighed.items()}


def weigh_prices(
    session: Session, buyer: Buyer, product_ids: Collection[int], on: date
) -> dict[int, Weighing]:
    """What could give the prices of products on a day, by product id, in one query."""
    found: dict[int, dict[str, Any]] = {}
    given = {
        "customer": buyer.customer_id,
        "level": buyer.level_id,
        "ids": list(product_ids),
        "day": on,
    }
    for row in session.execute(NEWEST, given):
        found.setdefault(row.product_id, {})[row.source] = row
    return {
        product_id: Weighing(
            tuple(_candidate(buyer, rows[source]) for source in SOURCES if source in rows)
        )
        for product_id, rows in found.items()
    }


def _candidate(buyer: Buyer, row: Any) -> Candidate:
    by_factor = row.source == "base"
    amount = level_price(row.price, buyer.discount) if by_factor else row.price
    return Candidate(row.source, row.id, row.price, amount)


def _newest() -> Select[Any]:
    """The newest price of each kind that has begun and not ended, for each product."""
    kinds = {
        "customer": ProductPrice.customer_id == bindparam("customer"),
        "level": ProductPrice.level_id == bindparam("level"),
        "base": is_base(),
    }
    ranked = union_all(*(_ranked(name, whose) for name, whose in kinds.items())).subquery()
    return select(ranked).where(ranked.c.rank == 1)


def _ranked(name: str, whose: ColumnElement[bool]) -> Select[Any]:
    return select(
        func.row_number()
        .over(partition_by=ProductPrice.product_id, order_by=newest_first())
        .label("rank"),
        ProductPrice.id,
        ProductPrice.product_id,
        ProductPrice.price,
        literal(name).label("source"),
    ).where(
        whose,
        ProductPrice.product_id.in_(bindparam("ids", expanding=True)),
        in_force(bindparam("day")),
    )


def is_base() -> ColumnElement[bool]:
    """The price of everybody, spelled as its partial index is."""
    return ProductPrice.level_id.is_(None) & ProductPrice.customer_id.is_(None)


def in_force(on: Any, price: type[ProductPrice] = ProductPrice) -> ColumnElement[bool]:
    """Begun, not ended and not taken back on a day, which may be a part of a statement."""
    is_open = or_(price.valid_to.is_(None), price.valid_to >= on)
    return and_(price.valid_from <= on, is_open, price.taken_back_at.is_(None))


def newest_first(price: type[ProductPrice] = ProductPrice) -> tuple[Any, Any]:
    """Which of several in force holds: the last begun, and of one day the last set."""
    return price.valid_from.desc(), price.id.desc()


#: Made once: making it anew cost more than asking it.
NEWEST = _newest()


def level_price(base: Decimal, discount: Decimal) -> Decimal:
    """The base price times the level's factor, to four decimals, half up."""
    return (base * discount).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)


def begin_price(tx: Tx, product: Product, price: Decimal, origin: str = "manual") -> ProductPrice:
    """The first base price of an article, from the beginning; every article has one."""
    tx.session.flush()
    first = ProductPrice(
        product_id=product.id,
        price=price,
        valid_from=BEGINNING,
        origin=origin,
        set_at=tx.now,
        set_by_id=tx.actor.user_id,
    )
    tx.session.add(first)
    return first


def begin_discount(tx: Tx, level_id: int, discount: Decimal) -> None:
    """The first factor of a level, from the beginning; every level has one."""
    tx.session.add(
        LevelDiscount(
            level_id=level_id,
            discount=discount,
            valid_from=BEGINNING,
            set_at=tx.now,
            set_by_id=tx.actor.user_id,
        )
    )
