"""Events of the trail and their hash chain, one chain a subject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Event
from webapp.models.base import Trailed
from webapp.services.core.actor import Actor

SUBJECT_NUMBERS = ("number", "user_name", "code", "document_number", "document_kind")
#: How the name of the last event ends whose subject's row is gone: RoleRemoved.
REMOVED = "Removed"
#: Rows that are never removed, so that their ids come once only.
LASTING = frozenset(
    {"sales_order", "return_request", "shipment", "product", "customer", "user_account"}
)
#: What an event's hash is over, in this order.
HASHED = (
    *("previous_hash", "subject_kind", "subject_id", "position", "subject_number", "name", "at"),
    *("actor_id", "actor_name", "actor_kind", "request_id", "data", "internal", "reason"),
)
WHEN = HASHED.index("at")


@dataclass(frozen=True, slots=True)
class Subject:
    """The row an event is about, by kind, id and the number that people know."""

    row: Trailed
    kind: str
    id: int
    number: str

    @classmethod
    def of(cls, row: Trailed) -> Subject:
        kind = cast(Any, row).__tablename__
        return cls(row, kind, cast(Any, row).id, number_of(row))


def number_of(row: Trailed) -> str:
    """What people call the row; '' for one that has no name of its own."""
    names = (name for name in SUBJECT_NUMBERS if hasattr(row, name))
    return str(next((getattr(row, name) for name in names), ""))


def go_on(session: Session, subject: Subject) -> None:
    """Lets a new row's trail follow that of a removed one: SQLite gives ids out again."""
    if subject.kind in LASTING or session.get_bind().dialect.name != "sqlite":
        return
    last = session.execute(
        select(Event.position, Event.hash)
        .where(Event.subject_kind == subject.kind, Event.subject_id == subject.id)
        .order_by(Event.position.desc())
        .limit(1)
    ).first()
    if last is not None:
        subject.row.trail_length, subject.row.trail_head = last


def append(
    subject: Subject,
    actor: Actor,
    at: datetime,
    name: str,
    data: dict[str, Any],
    internal: dict[str, Any],
    reason: str,
) -> dict[str, Any]:
    """The row of a subject's next event; moves the head of its chain, whose row must be locked."""
    row = subject.row
    event = {
        "previous_hash": row.trail_head,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "position": row.trail_length + 1,
        "subject_number": subject.number,
        "name": name,
        "at": at,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_kind": actor.kind,
        "request_id": actor.request_id,
        "data": data,
        "internal": internal,
        "reason": reason,
    }
    row.trail_length += 1
    row.trail_head = event_hash(event)
    return {**event, "hash": row.trail_head}


def event_hash(event: Mapping[str, Any]) -> str:
    """SHA-256 over the event and the hash before it, in one canonical spelling."""
    content = [event[name] for name in HASHED]
    content[WHEN] = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
