"""What was agreed on the lines of an order stays when its customer submits it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from webapp.services.core.errors import N_, Problems
from webapp.services.core.quantities import plain
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.views import LineView


def keep_agreed(there: Sequence[LineView], wanted: Sequence[WantedLine]) -> list[WantedLine]:
    """The wanted lines with the special prices, free goods and remarks of those they continue.

    A customer names quantities only: a line that continues none of the order's is an ordinary
    one, and each is continued once; gifts of promotions follow by themselves. Raises RuleBroken at
    ``lines.<index>`` where he wants more free goods than were agreed.
    """
    lines = {line.id: line for line in there if not line.is_gift}
    problems = Problems()
    kept = []
    for index, one in enumerate(wanted):
        line = lines.get(one.line_id or 0)
        if line is None or line.product_id != one.product_id:
            kept.append(replace(one, line_id=None))
            continue
        del lines[line.id]
        if line.is_free and one.quantity > line.quantity:
            text = N_("%(code)s: %(most)s are free; please order more on a line of its own.")
            problems.add(f"lines.{index}", text, code=line.code, most=plain(line.quantity))
        kept.append(_continued(one, line))
    problems.refuse()
    return kept


def _continued(wanted: WantedLine, line: LineView) -> WantedLine:
    special = line.price if line.price_source == "special" else None
    return replace(wanted, special_price=special, is_free=line.is_free, remark=line.remark)
