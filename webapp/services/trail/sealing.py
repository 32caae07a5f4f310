"""Seals: every few minutes one hash over all events since the seal before, chained to that seal
and written into a file outside the database, so that a cut tail of the trail shows (C63).

Each database has a file of its own in the folder of seals, named by the first event of its trail.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.models import Event, Seal
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Tx, writing

EVENTS_AT_ONCE = 2000
#: How long a seal waits for writes that were under way when it began, in tenths of a second.
WAITS = 100
NAME_LENGTH = 12
WHOLE_LINE = re.compile(r"\d+ \d+ \d+ \S+ [0-9a-f]{64}")


def seal_trail(session: Session, folder: Path) -> int:
    """Seals the events that have come since the last seal; answers how many.

    Nothing is sealed, and nothing lost, when writes are under way for longer than it waits: the
    next seal takes those events too.
    """
    newest = newest_settled_event(session)
    count = 0
    if newest is not None:
        with writing(session, SYSTEM) as tx:
            count = _seal(tx, newest)
    write_seals(session, folder)
    return count


def find_seals_file(session: Session, folder: Path) -> Path | None:
    """The file of this database's seals; None while its trail has no event."""
    first = session.scalar(select(Event.hash).order_by(Event.id).limit(1))
    return folder / f"seals-{first[:NAME_LENGTH]}.log" if first else None


def newest_settled_event(session: Session) -> int | None:
    """The newest event below which no event can appear any more.

    PostgreSQL gives ids out before the commit: an event with a smaller id may still be on its
    way. So all transactions that run at the moment of looking are waited for. None when there
    is nothing, or when they do not end in time.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.rollback()
    newest: int | None = session.scalar(select(func.max(Event.id)))
    if newest is None or is_sqlite:
        return newest
    # A transaction number of our own is higher than that of everything under way.
    mine = session.scalars(text("SELECT pg_current_xact_id()::text::bigint")).one()
    oldest = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    for _ in range(WAITS):
        session.rollback()
        if session.scalars(oldest).one() >= mine:
            return newest
        time.sleep(0.1)
    return None


def _seal(tx: Tx, newest: int) -> int:
    last = tx.session.scalar(select(Seal).order_by(Seal.id.desc()).limit(1).with_for_update())
    after = last.last_event_id if last else 0
    hashes = list(
        tx.session.scalars(
            select(Event.hash).where(Event.id > after, Event.id <= newest).order_by(Event.id)
        ).yield_per(EVENTS_AT_ONCE)
    )
    if not hashes:
        return 0
    previous = last.hash if last else ""
    tx.session.add(
        Seal(
            last_event_id=newest,
            events=len(hashes),
            sealed_at=tx.now,
            previous_hash=previous,
            hash=seal_hash(previous, newest, tx.now, hashes),
        )
    )
    return len(hashes)


def seal_hash(previous: str, last_event_id: int, at: datetime, hashes: Iterable[str]) -> str:
    """SHA-256 over the seal before and the hashes of all events that this one closes in."""
    digest = hashlib.sha256()
    digest.update(f"{previous}\n{last_event_id}\n{at.isoformat(timespec='microseconds')}".encode())
    for one in hashes:
        digest.update(b"\n")
        digest.update(one.encode())
    return digest.hexdigest()


def write_seals(session: Session, folder: Path) -> None:
    """Appends to the file what it does not have yet, after the seal is safe in the database."""
    file = find_seals_file(session, folder)
    if file is None:
        return
    written = set(read_seals(file))
    seals = session.scalars(select(Seal).order_by(Seal.id)).all()
    lines = [line for line in map(seal_line, seals) if line not in written]
    session.rollback()
    if not lines:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as out:
        # After a crash in the middle of a line the next one begins on its own.
        out.write("\n" if file.stat().st_size else "")
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())


def seal_line(seal: Seal) -> str:
    """A seal as it stands in the file: number, last event, events, time, hash."""
    at = seal.sealed_at.isoformat(timespec="microseconds")
    return f"{seal.id} {seal.last_event_id} {seal.events} {at} {seal.hash}"


def read_seals(file: Path) -> list[str]:
    """The whole lines of the file; a last line cut short by a crash is none."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    return [line for line in lines if WHOLE_LINE.fullmatch(line)]
