"""Curves drawn on the server: the geometry of a line over days, which macros/charts.html draws as
SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

WIDTH, HEIGHT = 900, 260
LEFT, RIGHT, TOP, BOTTOM = 76, 16, 14, 30
STEPS = 4
DAY_TICKS = 6
#: Steps of an axis begin with one of these digits.
NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where, and what stands there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line with its axes, in the units of its own view box."""

    path: str
    dots: tuple[Dot, ...]
    rows: tuple[Tick, ...]
    days: tuple[Tick, ...]
    lowest: Dot
    highest: Dot
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(points: Sequence[tuple[date, Decimal]]) -> LineChart | None:
    """The chart of values over days, the oldest first; None for fewer than two."""
    if len(points) < 2:
        return None
    values = [value for _, value in points]
    low, high, step = _scale(min(values), max(values))
    first, last = points[0][0], points[-1][0]

    def x(day: date) -> float:
        share = (day - first).days / max((last - first).days, 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    dots = tuple(Dot(x(day), y(value), day, value) for day, value in points)
    return LineChart(
        path="M" + "L".join(f"{dot.x} {dot.y}" for dot in dots),
        dots=dots,
        rows=tuple(Tick(y(value), _label(value)) for value in _rows(low, high, step)),
        days=tuple(Tick(dot.x, dot.day.isoformat()) for dot in _spread(dots)),
        lowest=min(dots, key=lambda dot: dot.value),
        highest=max(dots, key=lambda dot: dot.value),
    )


def _scale(least: Decimal, most: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """The ends of the axis and its step, around the values with round numbers."""
    span = (most - least) or abs(most) or Decimal(1)
    rough = span / STEPS
    magnitude = Decimal(1).scaleb(rough.adjusted())
    step = next(nice * magnitude for nice in NICE if nice * magnitude >= rough)
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    return low, high if high > low else low + step, step


def _rows(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    return [low + step * index for index in range(int((high - low) / step) + 1)]


def _label(value: Decimal) -> str:
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text if text != "-0" else "0"


def _spread(dots: Sequence[Dot]) -> list[Dot]:
    """A few dots from the first to the last, evenly chosen."""
    most = min(DAY_TICKS, len(dots))
    return [dots[round(index * (len(dots) - 1) / (most - 1))] for index in range(most)]
