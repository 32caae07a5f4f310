"""The declarative base and the columns that families of tables share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from webapp.db import Id, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: Json, list[Any]: Json, datetime: UtcDateTime}

    id: Mapped[int] = mapped_column(Id, primary_key=True)


class Trailed:
    """Head of the hash chain of events about one row; the row's own lock keeps it in order."""

    trail_length: Mapped[int] = mapped_column(default=0)
    trail_head: Mapped[str] = mapped_column(String(64), default="")


class Document(Trailed):
    """What every document on a chain has; its status is the step that it waits for."""

    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(24))
    level: Mapped[int] = mapped_column(default=0)
    status_since: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
