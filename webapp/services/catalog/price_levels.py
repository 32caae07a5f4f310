"""The factors of levels on base prices: from a day on, followed by another, like prices (F5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, CustomerLevel, LevelDiscount, Product, ProductPrice, User
from webapp.services.catalog.price_input import (
    LONGEST_CODE,
    check_begin,
    check_reason,
    require_prices,
)
from webapp.services.catalog.price_rules import TO_COME, Span, standings
from webapp.services.catalog.price_setting import HAS_BEGUN, TAKEN_BACK
from webapp.services.catalog.prices import discount_on, in_force
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command

LEAST = Decimal("0.0001")
MOST = Decimal(10)
#: A factor has as many decimals as prices have.
PLACES = 4


@dataclass(frozen=True, slots=True)
class FactorInput:
    """A level's factor on base prices, 0.9500 for 5 % off; ``valid_from`` None is today."""

    level: str
    discount: Decimal
    valid_from: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FactorLine:
    """One factor of a level; ``standing`` is one of price_rules."""

    id: int
    discount: Decimal
    valid_from: date
    reason: str
    set_at: datetime
    set_by: str
    standing: str

    @property
    def may_be_taken_back(self) -> bool:
        return self.standing == TO_COME


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level with its factor of today and what a new one would concern: customers of the level,
    and articles on the shelf for which it has no price of its own."""

    code: str
    name: str
    name_en: str
    discount: Decimal
    customers: int
    products: int
    history: tuple[FactorLine, ...]


@command
def set_factor(tx: Tx, given: FactorInput) -> Done:
    """Sets a level's factor from today or a later day on. Raises RuleBroken at each field that is
    wrong or for what is the factor already, NotFound for no such level, Forbidden."""
    require_prices(tx.actor, "level")
    level = _lock_level(tx, given.level)
    begins = given.valid_from or tx.today
    _check(tx, given, begins)
    before = tx.session.scalars(select(discount_on(level.id, begins))).one()
    if before == given.discount:
        raise RuleBroken(N_("This is the factor of that day already."), "discount")
    row = LevelDiscount(
        level_id=level.id,
        discount=given.discount,
        valid_from=begins,
        reason=given.reason,
        set_at=tx.now,
        set_by_id=tx.actor.user_id,
    )
    tx.session.add(row)
    after = {"discount": plain(given.discount), "valid_from": begins.isoformat()}
    data = {"before": {"discount": plain(before)}, "after": after}
    tx.record(level, "FactorSet", data, reason=given.reason)
    return Done(level.code, "set", level.version, {"factor_id": row.id})


@command
def take_back_factor(tx: Tx, code: str, factor_id: int, reason: str) -> Done:
    """Takes back a factor that has not begun; it stays in the history. Raises NotFound, Conflict
    for one that has begun or is taken back, RuleBroken without a reason, Forbidden."""
    require_prices(tx.actor, "level")
    level = _lock_level(tx, code)
    row = tx.session.get(LevelDiscount, factor_id)
    if row is None or row.level_id != level.id:
        raise NotFound()
    problems = Problems()
    check_reason(tx, reason, problems)
    problems.refuse()
    if row.taken_back_at is not None:
        raise Conflict(TAKEN_BACK)
    if row.valid_from <= tx.today:
        raise Conflict(HAS_BEGUN)
    row.taken_back_at = tx.now
    facts = {"discount": plain(row.discount), "valid_from": row.valid_from.isoformat()}
    tx.record(level, "FactorTakenBack", {"before": facts}, reason=reason)
    return Done(level.code, "taken_back", level.version, {"factor_id": row.id})


def list_levels(session: Session, actor: Actor, today: date) -> list[LevelView]:
    """Every level with its history, in a constant number of queries. Raises Forbidden."""
    actor.require(Permission.PRICE_MANAGE)
    factors = _factors(session, today)
    customers = _count_customers(session)
    on_shelf = session.scalars(select(func.count()).where(Product.on_shelf)).one()
    own = _count_own(session, today)
    rows = session.execute(
        select(CustomerLevel, discount_on(CustomerLevel.id, today)).order_by(CustomerLevel.code)
    )
    return [
        LevelView(
            level.code,
            level.name,
            level.name_en,
            discount,
            customers.get(level.id, 0),
            on_shelf - own.get(level.id, 0),
            factors.get(level.id, ()),
        )
        for level, discount in rows
    ]


def level_choices(session: Session) -> list[tuple[str, str, str]]:
    """Code and both names of every level, for a select."""
    statement = select(CustomerLevel.code, CustomerLevel.name, CustomerLevel.name_en)
    return [(row[0], row[1], row[2]) for row in session.execute(statement.order_by("code"))]


def _check(tx: Tx, given: FactorInput, begins: date) -> None:
    problems = Problems()
    if not LEAST <= given.discount <= MOST:
        problems.add("discount", N_("A factor lies between 0.0001 and 10."))
    check_begin(tx, begins, problems)
    check_reason(tx, given.reason, problems)
    problems.refuse()


def _lock_level(tx: Tx, code: str) -> CustomerLevel:
    statement = select(CustomerLevel).where(CustomerLevel.code == code[:LONGEST_CODE])
    level = tx.session.scalar(statement.with_for_update())
    if level is None:
        raise NotFound()
    return level


def _factors(session: Session, today: date) -> dict[int, tuple[FactorLine, ...]]:
    by_level: dict[int, list[tuple[LevelDiscount, str]]] = {}
    rows = session.execute(
        select(LevelDiscount, User.name)
        .outerjoin(User, User.id == LevelDiscount.set_by_id)
        .order_by(LevelDiscount.valid_from.desc(), LevelDiscount.id.desc())
    )
    for row, name in rows:
        by_level.setdefault(row.level_id, []).append((row, name or ""))
    return {level: tuple(_lines(found, today)) for level, found in by_level.items()}


def _lines(rows: list[tuple[LevelDiscount, str]], today: date) -> Iterable[FactorLine]:
    spans = [
        Span(row.id, row.valid_from, is_taken_back=row.taken_back_at is not None) for row, _ in rows
    ]
    standing = standings(spans, today)
    for row, name in rows:
        yield FactorLine(
            row.id, row.discount, row.valid_from, row.reason, row.set_at, name, standing[row.id]
        )


def _count_customers(session: Session) -> dict[int, int]:
    counted = (
        select(Customer.level_id, func.count())
        .where(Customer.disabled_at.is_(None))
        .group_by(Customer.level_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def _count_own(session: Session, today: date) -> dict[int, int]:
    """Articles on the shelf for which a level has a price of its own, by the level's id."""
    counted = (
        select(ProductPrice.level_id, func.count(ProductPrice.product_id.distinct()))
        .join(Product, Product.id == ProductPrice.product_id)
        .where(
            ProductPrice.level_id.is_not(None),
            ProductPrice.price.is_not(None),
            in_force(today),
            Product.on_shelf,
        )
        .group_by(ProductPrice.level_id)
    )
    return {level or 0: count for level, count in session.execute(counted)}
