"""`script/bench`: makes the databases, drives product and floor, writes what was measured."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import profiling, report
from bench.databases import copied, embedded, make, say
from bench.measures import (
    Figures,
    Plan,
    compare_rows,
    measure,
    measure_embedded,
    measure_growth,
)
from bench.servers import Postgres
from tests.support.source import ROOT

SIZES = (1_000, 100_000, 1_000_000)
DOCS = ROOT / "docs"


def main() -> None:
    given = _arguments()
    if given.folder:
        folder = Path(given.folder).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        _run(given, folder)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        Path(made).chmod(0o755)
        _run(given, Path(made))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of orders")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--folder", help="where databases are kept for another run")
    parser.add_argument("--no-sqlite", action="store_true", help="PostgreSQL only")
    parser.add_argument("--profile", action="store_true", help="statements and dearest functions")
    return parser.parse_args()


def _run(given: argparse.Namespace, folder: Path) -> None:
    sizes = [int(one) for one in given.sizes.split(",")]
    pg = Postgres(folder)
    pg.start()
    try:
        if given.profile:
            make(pg, sizes[:1])
            with copied(pg, sizes[0]) as database:
                seen = profiling.watched(pg.url(database), folder)
            sys.stdout.write("\n".join(profiling.lines(seen)))
            return
        make(pg, sizes)
        _measure(given, pg, folder, sizes)
    finally:
        pg.stop()


def _measure(given: argparse.Namespace, pg: Postgres, folder: Path, sizes: list[int]) -> None:
    plan = Plan(given.seconds, given.rounds)
    found: list[Figures] = []
    for size in sizes:
        say(f"measuring {size:,} orders")
        clients = [1, 2, 4] if size == sizes[0] else [2]
        with copied(pg, size) as database:
            figures = measure(pg, database, folder, plan, clients)
            figures.costs = profiling.costs(profiling.watched(pg.url(database), folder))
            if size == sizes[0]:
                figures.rows = compare_rows(pg, database, folder)
        found.append(figures)
    if len(sizes) > 1:
        say("measuring the smallest and the largest in turn")
        with copied(pg, sizes[0]) as small, copied(pg, sizes[-1]) as large:
            found[-1].growth = measure_growth(pg, small, large, folder)
    beside = None
    if not given.no_sqlite:
        say("measuring SQLite")
        beside = measure_embedded(embedded(folder, sizes[0]), folder, plan)
    whole = report.write(found, beside, pg.version(), DOCS / "bench")
    lines = report.lines(whole, found, beside)
    page = DOCS / "performance.md"
    page.write_text(report.between_marks(page.read_text("utf-8"), lines), encoding="utf-8")
    for line in lines:
        sys.stdout.write(f"{line}\n")


main()
