"""Keeping tax classes: made, renamed, and given another rate from a day on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Product, TaxClass, TaxRate, User
from webapp.services.catalog.taxes import create_tax_class, tax_rates
from webapp.services.core.actor import Actor
from webapp.services.core.changes import changes_between
from webapp.services.core.clock import BEGINNING
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound, Problems
from webapp.services.core.naming import Named, check_names, tidy_names
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique

CHANGED = N_("Somebody changed this tax class meanwhile. Nothing was done.")
TAKEN = N_("There is a tax class with this code already.")
LONGEST_CODE = 20
LAST_DAY = date(2100, 12, 31)
KEEPERS = (Permission.SYSTEM_MANAGE, Permission.PRICE_MANAGE)


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate from a day on; ``since`` is None for the one that held from the beginning.

    ``standing`` is past, now or to_come.
    """

    rate: Decimal
    since: date | None
    standing: str
    set_by: str


@dataclass(frozen=True, slots=True)
class TaxClassRow:
    """A class with its rates, the newest first, and how many articles are in it."""

    code: str
    name: str
    name_en: str
    rate: Decimal
    rates: tuple[RateRow, ...]
    products: int
    version: int


def list_tax_classes(session: Session, today: date) -> list[TaxClassRow]:
    """Every class with its history, in a number of queries that does not depend on them."""
    classes = session.scalars(select(TaxClass).order_by(TaxClass.id)).all()
    counted = session.execute(
        select(Product.tax_class_id, func.count()).group_by(Product.tax_class_id)
    )
    counts: dict[int, int] = {row[0]: row[1] for row in counted}
    history: dict[int, list[tuple[TaxRate, str]]] = {}
    rows = session.execute(
        select(TaxRate, User.name)
        .outerjoin(User, User.id == TaxRate.set_by_id)
        .order_by(TaxRate.valid_from.desc())
    )
    for rate, set_by in rows:
        history.setdefault(rate.tax_class_id, []).append((rate, set_by or ""))
    now = tax_rates(session, today)
    return [
        TaxClassRow(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            rate=now[one.id],
            rates=_rates(history[one.id], today),
            products=counts.get(one.id, 0),
            version=one.version,
        )
        for one in classes
    ]


def _rates(history: list[tuple[TaxRate, str]], today: date) -> tuple[RateRow, ...]:
    begun = [rate.valid_from for rate, _ in history if rate.valid_from <= today]
    return tuple(
        RateRow(
            rate=rate.rate,
            since=None if rate.valid_from == BEGINNING else rate.valid_from,
            standing=_standing(rate.valid_from, max(begun), today),
            set_by=set_by,
        )
        for rate, set_by in history
    )


def _standing(since: date, in_force: date, today: date) -> str:
    if since > today:
        return "to_come"
    return "now" if since == in_force else "past"


def require_tax_keeper(actor: Actor) -> None:
    """Rates are the affair of whoever keeps prices or the system; raises Forbidden."""
    if not any(actor.may(one) for one in KEEPERS):
        raise Forbidden()


@command
def add_tax_class(tx: Tx, code: str, name: str, name_en: str, rate: Decimal) -> Done:
    """Makes a class whose rate holds from the beginning. Raises RuleBroken, Forbidden."""
    require_tax_keeper(tx.actor)
    problems = Problems()
    if not code.isascii() or not code.isalnum() or len(code) > LONGEST_CODE:
        problems.add("code", N_("A code has up to %(most)s letters and digits."), most=LONGEST_CODE)
    elif tx.session.scalar(
        select(TaxClass.id).where(func.upper(TaxClass.code) == code.upper()).limit(1)
    ):
        problems.add("code", TAKEN)
    names = tidy_names(Named(name, name_en), problems)
    _check_rate(rate, problems)
    problems.refuse()
    with unique(tx, "code", TAKEN):
        made = create_tax_class(tx, code, names.name, names.name_en, rate)
    return Done(made.code, version=made.version)


@command
def rename_tax_class(tx: Tx, code: str, version: int, name: str, name_en: str) -> Done:
    """Gives a class other names. Raises RuleBroken, Conflict, NotFound, Forbidden."""
    one = _lock(tx, code, version)
    names = check_names(Named(name, name_en))
    before = {"name": one.name, "name_en": one.name_en}
    if data := changes_between(before, asdict(names)):
        one.name, one.name_en = names.name, names.name_en
        one.version += 1
        tx.record(one, "TaxClassRenamed", data)
    return Done(one.code, version=one.version)


@command
def set_tax_rate(tx: Tx, code: str, version: int, rate: Decimal, since: date) -> Done:
    """Lets another rate follow from a day on, today at the earliest: what was ordered before it
    keeps the rate that it was ordered with.

    Raises RuleBroken at ``since`` for a day in the past or not behind the last rate's, Conflict,
    NotFound, Forbidden.
    """
    one = _lock(tx, code, version)
    newest = tx.session.execute(
        select(TaxRate.valid_from, TaxRate.rate)
        .where(TaxRate.tax_class_id == one.id)
        .order_by(TaxRate.valid_from.desc())
        .limit(1)
    ).one()
    problems = Problems()
    _check_rate(rate, problems)
    if not tx.today <= since <= LAST_DAY:
        problems.add("since", N_("A rate begins today or later."))
    elif since <= newest.valid_from:
        text = N_("There is a rate from %(day)s on already: the next one begins after it.")
        problems.add("since", text, day=newest.valid_from.isoformat())
    problems.refuse()
    tx.session.add(
        TaxRate(
            tax_class_id=one.id,
            rate=rate,
            valid_from=since,
            set_at=tx.now,
            set_by_id=tx.actor.user_id,
        )
    )
    one.version += 1
    rates = changes_between({"rate": str(newest.rate)}, {"rate": str(rate)})
    data = {**rates, "since": since.isoformat()}
    tx.record(one, "TaxRateSet", data)
    return Done(one.code, version=one.version)


def _lock(tx: Tx, code: str, version: int) -> TaxClass:
    require_tax_keeper(tx.actor)
    one = tx.session.scalar(select(TaxClass).where(TaxClass.code == code).with_for_update())
    if one is None:
        raise NotFound()
    if one.version != version:
        raise Conflict(CHANGED)
    return one


def _check_rate(rate: Decimal, problems: Problems) -> None:
    if not 0 <= rate < 1 or rate != round(rate, 4):
        problems.add("rate", N_("From 0 to less than 100 %, with two decimals at most."))
