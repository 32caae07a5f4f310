"""Keeping market rates: made, renamed, retired, taken up again."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import func, select

from webapp.models import MarketRate
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.naming import Named, check_code, tidy_names
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.rates.kinds import KINDS

TAKEN = N_("There is a rate with this code already.")
CHANGED = N_("Somebody changed this rate meanwhile. Nothing was done.")
LONGEST_UNIT = 20
LONGEST_CODE = 20


@command
def add_rate(tx: Tx, code: str, kind: str, names: Named, unit: str) -> Done:
    """Makes a rate, still without a value. Raises RuleBroken, Forbidden."""
    tx.actor.require(Permission.RATE_MANAGE)
    problems = Problems()
    code = _code(tx, code, problems)
    if kind not in KINDS:
        problems.add("kind", N_("This choice does not exist."))
    unit = _unit(unit, problems)
    names = tidy_names(names, problems)
    problems.refuse()
    rate = MarketRate(
        code=code,
        kind=kind,
        name=names.name,
        name_en=names.name_en,
        unit=unit,
        version=1,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, "code", TAKEN):
        tx.session.add(rate)
    tx.record(rate, "RateAdded", {"code": code, "kind": kind, "name": names.name, "unit": unit})
    return _done(rate)


@command
def rename_rate(tx: Tx, code: str, version: int, names: Named, unit: str) -> Done:
    """Gives a rate other names or another unit; its values stay. Raises RuleBroken, Conflict,
    NotFound, Forbidden."""
    rate = _lock(tx, code, version)
    problems = Problems()
    unit = _unit(unit, problems)
    names = tidy_names(names, problems)
    problems.refuse()
    before = {"name": rate.name, "name_en": rate.name_en, "unit": rate.unit}
    if data := changes_between(before, {**asdict(names), "unit": unit}):
        rate.name, rate.name_en, rate.unit = names.name, names.name_en, unit
        rate.version += 1
        tx.record(rate, "RateRenamed", data)
    return _done(rate)


@command
def retire_rate(tx: Tx, code: str, version: int) -> Done:
    """Takes a rate out of the morning's grid and of what costs can be measured by; its history
    stays. Raises Conflict, NotFound, Forbidden."""
    rate = _lock(tx, code, version)
    if rate.removed_at is None:
        rate.removed_at = tx.now
        rate.version += 1
        tx.record(rate, "RateRetired")
    return _done(rate)


@command
def take_up_rate(tx: Tx, code: str, version: int) -> Done:
    """Keeps a retired rate again. Raises Conflict, NotFound, Forbidden."""
    rate = _lock(tx, code, version)
    if rate.removed_at is not None:
        rate.removed_at = None
        rate.version += 1
        tx.record(rate, "RateTakenUp")
    return _done(rate)


def _lock(tx: Tx, code: str, version: int) -> MarketRate:
    tx.actor.require(Permission.RATE_MANAGE)
    rate = tx.session.scalar(
        select(MarketRate).where(MarketRate.code == code[:LONGEST_CODE]).with_for_update()
    )
    if rate is None:
        raise NotFound()
    if rate.version != version:
        raise Conflict(CHANGED)
    return rate


def _code(tx: Tx, text: str, problems: Problems) -> str:
    try:
        code = check_code(text).upper()
    except RuleBroken as refused:
        problems.take("code", refused)
        return ""
    taken = select(MarketRate.id).where(func.upper(MarketRate.code) == code).limit(1)
    if tx.session.scalar(taken):
        problems.add("code", TAKEN)
    return code


def _unit(text: str, problems: Problems) -> str:
    unit = text.strip()
    if len(unit) > LONGEST_UNIT:
        problems.add("unit", N_("At most %(most)s characters."), most=LONGEST_UNIT)
    return unit


def _done(rate: MarketRate) -> Done:
    status = "retired" if rate.removed_at else "kept"
    return Done(rate.code, status, rate.version)
