"""A price as it is to be set: for whom, from when until when, and whether that can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select

from webapp.models import Customer, CustomerLevel, ProductPrice
from webapp.services.catalog.prices import is_base
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Forbidden, Problems
from webapp.services.core.parsing import LAST_YEAR
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Tx
from webapp.services.identity.scope import reaches_customers

LARGEST_PRICE = Decimal(10) ** 9
LONGEST_REASON = 200
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class PriceInput:
    """A price to be set, by codes: for a customer, for a level, or with neither the base price.

    ``price`` is CNY a unit with tax; None says that the customer or level has none of its own
    any more. ``valid_from`` None is today. ``origin`` and ``document_number`` name what set it.
    """

    product: str
    price: Decimal | None
    level: str = ""
    customer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    reason: str = ""
    origin: str = "manual"
    document_number: str = ""

    @property
    def kind(self) -> str:
        if self.customer:
            return "customer"
        return "level" if self.level else "base"


@dataclass(frozen=True, slots=True)
class Target:
    """Whose price it is; neither id for everybody's."""

    level_id: int | None = None
    customer_id: int | None = None

    @property
    def prices(self) -> ColumnElement[bool]:
        """Filter on the prices of the same kind."""
        if self.customer_id is not None:
            return ProductPrice.customer_id == self.customer_id
        if self.level_id is not None:
            return ProductPrice.level_id == self.level_id
        return is_base()


def require_prices(actor: Actor, kind: str) -> None:
    """Raises Forbidden where the right is not held, or for everybody's prices only over some."""
    actor.require(Permission.PRICE_MANAGE)
    if kind != "customer" and not keeps_all_prices(actor):
        raise Forbidden(N_("Base and level prices are set by those who keep everybody's prices."))


def keeps_all_prices(actor: Actor) -> bool:
    """Whether base and level prices are his to set, and not only those of his customers."""
    return actor.reach(Permission.PRICE_MANAGE) is Reach.ALL


def find_target(tx: Tx, given: PriceInput, problems: Problems) -> Target:
    """Whose price is meant; what is not there or not reached is said at its field."""
    if given.customer and given.level:
        problems.add("customer", N_("A price is for a level or for a customer, not for both."))
        return Target()
    if given.customer:
        return Target(customer_id=_customer_id(tx, given.customer, problems))
    if given.level:
        return Target(level_id=_level_id(tx, given.level, problems))
    return Target()


def check_price(tx: Tx, given: PriceInput, problems: Problems) -> None:
    """The price itself, its days, and the reason that people owe (F4)."""
    if given.price is None:
        if given.kind == "base":
            problems.add("price", N_("Please fill this in."))
    elif not 0 <= given.price < LARGEST_PRICE:
        problems.add("price", N_("The number is too large."))
    _check_days(tx, given, problems)
    check_reason(tx, given.reason, problems)


def check_begin(tx: Tx, begins: date, problems: Problems) -> None:
    """What was charged is not changed afterwards: nothing begins in the past."""
    if begins < tx.today:
        problems.add("valid_from", N_("It cannot begin in the past."))
    elif begins.year > LAST_YEAR:
        problems.add("valid_from", N_("The year must lie between 1900 and 2100."))


def check_reason(tx: Tx, reason: str, problems: Problems) -> None:
    """People say why; lists that are brought in and the product itself need not."""
    if tx.actor.user_id is not None and not reason.strip():
        problems.add("reason", N_("Please say why."))
    elif len(reason) > LONGEST_REASON:
        problems.add("reason", N_("The text is too long."))


def _check_days(tx: Tx, given: PriceInput, problems: Problems) -> None:
    begins = given.valid_from or tx.today
    check_begin(tx, begins, problems)
    if given.valid_to is None:
        return
    if given.kind == "base":
        problems.add("valid_to", N_("A base price holds until another follows."))
    elif given.price is None:
        problems.add("valid_to", N_("From this day on there is no own price; leave this empty."))
    elif given.valid_to < begins:
        problems.add("valid_to", N_("It would end before it begins."))


def _customer_id(tx: Tx, code: str, problems: Problems) -> int:
    reached = reaches_customers(tx.actor, Permission.PRICE_MANAGE)
    found = tx.session.scalar(select(Customer.id).where(Customer.code == code, reached))
    if found is None:
        problems.add("customer", N_("There is no customer “%(code)s”."), code=code[:LONGEST_CODE])
    return found or 0


def _level_id(tx: Tx, code: str, problems: Problems) -> int:
    found = tx.session.scalar(select(CustomerLevel.id).where(CustomerLevel.code == code))
    if found is None:
        problems.add("level", N_("There is no level “%(code)s”."), code=code[:LONGEST_CODE])
    return found or 0
