"""The databases of a run: made once each, and written to as copies."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench import filling
from bench.servers import Postgres
from webapp.migrating import upgrade

LARGEST_COPY = 100_000


def make(pg: Postgres, sizes: list[int]) -> None:
    """The databases that are not there yet, each from the same company."""
    if "base" not in pg.databases():
        say("making the company")
        with pg.connect() as server:
            server.execute("CREATE DATABASE base")
        filling.make_company(pg.url("base"))
    upgrade(pg.url("base"))
    for size in sizes:
        if name(size) in pg.databases():
            upgrade(pg.url(name(size)))
            continue
        say(f"making {size:,} orders")
        _fill(pg, size)


def _fill(pg: Postgres, size: int) -> None:
    """Under another name until it is whole: what is broken off is not taken for a database."""
    making = f"{name(size)}_making"
    with pg.connect() as server:
        server.execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {making} TEMPLATE base")
        filling.fill(pg.url(making), size)
        server.execute(f"ALTER DATABASE {making} RENAME TO {name(size)}")


@contextmanager
def copied(pg: Postgres, size: int) -> Iterator[str]:
    """A database to write to, so that one that is kept stays as large as its name says; to the
    largest a run adds too little to matter, and copying it would take longer than the run."""
    if size > LARGEST_COPY:
        yield name(size)
        return
    copy = f"{name(size)}_run"
    with pg.connect() as server:
        server.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {copy} TEMPLATE {name(size)}")
    try:
        with pg.connect(copy) as database:
            database.execute("VACUUM ANALYZE")
        yield copy
    finally:
        with pg.connect() as server:
            server.execute(f"DROP DATABASE {copy} WITH (FORCE)")


def embedded(folder: Path, size: int) -> str:
    """The address of a copy on SQLite, of the same orders."""
    kept = folder / f"bench-{size}.sqlite3"
    if not kept.exists():
        say(f"making {size:,} orders on SQLite")
        making = folder / f"making-{size}.sqlite3"
        _remove(making)
        filling.make_company(f"sqlite:///{making}")
        filling.fill(f"sqlite:///{making}", size)
        making.rename(kept)
    upgrade(f"sqlite:///{kept}")
    return f"sqlite:///{duplicate(kept, folder / 'run.sqlite3')}"


def duplicate(kept: Path, run: Path) -> Path:
    """Another file like a database, through SQLite itself: what was committed may stand in the log
    still."""
    _remove(run)
    with closing(sqlite3.connect(kept)) as read, closing(sqlite3.connect(run)) as written:
        read.backup(written)
    return run


def _remove(file: Path) -> None:
    """With its log, which the next database of that name would take for its own."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)


def name(size: int) -> str:
    return f"orders_{size}"


def say(words: str) -> None:
    sys.stderr.write(f"bench: {words}\n")
