"""Acts on announcements: written, published, taken back, copied, brought back to mind (K6).

What is published is never edited: it is taken back, and a copy is published instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, exists, func, select, update

from webapp.models import (
    Announcement,
    AnnouncementReading,
    AnnouncementTarget,
    Event,
    Notice,
    OutgoingMail,
    User,
)
from webapp.services.core import numbering
from webapp.services.core.changes import changes_between
from webapp.services.core.clock import day_begins
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.upsert import ensure_row
from webapp.services.files.checks import CheckedUpload
from webapp.services.notices.audience import addressees, is_for
from webapp.services.notices.enclosing import add_files, drop_files, file_names, share_files
from webapp.services.notices.rules import (
    DRAFT,
    KIND,
    PUBLISHED,
    WITHDRAWN,
    Audience,
    check_text,
)
from webapp.services.notices.targeting import plain_audience, read_audience, set_targets
from webapp.services.notices.telling import tell_many

#: The name of an inbox entry whose announcement was taken back.
GONE = "AnnouncementWithdrawn"
REMINDED = "ReadersReminded"


@dataclass(frozen=True, slots=True)
class AnnouncementInput:
    """What was written; ``dropped`` are the tokens of files to leave out from now on."""

    title: str
    body: str
    audience: Audience
    files: Sequence[CheckedUpload] = ()
    dropped: frozenset[str] = field(default_factory=frozenset)


@command
def write_announcement(tx: Tx, given: AnnouncementInput) -> Done:
    """Begins a draft. Raises RuleBroken at the field of what will not do."""
    tx.actor.require(Permission.NOTICE_MANAGE)
    check_text(given.title, given.body).refuse()
    announcement = _new_draft(tx, given.title, given.body)
    set_targets(tx, announcement, given.audience)
    add_files(tx, announcement, given.files)
    tx.record(announcement, "AnnouncementWritten", {"title": given.title})
    return _done(announcement)


def _new_draft(tx: Tx, title: str, body: str) -> Announcement:
    announcement = Announcement(
        number=numbering.next_number(tx, numbering.ANNOUNCEMENT),
        title=title,
        body=body,
        status=DRAFT,
        version=1,
        created_at=tx.now,
        created_by_id=tx.actor.user_id,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(announcement)
    tx.session.flush()
    return announcement


@command
def edit_announcement(tx: Tx, number: str, version: int, given: AnnouncementInput) -> Done:
    """Changes a draft. Raises RuleBroken at a field, Conflict when it is no draft any more."""
    announcement = _lock(tx, number, version, DRAFT)
    check_text(given.title, given.body).refuse()
    before = _plain(tx, announcement)
    announcement.title, announcement.body = given.title, given.body
    set_targets(tx, announcement, given.audience)
    drop_files(tx, announcement, given.dropped)
    add_files(tx, announcement, given.files)
    changes = changes_between(before, _plain(tx, announcement))
    announcement.version += 1
    tx.record(announcement, "AnnouncementEdited", changes)
    return _done(announcement)


def _plain(tx: Tx, announcement: Announcement) -> dict[str, Any]:
    return {
        "title": announcement.title,
        "body": announcement.body,
        "audience": plain_audience(tx.session, announcement),
        "files": file_names(tx, announcement),
    }


@command
def publish_announcement(tx: Tx, number: str, version: int) -> Done:
    """Shows a draft to its audience and tells everybody in it, by one statement for all.

    Raises RuleBroken when it reaches nobody.
    """
    announcement = _lock(tx, number, version, DRAFT)
    people = addressees(announcement.id)
    reached = tx.session.scalars(select(func.count()).select_from(people.subquery())).one()
    if not reached:
        raise RuleBroken(N_("This reaches nobody. Please choose whom it is for."))
    tell_many(tx, people, "AnnouncementPublished", announcement)
    announcement.status, announcement.published_at = PUBLISHED, tx.now
    announcement.version += 1
    audience = plain_audience(tx.session, announcement)
    tx.record(announcement, "AnnouncementPublished", {"reached": reached, "audience": audience})
    return _done(announcement, reached=reached)


@command
def withdraw_announcement(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Takes a published announcement back: from now on nobody reads it, letters that have not
    left stay here, and what is in the inboxes says no more than that it was taken back."""
    announcement = _lock(tx, number, version, PUBLISHED)
    if not reason.strip():
        raise RuleBroken(N_("Please give a reason."), "reason")
    _forget_letters(tx, announcement.number)
    tx.session.execute(
        update(Notice)
        .where(Notice.document_kind == KIND, Notice.document_number == announcement.number)
        .values(
            name=GONE,
            params={},
            document_kind="",
            read_at=func.coalesce(Notice.read_at, tx.now),
            mail_state=func.replace(Notice.mail_state, "waiting", "none"),
        )
    )
    announcement.status, announcement.withdrawn_at = WITHDRAWN, tx.now
    announcement.version += 1
    tx.record(announcement, "AnnouncementWithdrawn", reason=reason.strip())
    return _done(announcement)


def _forget_letters(tx: Tx, number: str) -> None:
    about = select(Notice.id).where(Notice.document_kind == KIND, Notice.document_number == number)
    tx.session.execute(
        delete(OutgoingMail).where(
            OutgoingMail.notice_id.in_(about), OutgoingMail.sent_at.is_(None)
        )
    )


@command
def copy_announcement(tx: Tx, number: str) -> Done:
    """Begins a draft with the text, the audience and the files of another announcement."""
    source = _lock(tx, number)
    copy = _new_draft(tx, source.title, source.body)
    set_targets(tx, copy, read_audience(tx.session, source))
    share_files(tx, source, copy)
    tx.record(copy, "AnnouncementWritten", {"title": copy.title, "copied_from": source.number})
    return _done(copy)


@command
def remove_announcement(tx: Tx, number: str, version: int) -> Done:
    """Throws a draft away, with the files that nothing else holds."""
    announcement = _lock(tx, number, version, DRAFT)
    drop_files(tx, announcement)
    tx.session.execute(
        delete(AnnouncementTarget).where(AnnouncementTarget.announcement_id == announcement.id)
    )
    tx.remove(announcement, "AnnouncementRemoved", {"title": announcement.title})
    return Done(number)


@command
def remind_readers(tx: Tx, number: str, version: int) -> Done:
    """Puts an announcement into the inbox again of those who have not read it, once a day at
    most. Raises RuleBroken on the same day again, and when everybody has read it."""
    announcement = _lock(tx, number, version, PUBLISHED)
    last = select(func.max(Event.at)).where(
        Event.subject_kind == Announcement.__tablename__,
        Event.subject_id == announcement.id,
        Event.name == REMINDED,
    )
    reminded_at = tx.session.scalar(last)
    if reminded_at is not None and reminded_at >= day_begins(tx.today):
        raise RuleBroken(N_("They were reminded today already. Once a day is enough."))
    has_read = exists().where(
        AnnouncementReading.announcement_id == announcement.id,
        AnnouncementReading.user_id == User.id,
    )
    count = tell_many(
        tx, addressees(announcement.id).where(~has_read), "AnnouncementReminder", announcement
    )
    if not count:
        raise RuleBroken(N_("Everybody has read it."))
    announcement.version += 1
    tx.record(announcement, REMINDED, {"people": count})
    return _done(announcement, people=count)


@command
def note_reading(tx: Tx, number: str) -> Done:
    """Notes that the actor has opened an announcement, the first time; leaves no trail.

    Raises NotFound for one that is not for him.
    """
    announcement = tx.session.scalar(
        select(Announcement).where(
            Announcement.number == number[: numbering.LONGEST_NUMBER], is_for(tx.actor)
        )
    )
    if announcement is None:
        raise NotFound()
    keys = {"announcement_id": announcement.id, "user_id": tx.actor.user_id}
    ensure_row(tx.session, AnnouncementReading, keys, read_at=tx.now)
    tx.session.execute(
        update(Notice)
        .where(
            Notice.user_id == tx.actor.user_id,
            Notice.document_kind == KIND,
            Notice.document_number == announcement.number,
            Notice.read_at.is_(None),
        )
        .values(read_at=tx.now)
    )
    return _done(announcement)


def _lock(tx: Tx, number: str, version: int | None = None, status: str = "") -> Announcement:
    """The announcement, locked for whoever may manage them.

    Raises NotFound, and Conflict when it moved meanwhile.
    """
    tx.actor.require(Permission.NOTICE_MANAGE)
    found = tx.session.scalar(
        select(Announcement)
        .where(Announcement.number == number[: numbering.LONGEST_NUMBER])
        .with_for_update()
    )
    if found is None:
        raise NotFound()
    if (version is not None and found.version != version) or (status and found.status != status):
        raise Conflict(N_("Somebody changed this announcement meanwhile. This is how it is now."))
    return found


def _done(announcement: Announcement, **details: int) -> Done:
    return Done(announcement.number, announcement.status, announcement.version, details)
