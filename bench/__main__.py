"""`script/bench`: makes the databases, drives product and floor, writes what was measured."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import filling, profiling, report
from bench.measures import Figures, Plan, compare_rows, measure, measure_embedded
from bench.servers import Postgres
from tests.support.source import ROOT
from webapp.migrating import upgrade

SIZES = (1_000, 100_000, 1_000_000)
LARGEST_COPY = 100_000
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
    parser.add_argument("--profile", action="store_true", help="where the time goes, and no more")
    return parser.parse_args()


def _run(given: argparse.Namespace, folder: Path) -> None:
    sizes = [int(one) for one in given.sizes.split(",")]
    pg = Postgres(folder)
    pg.start()
    try:
        if given.profile:
            _make(pg, sizes[:1])
            profiling.show(pg.url(_name(sizes[0])), folder)
            return
        _make(pg, sizes)
        _measure(given, pg, folder, sizes)
    finally:
        pg.stop()


def _measure(given: argparse.Namespace, pg: Postgres, folder: Path, sizes: list[int]) -> None:
    plan = Plan(given.seconds, given.rounds)
    found: list[Figures] = []
    for size in sizes:
        _say(f"measuring {size:,} orders")
        clients = [1, 2, 4] if size == sizes[0] else [2]
        with _copy(pg, size) as database:
            figures = measure(pg, database, folder, plan, clients)
            if size == sizes[0]:
                figures.rows = compare_rows(pg, database, folder)
        found.append(figures)
    embedded = None
    if not given.no_sqlite:
        _say("measuring SQLite")
        embedded = measure_embedded(_embedded(folder, sizes[0]), folder, plan)
    whole = report.write(found, embedded, pg.version(), DOCS / "bench")
    lines = report.lines(whole, found, embedded)
    page = DOCS / "performance.md"
    page.write_text(report.between_marks(page.read_text("utf-8"), lines), encoding="utf-8")
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _make(pg: Postgres, sizes: list[int]) -> None:
    """The databases that are not there yet, each from the same company."""
    if "base" not in pg.databases():
        _say("making the company")
        with pg.connect() as server:
            server.execute("CREATE DATABASE base")
        filling.make_company(pg.url("base"))
    upgrade(pg.url("base"))
    for size in sizes:
        if _name(size) in pg.databases():
            upgrade(pg.url(_name(size)))
            continue
        _say(f"making {size:,} orders")
        _fill(pg, size)


def _fill(pg: Postgres, size: int) -> None:
    """Under another name until it is whole: what is broken off is not taken for a database."""
    making = f"{_name(size)}_making"
    with pg.connect() as server:
        server.execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {making} TEMPLATE base")
        filling.fill(pg.url(making), size)
        server.execute(f"ALTER DATABASE {making} RENAME TO {_name(size)}")


@contextmanager
def _copy(pg: Postgres, size: int) -> Iterator[str]:
    """A database to write to, so that one that is kept stays as large as its name says; to the
    largest a run adds too little to matter, and copying it would take longer than the run."""
    if size > LARGEST_COPY:
        yield _name(size)
        return
    copy = f"{_name(size)}_run"
    with pg.connect() as server:
        server.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {_name(size)}")
    try:
        with pg.connect(copy) as database:
            database.execute("VACUUM ANALYZE")
        yield copy
    finally:
        with pg.connect() as server:
            server.execute(f"DROP DATABASE {copy} WITH (FORCE)")


def _embedded(folder: Path, size: int) -> str:
    url = f"sqlite:///{folder}/bench-{size}.sqlite3"
    if not Path(url.removeprefix("sqlite:///")).exists():
        filling.make_company(url)
        filling.fill(url, size)
    upgrade(url)
    run = shutil.copy(url.removeprefix("sqlite:///"), folder / "run.sqlite3")
    return f"sqlite:///{run}"


def _name(size: int) -> str:
    return f"orders_{size}"


def _say(words: str) -> None:
    sys.stderr.write(f"bench: {words}\n")


main()
