"""What each transition and page asks of the database, and where its time goes: a part of every run,
and all of `script/bench --profile`."""

from __future__ import annotations

import cProfile
import gc
import io
import multiprocessing
import os
import pstats
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.client import Hand, Person, Reader
from bench.filling import described
from bench.inside import Counting, Profiling
from bench.lives import ProductLife
from bench.measures import FRAGMENT, PAGE, QUEUE, Cost, Layers, pages
from bench.servers import production
from webapp import create_app

#: Rounds before anything is counted, which fill what is remembered; and rounds of a profile.
WARM, TIMES = 2, 30
#: Layers by a part of their files' paths.
LAYERS: dict[str, tuple[str, ...]] = {
    "driver": ("/psycopg", "/sqlite3"),
    "SQLAlchemy": ("/sqlalchemy/",),
    "templates": ("<template>", "/templates/", "/jinja2/", "/markupsafe/"),
    "Flask": ("/flask", "/werkzeug/", "/wtforms/", "/babel/"),
    "product": ("/webapp/",),
    "other": ("",),
}
#: How cProfile names the file of what is written in C.
IN_C = "~"
#: Functions that `--profile` shows of each request.
SHOWN = 30
#: What a statement writes to, and the tables with a row for each line of an order.
WRITTEN = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
OF_LINES = {"cart_line", "order_line", "shipment_line", "stock_balance", "stock_entry"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One request: its statements, its time by layers, and its dearest functions as a text."""

    statements: list[str]
    layers: Layers
    dearest: str


def watched(url: str, folder: Path) -> dict[str, Seen]:
    """Each transition and page by its name, in a process of its own, which logs to the folder."""
    context = multiprocessing.get_context("fork")
    with context.Pool(1, initializer=_log_to, initargs=(folder / "inside.log",)) as pool:
        return pool.apply(_watch, (url, folder))


def costs(seen: dict[str, Seen]) -> dict[str, Cost]:
    return {
        name: Cost(len(one.statements), batches(one.statements), one.layers)
        for name, one in seen.items()
    }


def batches(statements: list[str]) -> int:
    """How many tables these write to with a row for each line of an order."""
    written = (WRITTEN.match(statement) for statement in statements)
    return len({found[1] for found in written if found} & OF_LINES)


def lines(seen: dict[str, Seen]) -> list[str]:
    """What `--profile` shows."""
    found = []
    for name, one in seen.items():
        found += ["", f"{name}: {len(one.statements)} statements"]
        found += [f"  {' '.join(statement.split())[:110]}" for statement in one.statements]
        for part, (calls, ms) in sorted(one.layers.items(), key=lambda pair: -pair[1][1]):
            found.append(f"  {part:<12} {calls:>9,.0f} calls {ms:>7.2f} ms")
        found.append(one.dearest)
    return found


def _log_to(log: Path) -> None:
    with log.open("ab") as written:
        os.dup2(written.fileno(), 2)


def _watch(url: str, folder: Path) -> dict[str, Seen]:
    app = create_app(production(url, folder))
    counting, profiling = Counting(app), Profiling(app)
    _rounds(counting, url, WARM)
    # As the web server does once it is loaded.
    gc.freeze()
    statements = _rounds(counting, url, 1)
    profiles = _rounds(profiling, url, TIMES)
    app.extensions["database"].dispose()
    return {name: _seen(asked[0], profiles[name]) for name, asked in statements.items()}


def _rounds(wire: Counting | Profiling, url: str, times: int) -> dict[str, list[Any]]:
    """What the wire saw of each transition's own request, which is its last, and of each page."""
    found: dict[str, list[Any]] = defaultdict(list)
    life, readers = ProductLife(lambda: wire, 0), _readers(wire, url)
    for _ in range(times):
        life.live(lambda step, seconds: found[step].append(wire.last))
        for name, reader in readers.items():
            reader.live(lambda step, seconds: None)
            found[name].append(wire.last)
    return found


def _readers(wire: Counting | Profiling, url: str) -> dict[str, Reader]:
    people = {who: Person(lambda: wire, who) for who in ("review", "c-1")}
    queue: Hand = people["review"]
    found = {PAGE: Reader(queue, QUEUE), FRAGMENT: Reader(queue, QUEUE, partial=True)}
    for name, (who, path) in pages(described(url)).items():
        found[name] = Reader(people[who], path)
    return found


def _seen(statements: list[str], profiles: list[cProfile.Profile]) -> Seen:
    written = io.StringIO()
    stats = pstats.Stats(*profiles, stream=written)
    stats.sort_stats("tottime").print_stats(SHOWN)
    return Seen(statements, by_layer(stats, len(profiles)), written.getvalue())


def layer(file: str) -> str:
    """The layer that a line of code belongs to, by its file."""
    return next(name for name, parts in LAYERS.items() if any(one in file for one in parts))


def by_layer(stats: pstats.Stats, times: int) -> Layers:
    """Calls and milliseconds of each layer, of one of so many requests; what is written in C is
    its caller's."""
    calls, seconds = dict.fromkeys(LAYERS, 0), dict.fromkeys(LAYERS, 0.0)
    for file, count, own in _parts(stats):
        calls[layer(file)] += count
        seconds[layer(file)] += own
    return {name: (calls[name] / times, seconds[name] / times * 1000) for name in LAYERS}


def _parts(stats: pstats.Stats) -> Iterator[tuple[str, int, float]]:
    """Files with calls and own seconds of their functions; of one written in C, its callers'."""
    for (file, _, _), (_, count, own, _, callers) in vars(stats)["stats"].items():
        if file != IN_C:
            yield file, count, own
            continue
        for (caller, _, _), (count_there, _, own_there, _) in callers.items():
            yield caller, count_there, own_there
