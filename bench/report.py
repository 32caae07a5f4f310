"""What a run leaves: tables on screen, all figures as JSON, and a chart of the milliseconds."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment

from bench.lives import STEPS
from bench.measures import Figures
from tests.support.source import ROOT

PACKAGES = ("Flask", "SQLAlchemy", "psycopg", "Jinja2", "gunicorn")
LIFE = "life cycle, 2 clients"
FRAGMENT = "queue fragment"
PAGE = "queue page"
#: KiB over the wire.
MOST_BYTES = {
    "first visit with all assets, brotli": 110,
    "next page, brotli": 8,
    "fragment, brotli": 3,
}
READ = (
    PAGE,
    "my work",
    "order page, 10 lines",
    "search by number",
    "search by customer",
    "search by article",
)


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
        for name in READ:
            times = large.ms[name]["p95"] / small.ms[name]["p95"]
            label = f"p95 of {name}, {large.orders:,} against {small.orders:,} orders"
            found.append(Target(label, f"{times:.2f} ×", "≤ 1.25 ×", times <= 1.25))
    longer = small.ms["order page, 200 lines"]["p50"] / small.ms["order page, 10 lines"]["p50"]
    found.append(
        Target("order page, 200 against 10 lines", f"{longer:.1f} ×", "≤ 4 ×", longer <= 4)
    )
    found += [_of_bytes(small, name, most) for name, most in MOST_BYTES.items()]
    peak = max(max(one.memory) for one in sizes)
    found.append(Target("memory of a worker", f"{peak:.0f} MiB", "≤ 130 MiB", peak <= 130))
    if embedded is not None:
        share = embedded.rates[LIFE] / small.rates[LIFE]
        label = "life cycles on SQLite against PostgreSQL"
        found.append(Target(label, f"{share:.2f} ×", "≥ 0.5 ×", share >= 0.5))
    return found


def _of_bytes(figures: Figures, name: str, most: int) -> Target:
    kib = figures.bytes[name] / 1024
    return Target(name, f"{kib:.1f} KiB", f"≤ {most} KiB", kib <= most)


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
    (folder / "bench.svg").write_text(_chart(sizes), encoding="utf-8")
    return whole


def lines(whole: dict[str, Any], sizes: list[Figures], embedded: Figures | None) -> list[str]:
    """The figures as Markdown, as they stand in docs/performance.md."""
    packages = ", ".join(f"{name} {number}" for name, number in whole["packages"].items())
    return [
        f"Measured on {whole['at']} at commit {whole['commit']}, on {whole['machine']}.",
        f"Python {whole['python']}, PostgreSQL {whole['postgresql']}, {packages}.",
        *_table("figure | measured | target | ", _verdicts(targets(sizes, embedded))),
        *_table("a second | orders | product | floor | share", _rates(sizes)),
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


def _of_floor(figures: Figures, label: str, name: str, parts: int) -> Target:
    share = figures.floor[name] / figures.rates[name]
    return Target(label, f"1/{share:.1f} of the floor", f"≥ 1/{parts}", share <= parts)


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _chart(sizes: list[Figures]) -> str:
    """Median milliseconds of each step and page, a bar for each size."""
    names = [f"{LIFE}: {step}" for step in STEPS] + list(READ)
    most = max(size.ms[name]["p50"] for size in sizes for name in names)
    rows = [
        {
            "name": name.removeprefix(f"{LIFE}: "),
            "bars": [
                {
                    "width": round(size.ms[name]["p50"] / most * 480),
                    "ms": size.ms[name]["p50"],
                    "n": place,
                }
                for place, size in enumerate(sizes)
            ],
        }
        for name in names
    ]
    height = 14 * len(sizes) + 10
    legend = [f"{size.orders:,}" for size in sizes]
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        CHART.lstrip()
    )
    return template.render(rows=rows, height=height, legend=legend, colours=COLOURS)


COLOURS = ("#93c5fd", "#3b82f6", "#1e3a8a")
CHART = """
<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{{ rows|length * height + 40 }}"
 role="img" font-family="system-ui, sans-serif" font-size="11">
<title>Median milliseconds of each step and page</title>
<desc>One bar for each number of orders in the database.</desc>
<rect width="100%" height="100%" fill="#fff"/>
{% for name in legend %}
{% set left = 170 + loop.index0 * 120 %}
<rect x="{{ left }}" y="10" width="10" height="10" fill="{{ colours[loop.index0] }}"/>
<text x="{{ left + 15 }}" y="19">{{ name }} orders</text>
{% endfor %}
{% for row in rows %}
{% set top = 32 + loop.index0 * height %}
<text x="160" y="{{ top + height / 2 }}" text-anchor="end">{{ row.name }}</text>
{% for bar in row.bars %}
{% set y = top + loop.index0 * 14 %}
<rect x="170" y="{{ y }}" width="{{ bar.width }}" height="12" fill="{{ colours[bar.n] }}"/>
<text x="{{ bar.width + 176 }}" y="{{ y + 10 }}">{{ '%.1f' % bar.ms }} ms</text>
{% endfor %}
{% endfor %}
</svg>
"""
