"""Tabs over a list of documents: all of them, then each status."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from webapp.web.words import NAMES, word


@dataclass(frozen=True, slots=True)
class Tab:
    """A status tab; only what is open has a count, and what waits for the reader is hot."""

    id: str
    label: str
    url: str
    count: int | None
    active: bool
    hot: bool = False


@dataclass(frozen=True, slots=True)
class Statuses:
    """A table of words for statuses, those of them that are closed, and those that wait for the
    reader himself."""

    table: str
    closed: Collection[str]
    hot: Collection[str] = ()


def status_tabs(
    statuses: Statuses, chosen: str, counts: Mapping[str, int], address: Callable[[str], str]
) -> list[Tab]:
    """All, then each status; ``address`` gives the list in a status, '' being all of them."""
    tabs = [Tab("count-all", gettext("All"), address(""), None, not chosen)]
    for status in NAMES[statuses.table]:
        count = None if status in statuses.closed else counts.get(status, 0)
        label, is_hot = word(statuses.table, status), bool(count) and status in statuses.hot
        tabs.append(Tab(f"count-{status}", label, address(status), count, status == chosen, is_hot))
    return tabs
