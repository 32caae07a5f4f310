"""Chain settings: immutable versions, and which one new documents run on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.models.base import Base, Trailed


class ChainSetting(Trailed, Base):
    """The chain that documents of one kind run on; ``variant`` '' stands for every order kind."""

    __tablename__ = "chain_setting"
    __table_args__ = (UniqueConstraint("document_kind", "variant"),)

    document_kind: Mapped[str] = mapped_column(String(20))
    variant: Mapped[str] = mapped_column(String(20), default="")
    version: Mapped[int] = mapped_column(default=1)


class ChainVersion(Base):
    """One saved state of a chain; never changed after it is stored (A9)."""

    __tablename__ = "chain_version"
    __table_args__ = (UniqueConstraint("setting_id", "number"),)

    setting_id: Mapped[int] = mapped_column(ForeignKey("chain_setting.id"))
    number: Mapped[int]
    steps: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
