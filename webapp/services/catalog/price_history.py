"""The rows of prices as people read them: whose, from when until when, who set them and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Customer, CustomerLevel, ProductPrice, User
from webapp.services.catalog.price_rules import TO_COME, Span, standings
from webapp.services.catalog.prices import in_force, newest_first

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One row of a price's history; ``source`` is base, level or customer, ``whose`` the level's
    or customer's code. ``price`` None ends an own price; ``standing`` is one of price_rules."""

    id: int
    source: str
    whose: str
    name: str
    name_en: str
    price: Decimal | None
    valid_from: date
    valid_to: date | None
    reason: str
    origin: str
    document_number: str
    set_at: datetime
    set_by: str
    is_taken_back: bool
    standing: str = ""

    @property
    def may_be_taken_back(self) -> bool:
        return self.standing == TO_COME


def history_statement() -> Select[*tuple[Any, ...]]:
    """Rows of prices with whom they are for and who set them, the last begun first."""
    return (
        select(
            ProductPrice,
            CustomerLevel.code.label("level_code"),
            CustomerLevel.name.label("level_name"),
            CustomerLevel.name_en.label("level_name_en"),
            Customer.code.label("customer_code"),
            Customer.name.label("customer_name"),
            User.name.label("set_by"),
        )
        .outerjoin(CustomerLevel, CustomerLevel.id == ProductPrice.level_id)
        .outerjoin(Customer, Customer.id == ProductPrice.customer_id)
        .outerjoin(User, User.id == ProductPrice.set_by_id)
        .order_by(*newest_first())
    )


def price_lines(rows: Iterable[Any], today: date) -> list[PriceLine]:
    """The rows of the history statement, each with how it stands among those of its kind."""
    lines = [line_of(row) for row in rows]
    by_kind: dict[tuple[str, str], list[Span]] = {}
    for line in lines:
        span = Span(line.id, line.valid_from, line.valid_to, line.is_taken_back)
        by_kind.setdefault((line.source, line.whose), []).append(span)
    found: dict[int, str] = {}
    for spans in by_kind.values():
        found |= standings(spans, today)
    return [replace(line, standing=found[line.id]) for line in lines]


def line_of(row: Any) -> PriceLine:
    price: ProductPrice = row.ProductPrice
    source = "customer" if price.customer_id else "level" if price.level_id else "base"
    return PriceLine(
        id=price.id,
        source=source,
        whose=row.customer_code or row.level_code or "",
        name=row.customer_name or row.level_name or "",
        name_en=row.level_name_en or "",
        price=price.price,
        valid_from=price.valid_from,
        valid_to=price.valid_to,
        reason=price.reason,
        origin=price.origin,
        document_number=price.document_number,
        set_at=price.set_at,
        set_by=row.set_by or "",
        is_taken_back=price.taken_back_at is not None,
    )


def read_lines(session: Session, today: date, *conditions: Any) -> list[PriceLine]:
    """The history of what the conditions on prices say, at most so many rows."""
    statement = history_statement().where(*conditions).limit(MOST_ROWS)
    return price_lines(session.execute(statement), today)


def lines_by_id(session: Session, ids: Sequence[int]) -> dict[int, PriceLine]:
    """Single rows, by id, without how they stand."""
    rows = session.execute(history_statement().where(ProductPrice.id.in_(ids)))
    return {row.ProductPrice.id: line_of(row) for row in rows}


def holds_for_customer(today: date) -> ColumnElement[bool]:
    """Filter on prices: the row of its customer that counts today, and says a price."""
    other = aliased(ProductPrice)
    newest = (
        select(other.id)
        .where(
            other.product_id == ProductPrice.product_id,
            other.customer_id == ProductPrice.customer_id,
            in_force(today, other),
        )
        .order_by(*newest_first(other))
        .limit(1)
        .scalar_subquery()
    )
    return (ProductPrice.id == newest) & ProductPrice.price.is_not(None)
