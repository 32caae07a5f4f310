"""Who holds a right by a role of his: the people to tell of what only they look after."""

from __future__ import annotations

from sqlalchemy import Select, select

from webapp.models import Role, RolePermission, User, UserRole
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.accounts import is_open


def holders_of(permission: Permission) -> Select[int]:
    """The ids of open accounts that hold the right over everybody's customers. Administrators,
    who hold every right, are not among them by that alone."""
    return (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .join(RolePermission, RolePermission.role_id == Role.id)
        .where(
            User.kind == "company",
            is_open(),
            Role.is_administrator.is_(False),
            RolePermission.permission == permission,
            RolePermission.scope == Reach.ALL,
        )
        .distinct()
        .order_by(User.id)
    )
