"""What people are told in the product, scheduled work, and the company's settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Json, Trailed

UNREAD = text("read_at IS NULL")


class Notice(Base):
    """A message in a person's inbox: a name from the list of notices, and its parameters."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index("ix_notice_unread", "user_id", postgresql_where=UNREAD, sqlite_where=UNREAD),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    document_kind: Mapped[str] = mapped_column(String(20), default="")
    document_number: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Schedule(Base):
    """Work that comes round: claimed by one worker at a time, tried again when a lease runs out."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    next_run_at: Mapped[datetime]
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(500), default="")


class CompanySettings(Trailed, Base):
    """The company's choices, one row; the settings service knows their types and defaults."""

    __tablename__ = "company_settings"

    values: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
