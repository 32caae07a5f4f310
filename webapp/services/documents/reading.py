"""Reading what every document on a chain has: papers, trail, and where it stands in its chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from webapp.models import Attachment, Event, StoredFile
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.rows import columns_of, row_of
from webapp.services.documents.views import EventView, PaperView, StepView


class Standing(Protocol):
    """A document as its chain sees it."""

    @property
    def status(self) -> str: ...

    @property
    def level(self) -> int: ...


#: What a paper has of its file.
_FILE: dict[str, Any] = {
    "token": StoredFile.token,
    "name": StoredFile.name,
    "media_type": StoredFile.media_type,
    "size": StoredFile.size,
}
PAPERS = (
    select(*columns_of(PaperView, Attachment, **_FILE))
    .select_from(Attachment)
    .join(StoredFile, StoredFile.id == Attachment.file_id)
    .where(
        Attachment.document_kind == bindparam("kind"),
        Attachment.document_id == bindparam("document_id"),
    )
    .order_by(Attachment.id)
)
OPEN_PAPERS = PAPERS.where(Attachment.is_internal.is_(False))


def read_papers(
    session: Session, actor: Actor, kind: str, document_id: int
) -> tuple[PaperView, ...]:
    """The document's papers, the oldest first; internal ones only for the company."""
    statement = PAPERS if actor.is_company else OPEN_PAPERS
    rows = session.execute(statement, {"kind": kind, "document_id": document_id})
    return tuple(PaperView(*row) for row in rows)


def paper_view(attachment: Attachment, file: StoredFile) -> PaperView:
    of_file = {name: getattr(file, name) for name in _FILE}
    return row_of(PaperView, attachment, **of_file)


def read_events(
    session: Session,
    actor: Actor,
    subject_kind: str,
    subject_id: int,
    customer_reads: Sequence[str],
    *,
    without: Sequence[str] = (),
    latest: int | None = None,
) -> tuple[EventView, ...]:
    """The document's trail, the oldest first; a customer reads only the events named for him.

    Events named in ``without`` are left out; ``latest`` keeps only so many of the newest.
    """
    named = tuple(customer_reads) if actor.is_customer else None
    statement = _events(named, tuple(without), latest)
    rows = session.execute(statement, {"kind": subject_kind, "id": subject_id}).all()
    return tuple(_event(row, actor) for row in reversed(rows))


@lru_cache
def _events(
    named: tuple[str, ...] | None, without: tuple[str, ...], latest: int | None
) -> Select[*tuple[Any, ...]]:
    """Kinds of documents are few, so each one's statement is built once."""
    statement = (
        select(Event.name, Event.at, Event.actor_name, Event.actor_kind, Event.data)
        .add_columns(Event.internal, Event.reason)
        .where(Event.subject_kind == bindparam("kind"), Event.subject_id == bindparam("id"))
        .order_by(Event.position.desc())
        .limit(latest)
    )
    if without:
        statement = statement.where(Event.name.not_in(without))
    return statement if named is None else statement.where(Event.name.in_(named))


def _event(event: Any, actor: Actor) -> EventView:
    """An entry of the timeline; a customer is not told who of the company acted."""
    by_company = event.actor_kind != "customer"
    return EventView(
        name=event.name,
        at=event.at,
        who="" if actor.is_customer and by_company else event.actor_name,
        by_company=by_company,
        data=event.data if actor.is_customer else _whole(event),
        reason=event.reason,
    )


def _whole(event: Any) -> dict[str, Any]:
    """What the company reads of an event: of fields before and after, the internal ones as well."""
    whole = {**event.data, **event.internal}
    for side in ("before", "after"):
        public, internal = event.data.get(side), event.internal.get(side)
        if isinstance(public, dict) and isinstance(internal, dict):
            whole[side] = {**public, **internal}
    return whole


def read_steps(
    chain: Chain,
    labels: Mapping[str, str],
    document: Standing,
    passed: Mapping[str, EventView],
    *,
    is_done: bool,
) -> tuple[StepView, ...]:
    """The steps that are on; ``passed`` are the events that last took the document past each."""
    on = [step.key for step in chain.on]
    current = on.index(document.status) if document.status in on else None
    shown = []
    for index, key in enumerate(on):
        event = passed.get(key)
        is_past = is_done or (current is not None and index < current)
        state = "current" if index == current else "done" if is_past else "todo"
        at, by = (event.at, event.who) if event and is_past else (None, "")
        level = chain.step(key).levels[document.level].name if index == current else ""
        shown.append(StepView(key, labels[key], state, at, by, level))
    return tuple(shown)
