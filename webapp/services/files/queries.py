"""Reaching stored files: only through a document that the person may see."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, exists, or_, select
from sqlalchemy.orm import Session

from webapp.models import (
    Attachment,
    Customer,
    FileContent,
    Order,
    Product,
    ReturnRequest,
    StoredFile,
)
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission
from webapp.services.identity.scope import reaches_customers
from webapp.services.orders.kinds import KIND as ORDERS
from webapp.services.returns.kinds import KIND as RETURNS

LONGEST_TOKEN = 43


@dataclass(frozen=True, slots=True)
class FileToSend:
    name: str
    media_type: str
    sha256: str
    content: bytes


def find_file(session: Session, actor: Actor, token: str) -> FileToSend | None:
    """A file of a document in the actor's reach; an internal one only for the company."""
    of_order = exists().where(
        Attachment.document_kind == ORDERS,
        Order.id == Attachment.document_id,
        Customer.id == Order.customer_id,
        reaches_customers(actor, Permission.ORDER_VIEW),
    )
    of_return = exists().where(
        Attachment.document_kind == RETURNS,
        ReturnRequest.id == Attachment.document_id,
        Customer.id == ReturnRequest.customer_id,
        reaches_customers(actor, Permission.ORDER_VIEW),
    )
    statement = (
        select(StoredFile, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(StoredFile.token == token[:LONGEST_TOKEN], or_(of_order, of_return))
    )
    if not actor.is_company:
        statement = statement.where(Attachment.is_internal.is_(False))
    return _to_send(session.execute(statement.limit(1)).first())


def find_picture(session: Session, token: str) -> FileToSend | None:
    """A product's picture; every signed-in person may see the catalogue's pictures."""
    statement = (
        select(StoredFile, FileContent.content)
        .join(FileContent, FileContent.file_id == StoredFile.id)
        .join(Product, Product.picture_id == StoredFile.id)
        .where(StoredFile.token == token[:LONGEST_TOKEN])
    )
    return _to_send(session.execute(statement.limit(1)).first())


def _to_send(row: Row[StoredFile, bytes] | None) -> FileToSend | None:
    if row is None:
        return None
    stored, content = row
    return FileToSend(stored.name, stored.media_type, stored.sha256, content)
