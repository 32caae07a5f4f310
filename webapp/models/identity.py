"""People, where they work, what they may do, and their signed-in sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.models.base import Base, Trailed


class Branch(Trailed, Base):
    __tablename__ = "branch"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    is_head_office: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class Department(Trailed, Base):
    __tablename__ = "department"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)


class Region(Trailed, Base):
    """A node of the sales region tree; ``path`` holds the codes from the root, ``/E/SH/``."""

    __tablename__ = "region"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(200), index=True)
    version: Mapped[int] = mapped_column(default=1)


class Role(Trailed, Base):
    __tablename__ = "role"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    is_builtin: Mapped[bool] = mapped_column(default=False)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    permissions: Mapped[list[RolePermission]] = relationship(cascade="all, delete-orphan")


class RolePermission(Base):
    """One cell of the role × permission table: which right, over whose documents."""

    __tablename__ = "role_permission"
    __table_args__ = (
        UniqueConstraint("role_id", "permission"),
        CheckConstraint("scope IN ('all', 'own')", name="scope"),
    )

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"))
    permission: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(10))


class User(Trailed, Base):
    """An account of one of two kinds; the user name alone tells which (A1, A2)."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'customer' AND customer_id IS NOT NULL)"
            " OR (kind = 'company' AND customer_id IS NULL)",
            name="kind",
        ),
    )

    user_name: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    # Each customer has exactly one ordering account (A3).
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), unique=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    position: Mapped[str] = mapped_column(String(80), default="")
    #: Code of a leading post from the company's list, such as general manager; '' for none.
    post: Mapped[str] = mapped_column(String(20), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    #: Whether notices come by e-mail too.
    mails_notices: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_expires_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(10))
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class UserRole(Base):
    __tablename__ = "user_role"
    __table_args__ = (UniqueConstraint("user_id", "role_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)


class UserRegion(Base):
    __tablename__ = "user_region"
    __table_args__ = (UniqueConstraint("user_id", "region_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)


class LoginSession(Base):
    """A signed-in browser; the cookie's secret is kept only as a hash."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(60))
    agent: Mapped[str] = mapped_column(String(200))


class LoginAttempt(Base):
    """Failed sign-ins, counted across all processes by account and by address."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index(None, "account", "at"),
        Index(None, "address", "at"),
    )

    account: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
