"""Verifying the trail: every chain whole from its first event to the head that its subject
keeps, and every seal closing what it closed when it was made. Read-only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Base, Event, Seal
from webapp.models.base import Trailed
from webapp.services.core.events import HASHED, REMOVED, event_hash, number_of
from webapp.services.core.findings import Finding
from webapp.services.trail.sealing import (
    EVENTS_AT_ONCE,
    find_seals_file,
    read_seals,
    seal_hash,
    seal_line,
)

AREA = "trail"


def verify_trail(session: Session, folder: Path | None = None) -> Iterator[Finding]:
    """Everything that is wrong with the trail, in the order of its subjects and events.

    ``folder`` is where its seals are written outside the database.
    """
    yield from verify_chains(session)
    yield from verify_heads(session)
    yield from verify_seals(session)
    file = find_seals_file(session, folder) if folder is not None else None
    if file is not None:
        yield from verify_file(session, file)


def verify_chains(session: Session) -> Iterator[Finding]:
    """Gaps, breaks and changed events within each subject's chain."""
    statement = select(Event).order_by(Event.subject_kind, Event.subject_id, Event.position)
    before: Event | None = None
    for event in session.scalars(statement).yield_per(EVENTS_AT_ONCE):
        follows = before is not None and _subject(before) == _subject(event)
        position = before.position + 1 if before is not None and follows else 1
        previous = before.hash if before is not None and follows else ""
        yield from _broken(event, position, previous)
        before = event
        session.expunge(event)


def _subject(event: Event) -> tuple[str, int]:
    return event.subject_kind, event.subject_id


def _broken(event: Event, position: int, previous: str) -> Iterator[Finding]:
    name = f"{event.subject_kind} {event.subject_number} event {event.position} ({event.name})"
    if event.position != position:
        yield Finding(AREA, name, f"position {position} is missing before it")
    elif event.previous_hash != previous:
        yield Finding(AREA, name, "does not follow the event before it")
    if event_hash({name: getattr(event, name) for name in HASHED}) != event.hash:
        yield Finding(AREA, name, "was changed after it was written")


def verify_heads(session: Session) -> Iterator[Finding]:
    """Subjects whose head is not their last event, and events of subjects that are gone."""
    for model in trailed_models():
        yield from _heads_of(session, model)
        yield from _orphans_of(session, model)


def trailed_models() -> list[Any]:
    """Every table whose rows have a trail, by name."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    found = [cast(Any, one) for one in classes if issubclass(one, Trailed)]
    return sorted(found, key=lambda one: str(one.__tablename__))


def _heads_of(session: Session, model: Any) -> Iterator[Finding]:
    kind = model.__tablename__
    mine = and_(Event.subject_kind == kind, Event.subject_id == model.id)
    count = select(func.count()).where(mine).correlate(model).scalar_subquery()
    last = aliased(Event)
    rows = session.execute(
        select(model, count, last.hash)
        .outerjoin(
            last,
            and_(
                last.subject_kind == kind,
                last.subject_id == model.id,
                last.position == model.trail_length,
            ),
        )
        .where((count != model.trail_length) | (func.coalesce(last.hash, "") != model.trail_head))
        .order_by(model.id)
    ).yield_per(EVENTS_AT_ONCE)
    for row, events, _ in rows:
        name = f"{kind} {number_of(row) or row.id}"
        if events != row.trail_length:
            text = f"has {events} events, its head says {row.trail_length}"
            yield Finding(AREA, name, text)
        else:
            yield Finding(AREA, name, "its head is not its last event")


def _orphans_of(session: Session, model: Any) -> Iterator[Finding]:
    """Events of rows that are gone, unless the last of them says that the row was removed."""
    kind = model.__tablename__
    later = aliased(Event)
    is_last = ~exists().where(
        later.subject_kind == kind,
        later.subject_id == Event.subject_id,
        later.position > Event.position,
    )
    rows = session.execute(
        select(Event.subject_number)
        .outerjoin(model, model.id == Event.subject_id)
        .where(Event.subject_kind == kind, model.id.is_(None), is_last)
        .where(~Event.name.endswith(REMOVED))
        .order_by(Event.subject_id)
    )
    for (number,) in rows:
        yield Finding(AREA, f"{kind} {number}", "is gone, but its events are there")


def verify_seals(session: Session) -> Iterator[Finding]:
    """Seals that do not close what they say: events changed, gone or slipped in."""
    events = session.execute(select(Event.id, Event.hash).order_by(Event.id))
    stream = iter(events.yield_per(EVENTS_AT_ONCE))
    waiting: tuple[int, str] | None = None
    previous = ""
    for seal in session.scalars(select(Seal).order_by(Seal.id)).all():
        until = seal.last_event_id
        held = [waiting] if waiting else []
        hashes = []
        waiting = None
        for id_, hash_ in itertools.chain(held, stream):
            if id_ > until:
                waiting = (id_, hash_)
                break
            hashes.append(hash_)
        yield from _broken_seal(seal, previous, hashes)
        previous = seal.hash


def _broken_seal(seal: Seal, previous: str, hashes: list[str]) -> Iterator[Finding]:
    name = f"seal {seal.id}"
    if seal.previous_hash != previous:
        yield Finding(AREA, name, "does not follow the seal before it")
    if len(hashes) != seal.events:
        yield Finding(AREA, name, f"closed {seal.events} events, {len(hashes)} are there")
    elif seal_hash(seal.previous_hash, seal.last_event_id, seal.sealed_at, hashes) != seal.hash:
        yield Finding(AREA, name, "an event that it closed was exchanged")


def verify_file(session: Session, file: Path) -> Iterator[Finding]:
    """Seals written outside the database that the database does not have, or has otherwise."""
    there = {str(seal.id): seal_line(seal) for seal in session.scalars(select(Seal))}
    for line in read_seals(file):
        number = line.split(" ")[0]
        if number not in there:
            yield Finding(AREA, f"seal {number}", f"stands in {file.name} but is gone from here")
        elif there[number] != line:
            yield Finding(AREA, f"seal {number}", f"is another one in {file.name}")
