"""The latest values of market rates, and the basis that a quotation is costed on (B16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from webapp.models import MarketRate, MarketRateValue
from webapp.services.rates.kinds import ALWAYS_BEHIND
from webapp.services.rates.rules import RateValue


def latest_values(
    session: Session, rate_ids: Collection[int] | None, day: date | None
) -> dict[int, RateValue]:
    """By rate, its last value on or before a day; rates without any are left out.

    ``None`` for the rates means all of them, also those retired since; for the day, the last
    value that there is.
    """
    if rate_ids is not None and not rate_ids:
        return {}
    chosen = true() if rate_ids is None else MarketRate.id.in_(sorted(set(rate_ids)))
    return _latest(session, chosen, day)


def market_basis(session: Session, rate_ids: Iterable[int], day: date) -> list[dict[str, Any]]:
    """What a quotation rests on that measures its costs by these rates: their values on the day,
    and those of every exchange rate and rebate that is kept. For ``QuotationRevision.basis``."""
    kept = MarketRate.removed_at.is_(None) & MarketRate.kind.in_(sorted(ALWAYS_BEHIND))
    chosen = MarketRate.id.in_(sorted(set(rate_ids))) | kept
    values = _latest(session, chosen, day).values()
    return [one.to_plain() for one in sorted(values, key=lambda one: one.rate_id)]


def _latest(
    session: Session, chosen: ColumnElement[bool], day: date | None
) -> dict[int, RateValue]:
    last = (
        select(MarketRateValue.rate_id, func.max(MarketRateValue.day).label("day"))
        .join(MarketRate, MarketRate.id == MarketRateValue.rate_id)
        .where(chosen, true() if day is None else MarketRateValue.day <= day)
        .group_by(MarketRateValue.rate_id)
        .subquery()
    )
    rows = session.execute(
        select(MarketRate, MarketRateValue)
        .join(MarketRateValue, MarketRateValue.rate_id == MarketRate.id)
        .join(
            last,
            (last.c.rate_id == MarketRateValue.rate_id) & (last.c.day == MarketRateValue.day),
        )
        .order_by(MarketRate.id)
    )
    return {
        rate.id: RateValue(
            rate.id,
            rate.code,
            rate.kind,
            rate.name,
            rate.name_en,
            rate.unit,
            value.value,
            value.day,
            value.source,
        )
        for rate, value in rows
    }
