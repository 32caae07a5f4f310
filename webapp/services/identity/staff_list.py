"""The list of the company's people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from webapp.models import Branch, Department, Role, User, UserRole
from webapp.services.core.actor import Actor
from webapp.services.core.paging import PAGE_ROWS, Page, Sorting, as_id, read_page
from webapp.services.core.permissions import Permission
from webapp.services.core.rows import row_of
from webapp.services.identity.accounts import RoleName

ENABLED, DISABLED = "enabled", "disabled"
SORTS = ("user_name", "name", "new")


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """What the list is narrowed to; places, roles and posts by their codes, ``state``
    ENABLED or DISABLED, '' narrows nothing."""

    search: str = ""
    branch: str = ""
    department: str = ""
    role: str = ""
    post: str = ""
    state: str = ""
    sort: str = "user_name"


@dataclass(frozen=True, slots=True)
class StaffRow:
    user_name: str
    name: str
    position: str
    post: str
    phone: str
    email: str
    branch: str
    branch_en: str
    department: str
    department_en: str
    disabled_at: datetime | None
    created_at: datetime
    roles: tuple[RoleName, ...]


def list_staff(
    session: Session,
    actor: Actor,
    wanted: StaffFilter,
    *,
    after: str = "",
    before: str = "",
    rows: int = PAGE_ROWS,
) -> Page[StaffRow]:
    """A page of people in two queries. Raises Forbidden, RuleBroken for a forged place."""
    actor.require(Permission.SYSTEM_MANAGE)
    sorting = _sorting(wanted.sort)
    page = read_page(session, _rows(wanted), sorting, after=after, before=before, rows=rows)
    roles = _roles(session, [row.id for row in page.rows])
    shown = [row_of(StaffRow, row, roles=tuple(roles.get(row.id, ()))) for row in page.rows]
    return replace(page, rows=shown)


def _rows(wanted: StaffFilter) -> Select[*tuple[Any, ...]]:
    return (
        select(
            User.id,
            User.user_name,
            User.name,
            User.position,
            User.post,
            User.phone,
            User.email,
            User.disabled_at,
            User.created_at,
            func.coalesce(Branch.name, "").label("branch"),
            func.coalesce(Branch.name_en, "").label("branch_en"),
            func.coalesce(Department.name, "").label("department"),
            func.coalesce(Department.name_en, "").label("department_en"),
        )
        .outerjoin(Branch, Branch.id == User.branch_id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(*_conditions(wanted))
    )


def count_staff(session: Session, actor: Actor) -> dict[str, int]:
    """How many accounts are enabled, and how many disabled."""
    actor.require(Permission.SYSTEM_MANAGE)
    rows = session.execute(
        select(User.disabled_at.is_(None), func.count())
        .where(User.kind == "company")
        .group_by(User.disabled_at.is_(None))
    )
    counts = {bool(is_enabled): count for is_enabled, count in rows}
    return {ENABLED: counts.get(True, 0), DISABLED: counts.get(False, 0)}


def _sorting(sort: str) -> Sorting:
    kinds = {
        "user_name": ((User.user_name,), (str,)),
        "name": ((User.name, User.id), (str, as_id)),
        "new": ((User.id,), (as_id,)),
    }
    columns, readers = kinds.get(sort.lstrip("-"), kinds["user_name"])
    return Sorting(columns, readers, not sort.startswith("-"))


def _conditions(wanted: StaffFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [User.kind == "company"]
    if wanted.branch:
        found.append(Branch.code == wanted.branch)
    if wanted.department:
        found.append(Department.code == wanted.department)
    if wanted.post:
        found.append(User.post == wanted.post)
    if wanted.state:
        is_enabled = User.disabled_at.is_(None)
        found.append(is_enabled if wanted.state == ENABLED else ~is_enabled)
    if wanted.role:
        held = exists().where(
            UserRole.user_id == User.id, UserRole.role_id == Role.id, Role.code == wanted.role
        )
        found.append(held)
    if wanted.search:
        found.append(_matches(wanted.search))
    return found


def _matches(search: str) -> ColumnElement[bool]:
    columns: tuple[Any, ...] = (User.user_name, User.name, User.position, User.phone)
    return or_(*(column.icontains(search, autoescape=True) for column in columns))


def _roles(session: Session, user_ids: Sequence[int]) -> dict[int, list[RoleName]]:
    rows = session.execute(
        select(UserRole.user_id, Role.name, Role.name_en)
        .join(Role, Role.id == UserRole.role_id)
        .where(UserRole.user_id.in_(user_ids))
        .order_by(Role.id)
    )
    found: dict[int, list[RoleName]] = {}
    for user_id, name, name_en in rows:
        found.setdefault(user_id, []).append(RoleName(name, name_en))
    return found
