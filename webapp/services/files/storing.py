"""Storing checked uploads and hanging them on documents."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from webapp.models import Attachment, FileContent, StoredFile
from webapp.services.core.transaction import Tx
from webapp.services.files.checks import CheckedUpload


@dataclass(frozen=True, slots=True)
class Paper:
    """An upload and which paper it is: ``confirmation``, ``signature``, ``remittance``,
    ``customer_order``, ``photo`` or ``other``."""

    purpose: str
    upload: CheckedUpload


def store(tx: Tx, upload: CheckedUpload) -> StoredFile:
    """Keeps a checked upload under a random token; its own name is only ever shown as text."""
    stored = StoredFile(
        token=secrets.token_urlsafe(32),
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=upload.sha256,
        stored_at=tx.now,
        stored_by_id=tx.actor.user_id,
    )
    tx.session.add(stored)
    tx.session.flush()
    tx.session.add(FileContent(file_id=stored.id, content=upload.content))
    return stored


def attach(
    tx: Tx,
    kind: str,
    document_id: int,
    papers: Sequence[Paper],
    *,
    shipment_id: int | None = None,
    is_internal: bool = False,
) -> list[StoredFile]:
    """Stores papers and hangs them on a document; internal ones the customer never sees."""
    stored = [store(tx, paper.upload) for paper in papers]
    for paper, file in zip(papers, stored, strict=True):
        tx.session.add(
            Attachment(
                document_kind=kind,
                document_id=document_id,
                shipment_id=shipment_id,
                purpose=paper.purpose,
                file_id=file.id,
                is_internal=is_internal,
                attached_at=tx.now,
                attached_by_id=tx.actor.user_id,
            )
        )
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
