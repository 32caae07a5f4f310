"""The company's choices and lists, the kinds of its orders, and what comes round by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Json, Trailed


class OrderKind(Trailed, Base):
    """A kind of order with its own range of numbers (G7); its chain is a variant of the order
    chain. ``is_on`` offers it to staff."""

    __tablename__ = "order_kind"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    number_prefix: Mapped[str] = mapped_column(String(10), unique=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Schedule(Base):
    """Work that comes round: claimed by one worker at a time, tried again when a lease runs out."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    next_run_at: Mapped[datetime]
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(500), default="")


class ChoiceItem(Trailed, Base):
    """An entry of a list that the company keeps itself: grades, channels, market positions."""

    __tablename__ = "choice_item"
    __table_args__ = (UniqueConstraint("list_key", "code"),)

    list_key: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CompanySettings(Trailed, Base):
    """The company's choices, one row; the settings service knows their types and defaults."""

    __tablename__ = "company_settings"

    values: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
