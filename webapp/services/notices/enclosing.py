"""Files that go with an announcement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from webapp.models import Announcement, Attachment, StoredFile
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload
from webapp.services.files.storing import Paper, attach, detach
from webapp.services.notices.rules import KIND, MOST_FILES


def add_files(tx: Tx, announcement: Announcement, files: Sequence[CheckedUpload]) -> None:
    """Encloses files. Raises RuleBroken at ``files`` beyond so many."""
    count = select(func.count()).where(*_of(announcement))
    if tx.session.scalars(count).one() + len(files) > MOST_FILES:
        raise RuleBroken(N_("At most %(most)s files."), "files", most=MOST_FILES)
    attach(tx, KIND, announcement.id, [Paper("other", file) for file in files])
    tx.session.flush()


def drop_files(tx: Tx, announcement: Announcement, tokens: frozenset[str] | None = None) -> None:
    """Takes files out, those named or all; one that nothing else holds is gone for good."""
    detach(tx, KIND, announcement.id, tokens)


def file_names(tx: Tx, announcement: Announcement) -> list[str]:
    """Names of the enclosed files, as the trail keeps them."""
    statement = (
        select(StoredFile.name)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(*_of(announcement))
        .order_by(Attachment.id)
    )
    return list(tx.session.scalars(statement))


def share_files(tx: Tx, source: Announcement, copy: Announcement) -> None:
    """Encloses the same files with another announcement, without storing them again."""
    file_ids = tx.session.scalars(
        select(Attachment.file_id).where(*_of(source)).order_by(Attachment.id)
    ).all()
    for file_id in file_ids:
        tx.session.add(
            Attachment(
                document_kind=KIND,
                document_id=copy.id,
                purpose="other",
                file_id=file_id,
                attached_at=tx.now,
                attached_by_id=tx.actor.user_id,
            )
        )


def _of(announcement: Announcement) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Attachment.document_kind == KIND, Attachment.document_id == announcement.id
