"""Rows of lists of orders as HTML: an order is drawn once and remembered until it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from flask import request, url_for

from webapp.services.orders import kinds
from webapp.services.orders.queues import OrderRow
from webapp.web.language import language_code
from webapp.web.macros import draw
from webapp.web.templating import shown_span

#: About 40 pages of a list; a row takes some 2.5 KiB.
MOST_DRAWN = 1024


def draw_rows(rows: Sequence[OrderRow], now: datetime, *, is_passable: bool) -> list[str]:
    """The rows as HTML; ``is_passable`` for a queue that its reader may pass on."""
    language, root = language_code(), request.root_path
    return [_drawn(row, waiting(row, now), is_passable, language, root) for row in rows]


def waiting(row: OrderRow, now: datetime) -> timedelta | None:
    """How long the order has waited, as exactly as it is shown; None when it waits no more."""
    return None if row.status in kinds.CLOSED else shown_span(now - row.status_since)


@lru_cache(maxsize=MOST_DRAWN, typed=True)
def _drawn(
    row: OrderRow, waiting: timedelta | None, is_passable: bool, language: str, root: str
) -> str:
    """Of all that the HTML of a row depends on; language and root are the request's own."""
    url = url_for("orders.show", number=row.number)
    pass_url = url_for("orders.quick_pass", number=row.number) if is_passable else None
    return draw("orders/_rows.html", "order_row", row, waiting, url, pass_url)
