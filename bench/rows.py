"""What one life cycle writes, table by table: rows inserted, updated and deleted, as PostgreSQL
counts them, of the product and of the floor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from bench.driving import Worker
from bench.servers import Postgres, WebServer
from bench.wire import Connect

COUNTED = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables"
#: One life with all that comes with a start and with signing in, and some more.
ONE, MORE = 1, 6
Rows = dict[str, tuple[float, ...]]
Serve = Callable[[], AbstractContextManager[WebServer]]


def written(pg: Postgres, database: str, serve: Serve, make: Callable[[Connect], Worker]) -> Rows:
    """Rows of one life. A backend says what it wrote when it ends, so the server is stopped."""
    first = _lives(pg, database, serve, make, ONE)
    more = _lives(pg, database, serve, make, MORE)
    found = {
        table: tuple((b - a) / (MORE - ONE) for a, b in zip(first[table], more[table], strict=True))
        for table in first
    }
    return {table: counts for table, counts in sorted(found.items()) if any(counts)}


def _lives(
    pg: Postgres, database: str, serve: Serve, make: Callable[[Connect], Worker], lives: int
) -> Rows:
    before = _counted(pg, database)
    with serve() as server:
        worker = make(server.connect)
        for _ in range(lives):
            worker.live(lambda step, seconds: None)
    after = _counted(pg, database)
    return {
        table: tuple(b - a for a, b in zip(before[table], after[table], strict=True))
        for table in after
    }


def _counted(pg: Postgres, database: str) -> Rows:
    with pg.connect(database) as connection:
        return {row[0]: row[1:] for row in connection.execute(COUNTED)}
