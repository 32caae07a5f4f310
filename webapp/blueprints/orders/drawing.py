"""Lists of orders as HTML: a row, and the empty filter, are drawn once and remembered until what
they say changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from flask import request, url_for

from webapp.blueprints.orders.asking import FilterForm
from webapp.services.orders import kinds
from webapp.services.orders.filters import FilterChoices, filter_choices
from webapp.services.orders.queues import OrderRow
from webapp.web.context import actor, db
from webapp.web.language import language_code
from webapp.web.list_words import place_options
from webapp.web.macros import draw
from webapp.web.templating import shown_span
from webapp.web.words import choices, word

#: What is typed is seldom typed again: only filters without it are remembered.
MOST_FILTERS = 64
#: About 40 pages of a list; a row takes some 2.5 KiB.
MOST_DRAWN = 1024


@dataclass(frozen=True, slots=True)
class Untouched:
    """A form as its fields read it, before anybody has typed into it."""

    values: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict)


def draw_fields(form: FilterForm) -> str:
    """The fields of the filter row, with what their selects offer to this reader."""
    offered = filter_choices(db(), actor())
    values = form.values
    if form.errors or any(values.values()):
        return _fields(form, offered)
    return _empty_fields(tuple(values), offered, language_code(), request.root_path)


@lru_cache(maxsize=MOST_FILTERS)
def _empty_fields(names: tuple[str, ...], offered: FilterChoices, language: str, root: str) -> str:
    return _fields(Untouched(dict.fromkeys(names, "")), offered)


def _fields(form: FilterForm | Untouched, offered: FilterChoices) -> str:
    options = {
        "region": place_options(offered.regions, "id"),
        "branch": place_options(offered.branches, "id"),
        "salesperson": place_options(offered.salespeople, "id"),
        "kind": [*choices("product_kind")],
    }
    return draw("orders/_filter.html", "fields", form, options)


def draw_rows(rows: Sequence[OrderRow], now: datetime, *, is_passable: bool) -> list[str]:
    """The rows as HTML; ``is_passable`` for a queue that its reader may pass on."""
    language, root = language_code(), request.root_path
    return [
        _drawn(row, waiting(row, now), kind_name(row), is_passable, language, root) for row in rows
    ]


def waiting(row: OrderRow, now: datetime) -> timedelta | None:
    """How long the order has waited, as exactly as it is shown; None when it waits no more."""
    return None if row.status in kinds.CLOSED else shown_span(now - row.status_since)


def kind_name(row: OrderRow) -> str:
    """What the company calls the order's kind now; '' for an ordinary one, which has no sign."""
    return "" if row.kind == kinds.ORDINARY else word("order_kind", row.kind)


@lru_cache(maxsize=MOST_DRAWN, typed=True)
def _drawn(
    row: OrderRow,
    waiting: timedelta | None,
    kind_name: str,
    is_passable: bool,
    language: str,
    root: str,
) -> str:
    """Of all that the HTML of a row depends on; language and root are the request's own."""
    url = url_for("orders.show", number=row.number)
    pass_url = url_for("orders.quick_pass", number=row.number) if is_passable else None
    return draw("orders/_rows.html", "order_row", row, waiting, kind_name, url, pass_url)
