"""Reading what every document on a chain has: papers, trail, and where it stands in its chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Attachment, Event, StoredFile
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.documents.views import EventView, PaperView, StepView


class Standing(Protocol):
    """A document as its chain sees it."""

    @property
    def status(self) -> str: ...

    @property
    def level(self) -> int: ...


def read_papers(
    session: Session, actor: Actor, kind: str, document_id: int
) -> tuple[PaperView, ...]:
    """The document's papers, the oldest first; internal ones only for the company."""
    statement = (
        select(Attachment, StoredFile)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.document_kind == kind, Attachment.document_id == document_id)
        .order_by(Attachment.id)
    )
    if not actor.is_company:
        statement = statement.where(Attachment.is_internal.is_(False))
    return tuple(paper_view(*row) for row in session.execute(statement))


def paper_view(attachment: Attachment, file: StoredFile) -> PaperView:
    return PaperView(
        token=file.token,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        purpose=attachment.purpose,
        shipment_id=attachment.shipment_id,
        is_internal=attachment.is_internal,
        attached_at=attachment.attached_at,
    )


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
    statement = (
        select(Event)
        .where(
            Event.subject_kind == subject_kind,
            Event.subject_id == subject_id,
            Event.name.not_in(without),
        )
        .order_by(Event.position.desc())
        .limit(latest)
    )
    if actor.is_customer:
        statement = statement.where(Event.name.in_(customer_reads))
    return tuple(_event(event, actor) for event in reversed(session.scalars(statement).all()))


def _event(event: Event, actor: Actor) -> EventView:
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


def _whole(event: Event) -> dict[str, Any]:
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
