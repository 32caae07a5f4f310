"""The last enabled administrator: somebody must always be able to open every door again."""

from __future__ import annotations

from sqlalchemy import func, select

from webapp.models import Role, User, UserRole
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.transaction import Tx

LAST = N_("At least one enabled administrator must remain. Nothing was changed.")


def lock_administrators(tx: Tx) -> None:
    """Taken first by every act that could cost an administrator: two such acts at one moment
    would each count the other's administrator as still there."""
    roles = select(Role.id).where(Role.is_administrator).order_by(Role.id).with_for_update()
    tx.session.execute(roles).all()


def ensure_administrator(tx: Tx, field: str = "") -> None:
    """Raises RuleBroken at ``field`` when no enabled account is an administrator any more."""
    tx.session.flush()
    left = tx.session.scalars(
        select(func.count(User.id))
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.is_administrator, User.disabled_at.is_(None), User.kind == "company")
    ).one()
    if not left:
        raise RuleBroken(LAST, field)
