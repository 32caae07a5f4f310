"""What the product should reach, and whether a run did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bench.lives import STEPS
from bench.measures import FRAGMENT, LIFE, PAGE, READ, Figures

#: KiB over the wire.
MOST_BYTES = {
    "first visit with all assets, brotli": 110,
    "next page, brotli": 8,
    "fragment, brotli": 3,
}
#: Statements of a page, and of a transition without those of line batches, each of which has more.
MOST_STATEMENTS = {
    PAGE: 4,
    FRAGMENT: 4,
    "order page, 10 lines": 8,
    "order page, 200 lines": 8,
    "my work": 4,
}
MOST_OF_A_STEP, MORE_OF_A_BATCH = 12, 2


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, what it should be, and whether it is."""

    name: str
    measured: str
    wanted: str
    is_met: bool


def targets(sizes: list[Figures], embedded: Figures | None) -> list[Target]:
    """The targets of the product, as far as this run measured them."""
    small, large = sizes[0], sizes[-1]
    found = [
        _of_floor(small, "life cycles a second, 2 clients", LIFE, 5),
        _of_floor(small, "queue fragments a second", FRAGMENT, 4),
        _of_floor(small, "queue pages a second", PAGE, 6),
    ]
    if large is not small:
        found += [_of_sizes(small, large, name) for name in READ]
    longer = small.ms["order page, 200 lines"]["p50"] / small.ms["order page, 10 lines"]["p50"]
    found.append(
        Target("order page, 200 against 10 lines", f"{longer:.1f} ×", "≤ 4 ×", longer <= 4)
    )
    found += of_statements(sizes)
    found += [_of_bytes(small, name, most) for name, most in MOST_BYTES.items()]
    peak = max(max(one.memory) for one in sizes)
    found.append(Target("memory of a worker", f"{peak:.0f} MiB", "≤ 130 MiB", peak <= 130))
    if embedded is not None:
        share = embedded.rates[LIFE] / small.rates[LIFE]
        label = "life cycles on SQLite against PostgreSQL"
        found.append(Target(label, f"{share:.2f} ×", "≥ 0.5 ×", share >= 0.5))
    return found


def of_statements(sizes: list[Figures]) -> Iterator[Target]:
    """Of pages and transitions, at the size at which they are most."""
    for name, most in MOST_STATEMENTS.items():
        count = max(size.costs[name].statements for size in sizes)
        yield Target(f"statements of {name}", str(count), f"≤ {most}", count <= most)
    for step in STEPS:
        cost = max((size.costs[step] for size in sizes), key=lambda one: one.statements)
        most = MOST_OF_A_STEP + MORE_OF_A_BATCH * cost.batches
        wanted = f"≤ {MOST_OF_A_STEP} + {MORE_OF_A_BATCH} × {cost.batches}"
        count = cost.statements
        yield Target(f"statements of {step}", str(count), wanted, count <= most)


def _of_sizes(small: Figures, large: Figures, name: str) -> Target:
    times = large.growth[name]
    label = f"p95 of {name}, {large.orders:,} against {small.orders:,} orders"
    return Target(label, f"{times:.2f} ×", "≤ 1.25 ×", times <= 1.25)


def _of_bytes(figures: Figures, name: str, most: int) -> Target:
    kib = figures.bytes[name] / 1024
    return Target(name, f"{kib:.1f} KiB", f"≤ {most} KiB", kib <= most)


def _of_floor(figures: Figures, label: str, name: str, parts: int) -> Target:
    share = figures.floor[name] / figures.rates[name]
    return Target(label, f"1/{share:.1f} of the floor", f"≥ 1/{parts}", share <= parts)
