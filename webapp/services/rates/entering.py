"""Entering what rates are on a day, several at once, as buyers do every morning (B16).

A day has one value. A wrong one is corrected by entering the day again: the trail keeps what stood
there before, and what was costed on it keeps its own copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from webapp.models import MarketRate, MarketRateValue
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.rates.kinds import IN_PERCENT
from webapp.services.rates.recosting import flag_quotations

LARGEST_VALUE = Decimal(10) ** 9
LARGEST_PERCENT = Decimal(100)
PLACES = 4
LONGEST_SOURCE = 120
MOST_VALUES = 300
#: How far back a value can be entered or corrected.
OLDEST = timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Entered:
    """A value as entered; ``seen`` is the one that stood there for the day, None for none."""

    code: str
    value: Decimal
    source: str = ""
    seen: Decimal | None = None


@command
def enter_values(tx: Tx, day: date, entries: Sequence[Entered]) -> Done:
    """Keeps the values of a day and looks again at the quotations that rest on them.

    Raises RuleBroken at ``day``, and at ``value.CODE`` or ``source.CODE`` of each value that is
    out of bounds, of a rate that is not kept, or that somebody entered otherwise meanwhile;
    Forbidden.
    """
    tx.actor.require(Permission.RATE_MANAGE)
    if not tx.today - OLDEST <= day <= tx.today:
        raise RuleBroken(N_("Values are entered for today or for an earlier day."), "day")
    if len(entries) > MOST_VALUES:
        raise RuleBroken(N_("At most %(most)s values at once."), most=MOST_VALUES)
    entries = list({one.code: one for one in entries}.values())
    rates = _lock(tx, [one.code for one in entries])
    standing = _standing(tx, day, rates)
    problems = Problems()
    for one in entries:
        _check(one, rates.get(one.code), standing, problems)
    problems.refuse()
    changed = [
        rates[one.code].id
        for one in entries
        if _keep(tx, rates[one.code], day, one, standing.get(rates[one.code].id))
    ]
    flagged = flag_quotations(tx, changed) if changed else []
    return Done(details={"entered": len(changed), "flagged": list(flagged)})


def _lock(tx: Tx, codes: Sequence[str]) -> dict[str, MarketRate]:
    rates = tx.session.scalars(
        select(MarketRate)
        .where(MarketRate.code.in_(codes), MarketRate.removed_at.is_(None))
        .order_by(MarketRate.id)
        .with_for_update()
    )
    return {one.code: one for one in rates}


def _standing(tx: Tx, day: date, rates: dict[str, MarketRate]) -> dict[int, MarketRateValue]:
    """What stands for the day already, by rate."""
    rows = tx.session.scalars(
        select(MarketRateValue).where(
            MarketRateValue.day == day,
            MarketRateValue.rate_id.in_([one.id for one in rates.values()]),
        )
    )
    return {one.rate_id: one for one in rows}


def _check(
    one: Entered,
    rate: MarketRate | None,
    standing: dict[int, MarketRateValue],
    problems: Problems,
) -> None:
    place = f"value.{one.code}"
    if rate is None:
        problems.add(place, N_("This rate is not kept."))
        return
    most = LARGEST_PERCENT if rate.kind in IN_PERCENT else LARGEST_VALUE
    if not 0 <= one.value <= most or one.value != round(one.value, PLACES):
        problems.add(place, N_("This value is out of bounds."))
    elif not one.value and rate.kind not in IN_PERCENT:
        problems.add(place, N_("A price or a rate of exchange is more than zero."))
    if len(one.source) > LONGEST_SOURCE:
        text = N_("At most %(most)s characters.")
        problems.add(f"source.{one.code}", text, most=LONGEST_SOURCE)
    there = standing.get(rate.id)
    if there is not None and there.value not in (one.seen, one.value):
        text = N_("Somebody entered %(value)s for this day meanwhile.")
        problems.add(place, text, value=f"{there.value.normalize():f}")


def _keep(tx: Tx, rate: MarketRate, day: date, one: Entered, there: MarketRateValue | None) -> bool:
    """Whether anything was different."""
    source = one.source.strip()
    before = {} if there is None else {"value": str(there.value), "source": there.source}
    after = {"value": f"{one.value:.4f}", "source": source}
    if before == after:
        return False
    if there is None:
        there = MarketRateValue(rate_id=rate.id, day=day)
        tx.session.add(there)
    there.value, there.source = one.value, source
    there.entered_at, there.entered_by_id = tx.now, tx.actor.user_id
    name = "RateCorrected" if before else "RateEntered"
    changes = changes_between(before, after) if before else after
    tx.record(rate, name, {"day": day.isoformat(), **changes})
    return True
