"""A chart of the median milliseconds, as SVG."""

from __future__ import annotations

from jinja2 import Environment

from bench.lives import STEPS
from bench.measures import LIFE, READ, Figures


def chart(sizes: list[Figures]) -> str:
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
