"""What a run leaves: tables on screen, all figures as JSON, and a chart of the milliseconds."""

from __future__ import annotations

import json
import platform
import subprocess
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


def lines(sizes: list[Figures], embedded: Figures | None) -> list[str]:
    """The tables as Markdown, as they stand in docs/performance.md."""
    found = ["| figure | measured | target | |", "| --- | ---: | ---: | --- |"]
    for one in targets(sizes, embedded):
        verdict = "reached" if one.is_met else "not reached"
        found.append(f"| {one.name} | {one.measured} | {one.wanted} | {verdict} |")
    found += [
        "",
        "| a second | orders | product | floor | share |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for size in sizes:
        for name, bare in size.floor.items():
            ours = size.rates[name]
            row = f"| {name} | {size.orders:,} | {ours:,.1f} | {bare:,.1f} | 1/{bare / ours:.1f} |"
            found.append(row)
    found += ["", "| milliseconds | orders | p50 | p95 |", "| --- | ---: | ---: | ---: |"]
    for size in [*sizes, *([embedded] if embedded else [])]:
        place = f"{size.orders:,}" + (" (SQLite)" if size is embedded else "")
        for name, ms in size.ms.items():
            found.append(f"| {name} | {place} | {ms['p50']:.1f} | {ms['p95']:.1f} |")
    found += ["", "| of the server | orders | |", "| --- | ---: | ---: |"]
    for size in sizes:
        found.append(
            f"| peak memory of each worker, MiB | {size.orders:,} | "
            f"{', '.join(f'{one:.0f}' for one in size.memory)} |"
        )
        found.append(f"| start to first answer, s | {size.orders:,} | {size.cold_start:.1f} |")
    for name, size_ in sizes[0].bytes.items():
        found.append(f"| bytes of {name} | {sizes[0].orders:,} | {size_:,} |")
    return found


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
