"""Opening accounts of the company: part of founding it, and what an administrator does later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from webapp.models import Role, User, UserRole
from webapp.services.core.transaction import Tx

#: How long a one-time password waits for its person (C45).
FIRST_PASSWORD_LIVES = timedelta(days=3)


def open_staff_account(
    tx: Tx,
    user_name: str,
    name: str,
    password_hash: str,
    roles: Sequence[Role],
    *,
    branch_id: int | None = None,
    department_id: int | None = None,
    position: str = "",
    post: str = "",
    must_change_password: bool = False,
) -> User:
    """An account of the company with its roles; the user name tells its kind (A2)."""
    user = User(
        user_name=user_name.lower(),
        name=name,
        kind="company",
        password_hash=password_hash,
        branch_id=branch_id,
        department_id=department_id,
        position=position,
        post=post,
        must_change_password=must_change_password,
        version=1,
        created_at=tx.now,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(user)
    tx.session.flush()
    tx.session.add_all([UserRole(user_id=user.id, role_id=role.id) for role in roles])
    tx.record(user, "AccountOpened", {"roles": [role.code for role in roles]})
    return user
