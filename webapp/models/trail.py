"""The audit trail, its seals, and the small tables that keep acts single."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base


class Event(Base):
    """One act. Append-only: triggers refuse change, and each event carries the hash of the one
    before it on the same subject."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "position"),
        Index(None, "at"),
        Index(None, "actor_id", "at"),
        Index(None, "name", "at"),
        Index(None, "subject_number"),
    )

    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    position: Mapped[int]
    subject_number: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(String(80))
    actor_kind: Mapped[str] = mapped_column(String(10))
    request_id: Mapped[str] = mapped_column(String(40), default="")
    #: What both sides may read: before and after, quantities, the target of a send-back.
    data: Mapped[dict[str, Any]]
    #: What only the company may read.
    internal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(String(500), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Seal(Base):
    """A hash over all event hashes since the seal before; also written outside the database."""

    __tablename__ = "seal"

    last_event_id: Mapped[int]
    events: Mapped[int]
    sealed_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class OneTimeKey(Base):
    """The key of a form already sent, and what came of it."""

    __tablename__ = "one_time_key"
    __table_args__ = (UniqueConstraint("actor_id", "key"), Index(None, "used_at"))

    actor_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(60))
    result: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]


class NumberRange(Base):
    """The last number given in a range on a day."""

    __tablename__ = "number_range"
    __table_args__ = (UniqueConstraint("prefix", "day"),)

    prefix: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    last: Mapped[int]


class MasterStamp(Base):
    """One row whose stamp is another after every change of master data (``core/keeping.py``)."""

    __tablename__ = "master_stamp"

    stamp: Mapped[str] = mapped_column(String(32))
