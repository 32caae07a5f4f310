"""What people are told: inbox, letters of the outbox, and announcements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Trailed

UNREAD = text("read_at IS NULL")
TO_MAIL = text("mail_state = 'waiting'")
UNSENT = text("sent_at IS NULL")


class Notice(Base):
    """A message in a person's inbox: a name from the list of notices, and its parameters."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index("ix_notice_unread", "user_id", postgresql_where=UNREAD, sqlite_where=UNREAD),
        Index("ix_notice_to_mail", "id", postgresql_where=TO_MAIL, sqlite_where=TO_MAIL),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    document_kind: Mapped[str] = mapped_column(String(20), default="")
    document_number: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    #: waiting until the worker has put it into the post, or seen that it is not wanted there.
    mail_state: Mapped[str] = mapped_column(String(10), default="waiting")


class OutgoingMail(Base):
    """A letter in the outbox: delivered by the worker, tried again until it is gone or given up."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_due", "next_try_at", postgresql_where=UNSENT, sqlite_where=UNSENT),
    )

    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notice.id", ondelete="SET NULL"), unique=True
    )
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    to_address: Mapped[str] = mapped_column(String(120))
    to_name: Mapped[str] = mapped_column(String(80), default="")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(500), default="")


class Announcement(Trailed, Base):
    """Something the company tells many (K6): customers, staff or both, all of them unless
    targets narrow it down."""

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
        Index(None, "status", "published_at"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    to_customers: Mapped[bool] = mapped_column(default=False)
    to_staff: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class AnnouncementTarget(Base):
    """One of those whom an announcement is narrowed down to: a level or region of customers, a
    department or role of staff. Of one kind any may fit, of different kinds all must."""

    __tablename__ = "announcement_target"
    __table_args__ = (
        UniqueConstraint("announcement_id", "kind", "target_id"),
        CheckConstraint("kind IN ('level', 'region', 'department', 'role')", name="kind"),
    )

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int]


class AnnouncementReading(Base):
    """Who has opened an announcement, and when for the first time."""

    __tablename__ = "announcement_reading"
    __table_args__ = (UniqueConstraint("announcement_id", "user_id"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    read_at: Mapped[datetime]
