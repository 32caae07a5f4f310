"""What a run leaves: tables on screen, all figures as JSON, and a chart of the milliseconds."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.chart import chart
from bench.measures import Figures
from bench.profiling import LAYERS
from bench.targets import Target, targets
from tests.support.source import ROOT

PACKAGES = ("Flask", "SQLAlchemy", "psycopg", "Jinja2", "gunicorn")


def write(
    sizes: list[Figures], embedded: Figures | None, postgres: str, folder: Path
) -> dict[str, Any]:
    """``bench.json`` and ``bench.svg`` in a folder; answers what stands in the first."""
    whole = {
        "at": f"{datetime.now(UTC):%Y-%m-%d}",
        "commit": _commit(),
        "machine": machine(),
        "python": platform.python_version(),
        "postgresql": postgres,
        "packages": {name: version(name) for name in PACKAGES},
        "targets": [asdict(one) for one in targets(sizes, embedded)],
        "sizes": [asdict(one) for one in sizes],
        "sqlite": None if embedded is None else asdict(embedded),
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    (folder / "bench.json").write_text(text + "\n", encoding="utf-8")
    (folder / "bench.svg").write_text(chart(sizes), encoding="utf-8")
    return whole


def lines(whole: dict[str, Any], sizes: list[Figures], embedded: Figures | None) -> list[str]:
    """The figures as Markdown, as they stand in docs/performance.md."""
    packages = ", ".join(f"{name} {number}" for name, number in whole["packages"].items())
    return [
        f"Measured on {whole['at']} at commit {whole['commit']}, on {whole['machine']}.",
        f"Python {whole['python']}, PostgreSQL {whole['postgresql']}, {packages}.",
        *_table("figure | measured | target | ", _verdicts(targets(sizes, embedded))),
        *_table("a second | orders | product | floor | share", _rates(sizes)),
        *_table(f"calls and ms | orders | {' | '.join(LAYERS)}", _layers(sizes)),
        *_table("milliseconds | orders | p50 | p95", _times(sizes, embedded)),
        *_table("of the server | orders | ", _server(sizes)),
        *_table("rows of one life cycle | product | floor", _rows(sizes[0])),
        *([] if embedded is None else [*_table("on SQLite | a second", _embedded(embedded))]),
    ]


def between_marks(text: str, lines: list[str]) -> str:
    """The text with other lines between its two marks. Raises ValueError without them."""
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    return "\n".join([text[:begin], "", *lines, "", text[end:]])


BEGIN = "<!-- figures: script/bench writes what follows -->"
END = "<!-- figures end -->"
Cells = Iterator[tuple[str, ...]]


def _table(head: str, rows: Cells) -> list[str]:
    columns = head.count("|")
    body = [f"| {' | '.join(row)} |" for row in rows]
    return ["", f"| {head} |", "| --- |" + " ---: |" * columns, *body]


def _verdicts(found: list[Target]) -> Cells:
    for one in found:
        yield one.name, one.measured, one.wanted, "reached" if one.is_met else "not reached"


def _rates(sizes: list[Figures]) -> Cells:
    for size in sizes:
        for name, bare in size.floor.items():
            ours = size.rates[name]
            yield name, f"{size.orders:,}", f"{ours:,.1f}", f"{bare:,.1f}", f"1/{bare / ours:.1f}"


def _times(sizes: list[Figures], embedded: Figures | None) -> Cells:
    for size in [*sizes, *([embedded] if embedded else [])]:
        place = f"{size.orders:,}" + (" (SQLite)" if size is embedded else "")
        for name, ms in size.ms.items():
            yield name, place, f"{ms['p50']:.1f}", f"{ms['p95']:.1f}"


def _layers(sizes: list[Figures]) -> Cells:
    """Of one request; under the profiler, to whom a call costs more than it does."""
    for size in sizes:
        for name, cost in size.costs.items():
            found = (cost.layers[layer] for layer in LAYERS)
            parts = (f"{calls:,.0f}: {ms:.1f}" for calls, ms in found)
            yield name, f"{size.orders:,}", *parts


def _server(sizes: list[Figures]) -> Cells:
    for size in sizes:
        peaks = ", ".join(f"{one:.0f}" for one in size.memory)
        yield "peak memory of each worker, MiB", f"{size.orders:,}", peaks
        yield "start to first answer, s", f"{size.orders:,}", f"{size.cold_start:.1f}"
    for name, weight in sizes[0].bytes.items():
        yield f"bytes of {name}", f"{sizes[0].orders:,}", f"{weight:,}"


def _rows(size: Figures) -> Cells:
    """Inserted, updated and deleted of each table."""
    for table in sorted(set().union(*size.rows)):
        found = (one.get(table, (0.0, 0.0, 0.0)) for one in size.rows)
        yield table, *(" + ".join(f"{count:.3g}" for count in counts) for counts in found)


def _embedded(figures: Figures) -> Cells:
    for name, rate in figures.rates.items():
        yield name, f"{rate:,.1f}"


def machine() -> str:
    """Processors and their kind."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line for line in text.splitlines() if line.startswith("model name")), ": unknown")
    return f"{os.cpu_count()} cores of {model.partition(':')[2].strip()}"


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
