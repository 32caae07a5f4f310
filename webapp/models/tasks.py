"""Long work that people have asked for, brought-in lists, and the filters they keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Json, Trailed

UNFINISHED = text("status IN ('waiting', 'running')")


class Task(Base):
    """Work of one person that the worker does: claimed by a lease, its progress in rows."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name="status"),
        Index("ix_task_open", "id", postgresql_where=UNFINISHED, sqlite_where=UNFINISHED),
        Index(None, "user_id", "id"),
    )

    token: Mapped[str] = mapped_column(String(43), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    params: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: What came of it, or the message id and parameters of why it failed.
    result: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]


class SavedFilter(Base):
    """A filter of a list under a name that its owner gave it; ``query`` is the address's."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "list_key", "name"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    list_key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(1000))
    saved_at: Mapped[datetime]


class ImportMapping(Trailed, Base):
    """Which column of a foreign table means what, kept under a name."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    columns: Mapped[dict[str, Any]]
    rules: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ImportRun(Trailed, Base):
    """A list brought in: the file, how it is read, what was found, and what came of it (H4)."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(
            "status IN ('uploaded', 'checking', 'checked', 'running', 'done', 'discarded')",
            name="status",
        ),
        Index(None, "made_by_id", "id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default="uploaded")
    version: Mapped[int] = mapped_column(default=1)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    errors_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id", ondelete="SET NULL"))
    #: Column of the file by field, and what the person chose: leave bad rows out, update.
    columns: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Rows read, new, known, changed, refused; and the first of what is wrong.
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    finished_at: Mapped[datetime | None]
