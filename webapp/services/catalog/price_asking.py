"""What a customer pays for an article on a day, and why: answered by what prices orders too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer, CustomerLevel, Event, LevelDiscount, Product, User
from webapp.services.catalog.price_history import PriceLine, lines_by_id
from webapp.services.catalog.price_input import LONGEST_CODE
from webapp.services.catalog.prices import (
    Candidate,
    get_buyer,
    newest_discount,
    weigh_prices,
)
from webapp.services.core.actor import Actor
from webapp.services.core.clock import day_begins
from webapp.services.core.errors import N_, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """The customer as prices see him; the level is today's."""

    id: int
    code: str
    name: str
    level_id: int
    level: str
    level_name: str
    level_name_en: str


@dataclass(frozen=True, slots=True)
class FactorFacts:
    """The factor of the customer's level on the day, and who set it why."""

    discount: Decimal
    valid_from: date
    reason: str
    set_at: datetime
    set_by: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One candidate with its row; ``wins`` for the one that gives the price."""

    candidate: Candidate
    line: PriceLine
    wins: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The price, CNY a unit with tax, and everything that could have given it, strongest first.

    It is worked out with the customer's level of today; ``level_moved`` says that he has changed
    it since that day, so that he may have paid something else then.
    """

    customer: CustomerFacts
    day: date
    amount: Decimal
    source: str
    factor: FactorFacts
    level_moved: bool
    reasons: tuple[Reason, ...]


def explain_price(
    session: Session, actor: Actor, code: str, customer_code: str, day: date
) -> Explanation:
    """Raises NotFound for an article that is not there or a customer not reached."""
    customer = get_price_customer(session, actor, customer_code)
    product_id = session.scalar(select(Product.id).where(Product.code == code[:LONGEST_CODE]))
    if product_id is None:
        raise NotFound(N_("There is no such article."))
    buyer = get_buyer(session, customer.id, day)
    weighing = weigh_prices(session, buyer, [product_id], day)[product_id]
    lines = lines_by_id(session, [one.price_id for one in weighing.candidates])
    winner = weighing.winner
    return Explanation(
        customer=customer,
        day=day,
        amount=weighing.answer.amount,
        source=winner.source,
        factor=_factor(session, customer.level_id, day),
        level_moved=_has_moved(session, customer.id, day),
        reasons=tuple(
            Reason(one, lines[one.price_id], one is winner) for one in weighing.candidates
        ),
    )


def get_price_customer(session: Session, actor: Actor, code: str) -> CustomerFacts:
    """Raises NotFound for a customer whose prices the actor does not reach."""
    row = session.execute(
        select(
            Customer.id,
            Customer.code,
            Customer.name,
            Customer.level_id,
            CustomerLevel.code.label("level"),
            CustomerLevel.name.label("level_name"),
            CustomerLevel.name_en.label("level_name_en"),
        )
        .join(CustomerLevel, CustomerLevel.id == Customer.level_id)
        .where(
            Customer.code == code[:LONGEST_CODE],
            reaches_customers(actor, Permission.PRICE_MANAGE),
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    return CustomerFacts(*row)


def _has_moved(session: Session, customer_id: int, day: date) -> bool:
    """Whether the customer's trail tells of another level after a day."""
    if day == date.max:
        return False
    changes = session.scalars(
        select(Event.data).where(
            Event.subject_kind == Customer.__tablename__,
            Event.subject_id == customer_id,
            Event.name == "CustomerChanged",
            Event.at >= day_begins(day + timedelta(days=1)),
        )
    )
    return any("level" in (data.get("after") or ()) for data in changes)


def _factor(session: Session, level_id: int, day: date) -> FactorFacts:
    newest = newest_discount(LevelDiscount.id, level_id, day).scalar_subquery()
    row = session.execute(
        select(LevelDiscount, User.name)
        .outerjoin(User, User.id == LevelDiscount.set_by_id)
        .where(LevelDiscount.id == newest)
    ).one()
    found: LevelDiscount = row[0]
    return FactorFacts(found.discount, found.valid_from, found.reason, found.set_at, row[1] or "")
