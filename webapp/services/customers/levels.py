"""Levels of customers, by which prices differ; their factors are dated prices and stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.models import (
    Customer,
    CustomerLevel,
    LevelDiscount,
    ProductLevel,
    ProductPrice,
    PromotionLevel,
)
from webapp.services.catalog.prices import begin_discount, discount_on
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.naming import Named, check_code, check_names
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.notices.rules import LEVEL
from webapp.services.notices.targeting import is_target

#: What stands on a level, besides its own factors.
USED_BY: tuple[Any, ...] = (
    Customer.level_id,
    ProductPrice.level_id,
    ProductLevel.level_id,
    PromotionLevel.level_id,
)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level with today's factor on base prices, and how many customers are on it."""

    code: str
    name: str
    name_en: str
    discount: Decimal
    customers: int
    version: int


@command
def add_level(tx: Tx, code: str, names: Named) -> Done:
    """Adds a level that pays base prices until prices say otherwise. Raises RuleBroken."""
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    names, code = check_names(names), check_code(code)
    level = CustomerLevel(
        code=code,
        name=names.name,
        name_en=names.name_en,
        version=1,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, "code", N_("This code is taken.")):
        tx.session.add(level)
    begin_discount(tx, level.id, Decimal(1))
    tx.record(level, "LevelAdded", {"after": {"name": names.name}})
    return Done(code, version=1)


@command
def rename_level(tx: Tx, code: str, version: int, names: Named) -> Done:
    """Gives a level other names; its code stays. Raises NotFound, Conflict, RuleBroken."""
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    names = check_names(names)
    level = _lock(tx, code, version)
    changes = changes_between(
        {"name": level.name, "name_en": level.name_en},
        {"name": names.name, "name_en": names.name_en},
    )
    if changes:
        level.name, level.name_en = names.name, names.name_en
        level.version += 1
        tx.record(level, "LevelRenamed", changes)
    return Done(code, version=level.version)


@command
def remove_level(tx: Tx, code: str, version: int) -> Done:
    """Takes out a level that nobody is on and nothing is for. Raises RuleBroken otherwise."""
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    level = _lock(tx, code, version)
    is_used = any(_is_used(tx, column, level.id) for column in USED_BY)
    if is_used or is_target(tx.session, LEVEL, level.id):
        raise RuleBroken(
            N_("%(name)s is still used by customers, prices, products, promotions or notices."),
            name=level.name,
            name_en=level.name_en,
        )
    if tx.session.scalar(select(func.count(CustomerLevel.id))) == 1:
        raise RuleBroken(N_("One level must remain."))
    tx.session.execute(delete(LevelDiscount).where(LevelDiscount.level_id == level.id))
    tx.remove(level, "LevelRemoved", {"before": {"name": level.name}})
    return Done(code)


def list_levels(session: Session, on: date) -> list[LevelRow]:
    """All levels in the order of their codes."""
    customers = select(func.count(Customer.id)).where(Customer.level_id == CustomerLevel.id)
    rows = session.execute(
        select(
            CustomerLevel.code,
            CustomerLevel.name,
            CustomerLevel.name_en,
            discount_on(CustomerLevel.id, on).label("discount"),
            customers.scalar_subquery().label("customers"),
            CustomerLevel.version,
        ).order_by(CustomerLevel.code)
    )
    return [LevelRow(*row) for row in rows]


def _lock(tx: Tx, code: str, version: int) -> CustomerLevel:
    statement = select(CustomerLevel).where(CustomerLevel.code == code).with_for_update()
    level = tx.session.scalar(statement)
    if level is None:
        raise NotFound()
    if level.version != version:
        raise Conflict(N_("Somebody changed this level meanwhile. Nothing was done."))
    return level


def _is_used(tx: Tx, column: Any, level_id: int) -> bool:
    return tx.session.scalar(select(column).where(column == level_id).limit(1)) is not None
