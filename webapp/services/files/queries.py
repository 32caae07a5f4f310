"""Reaching stored files: only through a document that the person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, and_, false, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Attachment,
    FileContent,
    StoredFile,
)
from webapp.services.core.actor import Actor

LONGEST_TOKEN = 43

#: Whether an attachment's document is in an actor's reach, said by the area of its kind.
Reaches = Callable[[Actor], ColumnElement[bool]]
_holders: dict[str, Reaches] = {}


def register_holder(kind: str, reaches: Reaches) -> None:
    """Makes known who may see the papers of a kind of document; nobody may until then."""
    _holders[kind] = reaches


@dataclass(frozen=True, slots=True)
class FileToSend:
    name: str
    media_type: str
    sha256: str
    content: bytes


def find_file(session: Session, actor: Actor, token: str) -> FileToSend | None:
    """A file of a document in the actor's reach; an internal one only for the company."""
    in_reach = [
        and_(Attachment.document_kind == kind, reaches(actor)) for kind, reaches in _holders.items()
    ]
    statement = (
        select(StoredFile, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(StoredFile.token == token[:LONGEST_TOKEN], or_(false(), *in_reach))
    )
    if not actor.is_company:
        statement = statement.where(Attachment.is_internal.is_(False))
    return to_send(session.execute(statement.limit(1)).first())


def to_send(row: Row[StoredFile, bytes] | None) -> FileToSend | None:
    if row is None:
        return None
    stored, content = row
    return FileToSend(stored.name, stored.media_type, stored.sha256, content)
