"""What so many orders a second need, reckoned from the measured run: fills docs/scaling.md.

``python -m bench.scaling`` reads the last run's figures and writes them between the markers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.support.source import ROOT

PAGE = ROOT / "docs" / "scaling.md"
FIGURES = ROOT / "docs" / "bench" / "bench.json"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
#: Processors of the machine measured on, which the product, PostgreSQL and the driver share.
CORES = 2
#: Pages that people read for each order, and the share of a processor that is planned with.
PAGES, LOAD = 20, 0.5
RATES = (10, 100, 1000)
LIFE, QUEUE = "life cycle, 2 clients", "queue page"


def main() -> None:
    measured = json.loads(FIGURES.read_text(encoding="utf-8"))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")


def filled(text: str, measured: Mapping[str, Any]) -> str:
    """The page with the figures of a run; raises ValueError where it has no markers."""
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError("docs/scaling.md has no place for figures")
    return "\n".join([before + BEGIN, "", *lines(measured), "", END + after])


def lines(measured: Mapping[str, Any]) -> list[str]:
    """The costs of an order, and what comes of them at each rate."""
    largest = max(measured["sizes"], key=lambda one: one["orders"])
    order, rows = (_cost(largest[side][LIFE]) for side in ("rates", "floor"))
    page, table = (_cost(largest[side][QUEUE]) for side in ("rates", "floor"))
    at_database = rows + PAGES * table
    at_product = order + PAGES * page - at_database
    costs = [
        (f"`c`: an order of ten lines, from the cart to its receipt ({LIFE})", order),
        ("`d`: of that at most at the database: the same rows at the floor", rows),
        ("`p`: a page (the queue, 25 rows)", page),
        ("`q`: of that at most at the database: the same table at the floor", table),
    ]
    run = f"commit {measured['commit']}, PostgreSQL {measured['postgresql'].split()[0]}"
    return [
        f"Measured on {measured['at']} at {largest['orders']:,} orders, {run}.",
        "",
        "| processor time | ms |",
        "| --- | ---: |",
        *(f"| {name} | {cost:.1f} |" for name, cost in costs),
        f"| product: `c − d + {PAGES} (p − q)` | {at_product:.0f} |",
        f"| database: `d + {PAGES} q` | {at_database:.0f} |",
        "",
        "| orders a second | cores for the product | cores for the database |",
        "| ---: | ---: | ---: |",
        *(f"| {n:,} | {_cores(n, at_product)} | {_cores(n, at_database)} |" for n in RATES),
    ]


def _cost(rate: float) -> float:
    """Milliseconds of processor time that one takes, the machine being busy with nothing else."""
    return CORES * 1000 / rate


def _cores(rate: int, cost: float) -> str:
    return f"{max(1, round(rate * cost / 1000 / LOAD)):,}"


if __name__ == "__main__":
    main()
