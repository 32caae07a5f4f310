"""Reading a person of the company, and what a form about him offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import (
    Branch,
    Customer,
    Department,
    LoginSession,
    Region,
    Role,
    User,
    UserRegion,
    UserRole,
)
from webapp.services.core.actor import Actor
from webapp.services.core.errors import NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of

SUGGESTED_POSITIONS = 50
SHOWN_SESSIONS = 20


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose: its code and its names; ``depth`` is how far down a tree it stands."""

    code: str
    name: str
    name_en: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class StaffChoices:
    """What a form about a person offers."""

    branches: tuple[Named, ...]
    departments: tuple[Named, ...]
    roles: tuple[Named, ...]
    regions: tuple[Named, ...]
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffView:
    """One person: his file, his sessions, and what would be left without him."""

    user_name: str
    name: str
    phone: str
    email: str
    position: str
    post: str
    language: str
    branch: Named | None
    department: Named | None
    roles: tuple[Named, ...]
    regions: tuple[Named, ...]
    disabled_at: datetime | None
    created_at: datetime
    must_change_password: bool
    version: int
    sessions: tuple[SessionRow, ...]
    customers: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser of a person."""

    created_at: datetime
    address: str
    agent: str


def get_staff(session: Session, actor: Actor, user_name: str) -> StaffView:
    """A person of the company, in a fixed number of queries. Raises NotFound, Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    user = session.scalar(
        select(User).where(User.user_name == user_name[:60], User.kind == "company")
    )
    if user is None:
        raise NotFound()
    return row_of(
        StaffView,
        user,
        language=user.language or "",
        branch=_one(session, Branch, user.branch_id),
        department=_one(session, Department, user.department_id),
        roles=_roles_of(session, user.id),
        regions=_regions_of(session, user.id),
        sessions=_sessions_of(session, user.id),
        customers=session.scalars(
            select(func.count(Customer.id)).where(Customer.salesperson_id == user.id)
        ).one(),
    )


def staff_choices(session: Session, actor: Actor) -> StaffChoices:
    """Everything that a form about a person offers. Raises Forbidden."""
    actor.require(Permission.SYSTEM_MANAGE)
    positions = (
        select(User.position)
        .where(User.kind == "company", User.position != "")
        .group_by(User.position)
        .order_by(func.count().desc(), User.position)
        .limit(SUGGESTED_POSITIONS)
    )
    return StaffChoices(
        branches=_all(session, Branch, Branch.is_head_office.desc(), Branch.code),
        departments=_all(session, Department, Department.code),
        roles=_all(session, Role, Role.id),
        regions=_all(session, Region, Region.path),
        positions=tuple(session.scalars(positions)),
    )


def _all(session: Session, model: Any, *order: Any) -> tuple[Named, ...]:
    return tuple(_named(row) for row in session.scalars(select(model).order_by(*order)))


def _named(row: Any) -> Named:
    depth = max(row.path.count("/") - 2, 0) if isinstance(row, Region) else 0
    return Named(row.code, row.name, row.name_en, depth)


def _one(session: Session, model: Any, id_: int | None) -> Named | None:
    row = session.get(model, id_) if id_ is not None else None
    return _named(row) if row is not None else None


def _roles_of(session: Session, user_id: int) -> tuple[Named, ...]:
    mine = select(Role).join(UserRole, UserRole.role_id == Role.id)
    rows = session.scalars(mine.where(UserRole.user_id == user_id).order_by(Role.id))
    return tuple(_named(row) for row in rows)


def _regions_of(session: Session, user_id: int) -> tuple[Named, ...]:
    mine = select(Region).join(UserRegion, UserRegion.region_id == Region.id)
    rows = session.scalars(mine.where(UserRegion.user_id == user_id).order_by(Region.path))
    return tuple(_named(row) for row in rows)


def _sessions_of(session: Session, user_id: int) -> tuple[SessionRow, ...]:
    mine = select(LoginSession).where(LoginSession.user_id == user_id)
    rows = session.scalars(mine.order_by(LoginSession.id.desc()).limit(SHOWN_SESSIONS))
    return tuple(row_of(SessionRow, row) for row in rows)
