"""Storing checked uploads and hanging them on documents."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, delete, insert, select

from webapp.models import Attachment, FileContent, StoredFile
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload

FILES = cast(Table, StoredFile.__table__)
CONTENTS = cast(Table, FileContent.__table__)
ATTACHMENTS = cast(Table, Attachment.__table__)
#: The rows come back in the order that they were given in.
FILED = insert(FILES).returning(
    FILES.c.id, FILES.c.token, FILES.c.name, sort_by_parameter_order=True
)


@dataclass(frozen=True, slots=True)
class Paper:
    """An upload and which paper it is: ``confirmation``, ``signature``, ``remittance``,
    ``customer_order``, ``photo`` or ``other``."""

    purpose: str
    upload: CheckedUpload


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is stored, by its id and by the token that it is asked for with."""

    id: int
    token: str
    name: str


def store(tx: Tx, upload: CheckedUpload) -> Kept:
    """Keeps a checked upload under a random token; its own name is only ever shown as text."""
    [kept] = store_all(tx, [upload])
    return kept


def store_all(tx: Tx, uploads: Sequence[CheckedUpload]) -> list[Kept]:
    """Keeps checked uploads by two statements, however many they are."""
    if not uploads:
        return []
    files = [
        {
            "token": secrets.token_urlsafe(32),
            "name": upload.name,
            "media_type": upload.media_type,
            "size": len(upload.content),
            "sha256": upload.sha256,
            "stored_at": tx.now,
            "stored_by_id": tx.actor.user_id,
        }
        for upload in uploads
    ]
    connection = tx.session.connection()
    kept = [Kept(*row) for row in connection.execute(FILED, files)]
    contents = zip(kept, uploads, strict=True)
    connection.execute(
        insert(CONTENTS), [{"file_id": file.id, "content": one.content} for file, one in contents]
    )
    return kept


def attach(
    tx: Tx,
    kind: str,
    document_id: int,
    papers: Sequence[Paper],
    *,
    shipment_id: int | None = None,
    is_internal: bool = False,
) -> list[Kept]:
    """Stores papers and hangs them on a document; internal ones the customer never sees."""
    stored = store_all(tx, [paper.upload for paper in papers])
    rows = [
        {
            "document_kind": kind,
            "document_id": document_id,
            "shipment_id": shipment_id,
            "purpose": paper.purpose,
            "file_id": file.id,
            "is_internal": is_internal,
            "attached_at": tx.now,
            "attached_by_id": tx.actor.user_id,
        }
        for paper, file in zip(papers, stored, strict=True)
    ]
    if rows:
        tx.session.connection().execute(insert(ATTACHMENTS), rows)
    return stored


def detach(tx: Tx, kind: str, document_id: int, tokens: Collection[str] | None = None) -> None:
    """Takes papers off a document, those named or all; a file that nothing else holds is gone
    for good."""
    found = tx.session.execute(
        select(Attachment.id, StoredFile.id, StoredFile.token)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.document_kind == kind, Attachment.document_id == document_id)
    ).all()
    for attachment_id, file_id, token in found:
        if tokens is not None and token not in tokens:
            continue
        tx.session.execute(delete(Attachment).where(Attachment.id == attachment_id))
        held = select(Attachment.id).where(Attachment.file_id == file_id).limit(1)
        if tx.session.scalar(held) is None:
            tx.session.execute(delete(StoredFile).where(StoredFile.id == file_id))
