"""What lists and exports cost at size: `script/measure-desk [rows]`.

On a scratch SQLite database with so many customers, articles, order lines, stock entries and
events: statements and milliseconds of every page without arguments, and the export of every
order line by the worker in a process of its own, with its peak memory.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from tests.support import company as companies
from tests.support.client import Client
from tests.support.counting import counted
from tests.support.filling import fill
from webapp import create_app, migrating, wiring
from webapp.db import Database
from webapp.services.core.transaction import writing
from webapp.services.tasks.adding import add_task
from webapp.services.tasks.running import run_next
from webapp.web.access_table import ACCESS
from webapp.web.exports import RUNNERS

ROWS = 100_000
TIMES = 5
READER = "admin"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/measure.sqlite3"
        _make(url, rows)
        app = _app(url, folder)
        _say(f"{rows:,} customers, articles, order lines, stock entries and events; SQLite")
        _say(f"{'page':<40} {'statements':>10} {'ms':>8} {'bytes':>9}")
        for path in _pages(app):
            _say(_measure(app, path))
        _export(url, folder)


def _make(url: str, rows: int) -> None:
    wiring.connect()
    migrating.upgrade(url)
    database = Database(url)
    with database.session() as session:
        companies.found(session)
        companies.company_in(session).place()
        fill(session, rows)
    database.dispose()


def _app(url: str, folder: str) -> Flask:
    settings = {"DATABASE_URL": url, "INSTANCE_PATH": folder, "TESTING": "1", "DEMO": "1"}
    app = create_app(settings)
    app.test_client_class = Client
    return app


def _pages(app: Flask) -> list[str]:
    """The company's pages without arguments."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and "company" in getattr(ACCESS.get(rule.endpoint), "kinds", ())
    )


def _measure(app: Flask, path: str) -> str:
    client = app.test_client()
    assert isinstance(client, Client)
    client.checks_html = False
    client.sign_in(READER)
    client.get(path)
    with counted(app) as seen:
        answer = client.get(path)
    times = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        client.get(path)
        times.append(1000 * (time.perf_counter() - begin))
    size = len(answer.get_data())
    code = "" if answer.status_code < 300 else f" {answer.status_code}"
    return f"{path + code:<40} {len(seen):>10} {statistics.median(times):>8.1f} {size:>9,}"


def _export(url: str, folder: str) -> None:
    app = _app(url, folder)
    database: Database = app.extensions["database"]
    with database.session() as session:
        actor = companies.company_in(session).actor(READER)
        with writing(session, actor) as tx:
            add_task(tx, "export", {"list": "order_lines", "args": {}}, "zh-CN")
    database.dispose()
    worker = multiprocessing.get_context("spawn").Process(target=_work, args=(url, folder))
    worker.start()
    worker.join()


def _work(url: str, folder: str) -> None:
    app = _app(url, folder)
    database: Database = app.extensions["database"]
    begin = time.perf_counter()
    with app.app_context():
        assert run_next(database.session, RUNNERS)
    took = time.perf_counter() - begin
    peak = _peak()
    _say(f"export of every order line by the worker: {took:.1f} s, peak {peak:.0f} MiB")


def _peak() -> float:
    """MiB that this process held at most; Linux counts in rusage what its parent held too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
