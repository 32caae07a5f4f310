"""Stored files and what they are attached to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class StoredFile(Base):
    """What is known of a file; it is reached by its random token, never by its name."""

    __tablename__ = "stored_file"

    token: Mapped[str] = mapped_column(String(43), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_at: Mapped[datetime]
    stored_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)


class FileContent(Base):
    """The bytes, apart from the row that lists read; in the database, so that a document and
    its papers are stored, backed up and rolled back together."""

    __tablename__ = "file_content"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), unique=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A file on a document; ``purpose`` says which paper it is."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index(None, "document_kind", "document_id"),
        Index(None, "file_id"),
        Index(None, "shipment_id"),
    )

    document_kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int]
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipment.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    is_internal: Mapped[bool] = mapped_column(default=False)
    attached_at: Mapped[datetime]
    attached_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
