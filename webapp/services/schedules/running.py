"""Work that comes round: claimed by a lease, so that two workers never do one thing twice, and
tried again soon when it failed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.models import Schedule
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.transaction import writing

log = logging.getLogger(__name__)

#: A worker that died lets go of its work after this long.
LEASE = timedelta(minutes=10)
RETRY = timedelta(minutes=1)
LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often; ``run`` answers what it did in a few words, or ''."""

    name: str
    every: timedelta
    run: Callable[[Session], str]


def run_due(
    session: Session, jobs: Sequence[Job], clock: Callable[[], datetime] = utc_now
) -> list[str]:
    """Runs what is due and not claimed by another worker; answers the names of what ran.

    A failing job is recorded and tried again; it does not keep the others from running.
    """
    ran = []
    for job in jobs:
        lease = _claim(session, job, clock())
        if lease is None:
            continue
        ran.append(job.name)
        error = _run(session, job)
        _finish(session, job, lease, clock(), error)
    return ran


def _claim(session: Session, job: Job, now: datetime) -> datetime | None:
    """The end of the lease; None when the job is not due, or another worker has it."""
    _know(session, job, now)
    lease = now + LEASE
    with writing(session, SYSTEM) as tx:
        claimed = tx.session.execute(
            update(Schedule)
            .where(Schedule.name == job.name, Schedule.next_run_at <= now)
            .values(next_run_at=lease)
        )
        return lease if _changed(claimed) else None


def _changed(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def _know(session: Session, job: Job, now: datetime) -> None:
    """Makes the job's row when there is none yet: due at once."""
    session.rollback()
    if session.scalar(select(Schedule.id).where(Schedule.name == job.name)) is not None:
        return
    try:
        with writing(session, SYSTEM) as tx:
            tx.session.add(Schedule(name=job.name, next_run_at=now, last_error=""))
    except IntegrityError:
        log.debug("another worker knows %s already", job.name)


def _run(session: Session, job: Job) -> str:
    try:
        did = job.run(session)
    except Exception as error:
        # One broken job must not keep the others from running.
        log.exception("%s failed", job.name)
        session.rollback()
        return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    if did:
        log.info("%s: %s", job.name, did)
    return ""


def _finish(session: Session, job: Job, lease: datetime, now: datetime, error: str) -> None:
    """Lets go of the lease, unless it ran out and another worker has taken it since."""
    following = now + (RETRY if error else job.every)
    values = {"next_run_at": following, "last_error": error}
    with writing(session, SYSTEM) as tx:
        tx.session.execute(
            update(Schedule)
            .where(Schedule.name == job.name, Schedule.next_run_at == lease)
            .values(values if error else {**values, "last_run_at": now})
        )
