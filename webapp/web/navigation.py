"""The menu: what the signed-in person may open, in the order of his day."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.web.access import may_open
from webapp.web.context import find_actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry; ``group`` starts a new group before it, ``area`` marks it active."""

    endpoint: str
    label: str
    icon: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    icon: str
    active: bool
    group: str
    badge: str = ""


PORTAL: list[Entry] = []
OFFICE = [Entry("work.index", N_("My work"), "home")]
WAREHOUSE: list[Entry] = []


def navigation() -> list[Item]:
    """The entries of the interface that the page belongs to."""
    actor = find_actor()
    if actor is None:
        return []
    if actor.is_customer:
        entries = PORTAL
    else:
        in_warehouse = (request.endpoint or "").startswith("warehouse.")
        entries = WAREHOUSE if in_warehouse else OFFICE
    return [
        Item(
            label=gettext(entry.label),
            url=url_for(entry.endpoint),
            icon=entry.icon,
            active=request.endpoint == entry.endpoint,
            group=gettext(entry.group) if entry.group else "",
        )
        for entry in entries
        if may_open(actor, entry.endpoint)
    ]
