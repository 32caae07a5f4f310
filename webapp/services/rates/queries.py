"""Reading market rates: the list with latest values, one with its history, a day's grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.db import UnitPrice
from webapp.models import MarketRate, MarketRateValue, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Forbidden, NotFound
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_text, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.rates.commands import LONGEST_CODE
from webapp.services.rates.kinds import IN_PERCENT
from webapp.services.rates.rules import HUNDREDTH, change_of

#: Whoever costs by rates or answers for prices made from them reads them.
READERS = (Permission.RATE_MANAGE, Permission.QUOTATION_VIEW)
RETIRED = "retired"
CODE = Sorting((MarketRate.code,), (as_text,), is_ascending=True)


@dataclass(frozen=True, slots=True)
class RateFilter:
    """``status`` is a kind of rates that are kept, or RETIRED; '' is all that are kept."""

    search: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate with its last value and the one before it; None where there is none yet."""

    id: int
    code: str
    kind: str
    name: str
    name_en: str
    unit: str
    is_retired: bool
    version: int
    value: Decimal | None = None
    day: date | None = None
    before: Decimal | None = None
    source: str = ""

    @property
    def change(self) -> Decimal | None:
        """From the value before: percent of it, or points."""
        return _change(self.kind, self.before, self.value)

    @property
    def is_in_points(self) -> bool:
        return self.kind in IN_PERCENT


@dataclass(frozen=True, slots=True)
class ValueRow:
    """What a rate was on a day, against the value before."""

    kind: str
    day: date
    value: Decimal
    before: Decimal | None
    source: str
    entered_at: datetime
    entered_by: str

    @property
    def change(self) -> Decimal | None:
        return _change(self.kind, self.before, self.value)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of a day's grid: what stands for the day already, and the last value before it."""

    code: str
    kind: str
    name: str
    name_en: str
    unit: str
    value: Decimal | None
    source: str
    last: Decimal | None
    last_day: date | None


def require_reader(actor: Actor) -> None:
    """Raises Forbidden for whoever neither keeps rates nor reads quotations."""
    if not actor.is_company or not any(actor.may(one) for one in READERS):
        raise Forbidden()


def list_rates(
    session: Session,
    actor: Actor,
    wanted: RateFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[RateRow]:
    """A page of rates by code, with their last two values. Raises RuleBroken for a forged place,
    Forbidden."""
    require_reader(actor)
    statement = _rates().where(*_conditions(wanted))
    page = read_page(session, statement, CODE, after=after, before=before, rows=rows)
    return replace(page, rows=_with_values(session, page.rows))


def count_rates(session: Session, actor: Actor) -> dict[str, int]:
    """How many are kept of each kind."""
    require_reader(actor)
    rows = session.execute(
        select(MarketRate.kind, func.count())
        .where(MarketRate.removed_at.is_(None))
        .group_by(MarketRate.kind)
    )
    return {row[0]: row[1] for row in rows}


def get_rate(session: Session, actor: Actor, code: str) -> RateRow:
    """One rate with its last two values. Raises NotFound, Forbidden."""
    require_reader(actor)
    found = session.execute(_rates().where(MarketRate.code == code[:LONGEST_CODE])).all()
    if not found:
        raise NotFound()
    return _with_values(session, found)[0]


def rate_values(
    session: Session,
    actor: Actor,
    rate: RateRow,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[ValueRow]:
    """A page of a rate's history, the newest day first. Raises RuleBroken for a forged place."""
    require_reader(actor)
    one = MarketRateValue
    previous = func.lag(one.value, type_=UnitPrice).over(order_by=one.day)
    ranked = (
        select(
            one.day,
            one.value,
            one.source,
            one.entered_at,
            func.coalesce(User.name, "").label("entered_by"),
            previous.label("before"),
        )
        .outerjoin(User, User.id == one.entered_by_id)
        .where(one.rate_id == rate.id)
        .subquery()
    )
    sorting = Sorting((ranked.c.day,), (date.fromisoformat,), is_ascending=False)
    page = read_page(session, select(ranked), sorting, after=after, before=before, rows=rows)
    return replace(page, rows=[row_of(ValueRow, row, kind=rate.kind) for row in page.rows])


def rate_points(
    session: Session, actor: Actor, rate: RateRow, since: date
) -> list[tuple[date, Decimal]]:
    """The values from a day on, the oldest first, to be drawn."""
    require_reader(actor)
    rows = session.execute(
        select(MarketRateValue.day, MarketRateValue.value)
        .where(MarketRateValue.rate_id == rate.id, MarketRateValue.day >= since)
        .order_by(MarketRateValue.day)
    )
    return [(row.day, row.value) for row in rows]


def day_grid(session: Session, actor: Actor, day: date) -> list[EntryRow]:
    """Every kept rate for the grid of a day, by kind and code. Raises Forbidden."""
    actor.require(Permission.RATE_MANAGE)
    rates = session.scalars(
        select(MarketRate)
        .where(MarketRate.removed_at.is_(None))
        .order_by(MarketRate.kind, MarketRate.code)
    ).all()
    values = _last_two(session, [one.id for one in rates], day)
    return [_entry_row(rate, values.get(rate.id, []), day) for rate in rates]


def _entry_row(rate: MarketRate, values: Sequence[MarketRateValue], day: date) -> EntryRow:
    standing = next((one for one in values if one.day == day), None)
    last = next((one for one in values if one.day < day), None)
    return row_of(
        EntryRow,
        rate,
        value=standing.value if standing else None,
        source=standing.source if standing else "",
        last=last.value if last else None,
        last_day=last.day if last else None,
    )


def _rates() -> Select[*tuple[Any, ...]]:
    return select(
        MarketRate.id,
        MarketRate.code,
        MarketRate.kind,
        MarketRate.name,
        MarketRate.name_en,
        MarketRate.unit,
        MarketRate.removed_at.is_not(None).label("is_retired"),
        MarketRate.version,
    )


def _conditions(wanted: RateFilter) -> list[ColumnElement[bool]]:
    kept = MarketRate.removed_at.is_(None)
    found: list[ColumnElement[bool]] = [~kept if wanted.status == RETIRED else kept]
    if wanted.status not in ("", RETIRED):
        found.append(MarketRate.kind == wanted.status)
    if wanted.search:
        found.append(
            or_(
                MarketRate.code.startswith(wanted.search.upper(), autoescape=True),
                MarketRate.name.contains(wanted.search, autoescape=True),
                func.lower(MarketRate.name_en).contains(wanted.search.lower(), autoescape=True),
            )
        )
    return found


def _with_values(session: Session, found: Sequence[Any]) -> list[RateRow]:
    values = _last_two(session, [row.id for row in found])
    rows = []
    for row in found:
        last, *before = [*values.get(row.id, []), None][:2]
        rows.append(
            row_of(
                RateRow,
                row,
                value=last.value if last else None,
                day=last.day if last else None,
                before=before[0].value if before and before[0] else None,
                source=last.source if last else "",
            )
        )
    return rows


def _last_two(
    session: Session, rate_ids: Sequence[int], until: date | None = None
) -> dict[int, list[MarketRateValue]]:
    """The last two values of each rate, the newest first."""
    one = MarketRateValue
    rank = func.row_number().over(partition_by=one.rate_id, order_by=one.day.desc())
    ranked = select(one.id, rank.label("rank")).where(one.rate_id.in_(rate_ids))
    if until is not None:
        ranked = ranked.where(one.day <= until)
    newest = ranked.subquery()
    rows = session.scalars(
        select(one)
        .join(newest, newest.c.id == one.id)
        .where(newest.c.rank <= 2)
        .order_by(one.day.desc())
    )
    found: dict[int, list[MarketRateValue]] = {}
    for value in rows:
        found.setdefault(value.rate_id, []).append(value)
    return found


def _change(kind: str, before: Decimal | None, after: Decimal | None) -> Decimal | None:
    if before is None or after is None:
        return None
    return change_of(kind, before, after).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
