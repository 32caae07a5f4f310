"""What lists and exports cost at size: `script/measure-desk [rows] [part of an address …]`.

On a scratch SQLite database with so much of everything (``tests/support/crowd.py``): statements
and milliseconds of every page, and of the slowest way of turning or narrowing it, for an
administrator, a regional manager, a customer and somebody who sits in reviews; and exports by the
worker, each in a process of its own, with its peak memory. With parts of addresses only the pages
whose address holds one of them, and no exports.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support import company as companies
from tests.support import crowd
from tests.support.client import Client
from tests.support.counting import counted
from tests.support.pages import parse
from tests.support.steady import pages_of
from tests.support.ways import ways_of
from webapp import create_app, migrating, wiring
from webapp.db import Database
from webapp.models import Task
from webapp.services.core.transaction import writing
from webapp.services.tasks.adding import add_task
from webapp.services.tasks.running import run_next
from webapp.web.exports import RUNNERS

ROWS = 100_000
TIMES = 3
READERS = ("admin", "region1", "kh001", "tech1")
EXPORTED = ("order_lines", "orders", "customers", "products", "audit")


@dataclass(frozen=True, slots=True)
class Figures:
    statements: int
    ms: float
    size: int


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    parts = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/measure.sqlite3"
        _make(url, rows)
        app = _app(url, folder)
        _say(f"{rows:,} of each; SQLite; ms of the processor")
        with app.extensions["database"].session() as session:
            pages = [page for page in pages_of(app, session) if _is_wanted(page, parts)]
        for reader in READERS:
            _say(f"\n{reader:<48} {'statements':>10} {'ms':>7} {'bytes':>9} {'slowest way':>7}")
            client = _client(app, reader)
            for path in pages:
                for line in _measure(client, path):
                    _say(line)
        app.extensions["database"].dispose()
        for key in EXPORTED if not parts else ():
            _export(url, folder, key)


def _is_wanted(page: str, parts: list[str]) -> bool:
    return not parts or any(part in page for part in parts)


def _make(url: str, rows: int) -> None:
    wiring.connect()
    migrating.upgrade(url)
    database = Database(url)
    with database.session() as session:
        companies.found(session)
        crowd.begin(companies.company_in(session))
        session.rollback()
        crowd.fill(session, rows, rows // 100)
    database.dispose()


def _app(url: str, folder: str) -> Flask:
    settings = {"DATABASE_URL": url, "INSTANCE_PATH": folder, "TESTING": "1", "DEMO": "1"}
    app = create_app(settings)
    app.test_client_class = Client
    return app


def _client(app: Flask, reader: str) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    client.checks_html = False
    client.sign_in(reader)
    return client


def _measure(client: Client, path: str) -> Iterator[str]:
    """A page, and the way of turning or narrowing it that takes longest."""
    shown, answer = _figures(client, path)
    if answer is None:
        return
    ways = {way: _figures(client, way)[0] for way in {*ways_of(parse(answer))}}
    slowest = max(ways, key=lambda way: ways[way].ms, default="")
    line = f"{path:<48} {shown.statements:>10} {shown.ms:>7.0f} {shown.size:>9,}"
    yield f"{line} {ways[slowest].ms:>7.0f}  {unquote(slowest)}" if slowest else line


def _figures(client: Client, path: str) -> tuple[Figures, TestResponse | None]:
    """The processor's time of the quickest of a few, so that a busy machine does not count."""
    # The first look makes what every later one finds made, and is no measure.
    client.get(path)
    with counted(client.application) as statements:
        answer = client.get(path)
    is_page = answer.status_code == 200 and answer.mimetype == "text/html"
    times = []
    for _ in range(TIMES if is_page else 0):
        begin = time.process_time()
        client.get(path)
        times.append(1000 * (time.process_time() - begin))
    figures = Figures(len(statements), min(times, default=0.0), len(answer.get_data()))
    return figures, answer if is_page else None


def _export(url: str, folder: str, key: str) -> None:
    app = _app(url, folder)
    database: Database = app.extensions["database"]
    with database.session() as session:
        actor = companies.company_in(session).actor(READERS[0])
        with writing(session, actor) as tx:
            add_task(tx, "export", {"list": key, "args": {}}, "zh-CN")
    database.dispose()
    worker = multiprocessing.get_context("spawn").Process(target=_work, args=(url, folder, key))
    worker.start()
    worker.join()


def _work(url: str, folder: str, key: str) -> None:
    app = _app(url, folder)
    database: Database = app.extensions["database"]
    begin, busy = time.perf_counter(), time.process_time()
    with app.app_context():
        while run_next(database.session, RUNNERS):
            pass  # What the samples of pages asked for comes first.
    took, busy = time.perf_counter() - begin, time.process_time() - busy
    with database.session() as session:
        came = session.scalars(select(Task.result).order_by(Task.id.desc()).limit(1)).one()
    _say(f"export of {key}: {took:.1f} s ({busy:.1f} s busy), peak {peak():.0f} MiB, {came}")


def peak() -> float:
    """MiB that this process held at most; Linux counts in rusage what its parent held too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
