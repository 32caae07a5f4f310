"""The audience of one announcement: kept as rows, read back, and said in plain codes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.models import (
    Announcement,
    AnnouncementTarget,
    CustomerLevel,
    Department,
    Region,
    Role,
)
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.notices.rules import DEPARTMENT, LEVEL, REGION, ROLE, Audience

#: The table behind each kind of target.
TABLES: dict[str, Any] = {
    LEVEL: CustomerLevel,
    REGION: Region,
    DEPARTMENT: Department,
    ROLE: Role,
}


def set_targets(tx: Tx, announcement: Announcement, audience: Audience) -> None:
    """Replaces whom it is for. Raises RuleBroken for a target that there is not."""
    wanted = audience.wanted()
    for kind, table in TABLES.items():
        ids = {one for of_kind, one in wanted if of_kind == kind}
        # Held, so that none is removed before this is committed.
        there = select(table.id).where(table.id.in_(ids)).with_for_update(read=True)
        if ids and set(tx.session.scalars(there)) != ids:
            raise RuleBroken(N_("This choice does not exist."), f"{kind}s")
    announcement.to_customers = audience.to_customers
    announcement.to_staff = audience.to_staff
    tx.session.execute(
        delete(AnnouncementTarget).where(AnnouncementTarget.announcement_id == announcement.id)
    )
    tx.session.add_all(
        AnnouncementTarget(announcement_id=announcement.id, kind=kind, target_id=one)
        for kind, one in sorted(wanted)
    )
    tx.session.flush()


def read_audience(session: Session, announcement: Announcement) -> Audience:
    """Whom it is for, as it was chosen."""
    targets: defaultdict[str, set[int]] = defaultdict(set)
    rows = select(AnnouncementTarget.kind, AnnouncementTarget.target_id).where(
        AnnouncementTarget.announcement_id == announcement.id
    )
    for kind, one in session.execute(rows):
        targets[kind].add(one)
    chosen = {kind: frozenset(ids) for kind, ids in targets.items()}
    return Audience(announcement.to_customers, announcement.to_staff, chosen)


def is_target(session: Session, kind: str, target_id: int) -> bool:
    """Whether an announcement is narrowed down to it: it must not be removed, or whatever is made
    under its id later would read what was never meant for it."""
    found = select(AnnouncementTarget.id).where(
        AnnouncementTarget.kind == kind, AnnouncementTarget.target_id == target_id
    )
    return session.scalar(found.limit(1)) is not None


def plain_audience(session: Session, announcement: Announcement) -> str:
    """The audience in codes, for the trail: ``customers, level A, region E``."""
    audience = read_audience(session, announcement)
    words = [
        *(["customers"] if audience.to_customers else []),
        *(["staff"] if audience.to_staff else []),
    ]
    for kind, ids in sorted(audience.targets.items()):
        table = TABLES[kind]
        codes = session.scalars(select(table.code).where(table.id.in_(ids)).order_by(table.code))
        words += [f"{kind} {code}" for code in codes]
    return ", ".join(words)
