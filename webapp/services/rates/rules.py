"""How far a rate has moved since a quotation was costed on it (B16); pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from webapp.services.rates.kinds import IN_PERCENT

HUNDREDTH = Decimal("0.01")
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class RateValue:
    """What a rate was at last, and the day that it was entered for."""

    rate_id: int
    code: str
    kind: str
    name: str
    name_en: str
    unit: str
    value: Decimal
    day: date
    source: str = ""

    def to_plain(self) -> dict[str, Any]:
        """As the basis of a revision keeps it."""
        return {
            "rate_id": self.rate_id,
            "code": self.code,
            "kind": self.kind,
            "name": self.name,
            "name_en": self.name_en,
            "unit": self.unit,
            "value": str(self.value),
            "day": self.day.isoformat(),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> RateValue:
        return cls(
            **{
                **plain,
                "value": Decimal(plain["value"]),
                "day": date.fromisoformat(plain["day"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A rate that has moved beyond its tolerance: its value when costed and now, and by how much,
    in percent of itself or in points."""

    rate_id: int
    code: str
    kind: str
    name: str
    name_en: str
    unit: str
    before: Decimal
    after: Decimal
    change: Decimal

    def to_plain(self) -> dict[str, Any]:
        """As a quotation keeps it among the reasons for re-costing."""
        figures = {name: str(getattr(self, name)) for name in ("before", "after", "change")}
        return {**asdict(self), **figures}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Move:
        figures = {name: Decimal(plain[name]) for name in ("before", "after", "change")}
        return cls(**{**plain, **figures})

    @property
    def is_in_points(self) -> bool:
        return self.kind in IN_PERCENT


def change_of(kind: str, before: Decimal, after: Decimal) -> Decimal:
    """Points for what is a percentage itself, else percent of what it was; with its sign. What was
    nothing and is something has moved by all of itself."""
    if kind in IN_PERCENT:
        return after - before
    if not before:
        return WHOLE if after else Decimal(0)
    return (after - before) / before * WHOLE


def moves_between(
    basis: Iterable[RateValue],
    latest: Mapping[int, RateValue],
    tolerances: Mapping[str, Decimal],
) -> tuple[Move, ...]:
    """The rates of a basis that are further from it now than the tolerance of their kind."""
    found = []
    for was in basis:
        now = latest.get(was.rate_id)
        if now is None:
            continue
        change = change_of(was.kind, was.value, now.value)
        if abs(change) > tolerances[was.kind]:
            found.append(_move(was, now, change))
    return tuple(found)


def _move(was: RateValue, now: RateValue, change: Decimal) -> Move:
    return Move(
        rate_id=was.rate_id,
        code=was.code,
        kind=was.kind,
        name=now.name,
        name_en=now.name_en,
        unit=now.unit,
        before=was.value,
        after=now.value,
        change=change.quantize(HUNDREDTH, rounding=ROUND_HALF_UP),
    )
