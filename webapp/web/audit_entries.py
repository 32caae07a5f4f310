"""An event of the trail for the audit page: what it says in words, and its differences field by
field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from werkzeug.routing import BuildError

from webapp.services.core.errors import N_
from webapp.services.documents.views import EventView
from webapp.services.trail.searching import EventRow
from webapp.web.event_words import EVENTS, subject_word
from webapp.web.field_words import field_word
from webapp.web.timeline import SENTENCES, Change, timeline
from webapp.web.words import word

#: By table: the kind of document whose words its sentences take.
DOCUMENTS = {"sales_order": "order", "return_request": "return", "stock_slip": "stock_slip"}
#: By table: the page of what an event is about, and the name of the page's argument.
PAGES = {
    "announcement": ("announcements.show", "number"),
    "customer": ("customers.show", "number"),
    "import_run": ("imports.show", "number"),
    "product": ("products.show", "code"),
    "promotion": ("promotions.show", "number"),
    "return_request": ("returns.show", "number"),
    "role": ("roles.show", "code"),
    "sales_order": ("orders.show", "number"),
    "stock_slip": ("stock.show", "number"),
}
#: By field: the tables of words that its values are keys of.
TABLES = {
    "for": ("price_source",),
    "from": ("step", "return_step"),
    "kind": ("promotion_kind", "import_kind", "product_kind"),
    "list": ("import_kind",),
    "status": ("status", "return_status", "slip_status"),
    "step": ("step", "return_step"),
}
REACHES = {"all": N_("All"), "own": N_("Own"), "none": N_("Not held")}
DIFFERENCES = ("before", "after")
#: Longer values are cut: the page shows what was done, the database keeps all of it.
LONGEST_VALUE = 600


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row; ``changes`` are (field, before, after) and ``facts`` (field, value), ``inside``
    those that only the company may read."""

    id: int
    at: datetime
    who: str
    user_name: str
    kind: str
    number: str
    url: str | None
    what: str
    reason: str
    changes: tuple[Change, ...]
    inside: tuple[Change, ...]
    facts: tuple[tuple[str, str], ...]
    inside_facts: tuple[tuple[str, str], ...]
    position: int
    request_id: str
    hash: str


def audit_entry(row: EventRow) -> AuditEntry:
    """The event in the reader's language."""
    return AuditEntry(
        id=row.id,
        at=row.at,
        who=gettext("The product itself") if row.actor_kind == "system" else row.actor_name,
        user_name=row.user_name,
        kind=subject_word(row.subject_kind),
        number=row.subject_number,
        url=_url(row),
        what=event_sentence(row),
        reason=row.reason,
        changes=tuple(_changes(row.data)) or _line_changes(row),
        inside=tuple(_changes(row.internal)),
        facts=tuple(_facts(row.data)),
        inside_facts=tuple(_facts(row.internal)),
        position=row.position,
        request_id=row.request_id,
        hash=row.hash,
    )


def event_sentence(row: EventRow) -> str:
    """What was done; an event without words is shown by its name."""
    if row.name in SENTENCES:
        return timeline([_view(row)], DOCUMENTS.get(row.subject_kind, "order"))[0].what
    return gettext(EVENTS[row.name]) if row.name in EVENTS else row.name


def told_changes(row: EventRow) -> str:
    """All differences and facts as one text, for a cell of a spreadsheet."""
    entry = audit_entry(row)
    differing = entry.changes + entry.inside
    changes = [f"{name}: {before} → {after}" for name, before, after in differing]
    facts = [f"{name}: {value}" for name, value in entry.facts + entry.inside_facts]
    return "; ".join(changes + facts)


def _view(row: EventRow) -> EventView:
    data = {**row.data, **row.internal}
    return EventView(row.name, row.at, row.actor_name, row.actor_kind != "customer", data, "")


def _line_changes(row: EventRow) -> tuple[Change, ...]:
    """What of a document's lines changed, told as on the document's own page."""
    kind = DOCUMENTS.get(row.subject_kind)
    if kind is None or "before" in row.internal:
        return ()
    return tuple(timeline([_view(row)], kind)[0].changes)


def _url(row: EventRow) -> str | None:
    if row.subject_kind == "user_account":
        is_own = row.actor_kind == "company" and row.user_name == row.subject_number
        is_staff = is_own or row.name.startswith("Staff")
        return url_for("staff.show", user_name=row.subject_number) if is_staff else None
    if row.subject_kind not in PAGES or not row.subject_number:
        return None
    endpoint, argument = PAGES[row.subject_kind]
    try:
        values: dict[str, Any] = {argument: row.subject_number}
        return url_for(endpoint, **values)
    except BuildError:
        return None


def _changes(data: Mapping[str, Any]) -> Iterator[Change]:
    """Field by field what is kept under before and after; a plain value has no field's name."""
    if not any(side in data for side in DIFFERENCES):
        return
    before, after = (data.get(side) for side in DIFFERENCES)
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = (side if isinstance(side, dict) else {} for side in (before, after))
        for name in {**old, **new}:
            yield field_word(name), _value(name, old.get(name)), _value(name, new.get(name))
    elif not _is_rows(before) and not _is_rows(after):
        yield gettext("Value"), _value("", before), _value("", after)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, list | dict) for one in value)


def _facts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if name not in DIFFERENCES and value not in (None, "", [], {}):
            yield field_word(name), _value(name, value)


def _value(name: str, value: Any) -> str:
    if isinstance(value, str) and value in REACHES:
        return str(gettext(REACHES[value]))
    for table in TABLES.get(name, ()) if isinstance(value, str) else ():
        if (said := word(table, value)) != value:
            return said
    return _text(value)[:LONGEST_VALUE]


def _text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, dict):
        return "; ".join(f"{field_word(name)}: {_value(name, one)}" for name, one in value.items())
    if isinstance(value, list):
        between = "; " if _is_rows(value) else ", "
        return between.join(_text(one) for one in value)
    return str(value)
