"""Staff accounts: opened, changed, disabled and enabled again by an administrator (A4, H5)."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from webapp.models import LoginSession, User
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.documents.acting import needs_reason
from webapp.services.identity.administrators import ensure_administrator, lock_administrators
from webapp.services.identity.opening import FIRST_PASSWORD_LIVES, open_staff_account
from webapp.services.identity.staff_file import (
    StaffInput,
    changes_of,
    check_staff,
    check_user_name,
    store_regions,
    store_staff,
)

TAKEN = N_("This user name is taken.")
STALE = N_("Somebody changed this account meanwhile. Nothing was changed.")


@command
def create_staff(tx: Tx, user_name: str, given: StaffInput, password_hash: str) -> Done:
    """Opens an account with a one-time password, which must be changed at the first sign-in.

    The user name is unlike that of every other account, customers' too (A2). Raises RuleBroken
    at its fields.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    user_name = check_user_name(user_name)
    checked = check_staff(tx, given)
    given = checked.given
    with unique(tx, "user_name", TAKEN):
        user = open_staff_account(
            tx,
            user_name,
            given.name,
            password_hash,
            checked.roles,
            branch_id=checked.branch_id,
            department_id=checked.department_id,
            position=given.position,
            post=given.post,
            must_change_password=True,
        )
    user.password_expires_at = tx.now + FIRST_PASSWORD_LIVES
    user.phone, user.email, user.language = given.phone, given.email, given.language or None
    store_regions(tx, user, checked)
    return Done(user.user_name, "enabled", user.version)


@command
def change_staff(tx: Tx, user_name: str, version: int, given: StaffInput) -> Done:
    """Changes what is kept of a person and what he may do; it holds from his next request.

    Raises Conflict when the account changed meanwhile, RuleBroken at a field, and when nobody
    would be administrator any more.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    lock_administrators(tx)
    user = lock_staff(tx, user_name, version)
    checked = check_staff(tx, given)
    changes = changes_of(tx, user, checked)
    if changes:
        store_staff(tx, user, checked)
        ensure_administrator(tx, "roles")
        user.version += 1
        tx.record(user, "StaffChanged", changes)
    return Done(user.user_name, "saved", user.version, {"changed": [*changes.get("after", ())]})


@command
def disable_staff(tx: Tx, user_name: str, version: int, reason: str) -> Done:
    """Closes an account: its sessions end at once. Nobody does so to himself, and the last
    administrator stays. Raises RuleBroken, Conflict."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    lock_administrators(tx)
    user = lock_staff(tx, user_name, version)
    reason = needs_reason(reason)
    if user.id == tx.actor.user_id:
        raise RuleBroken(N_("Nobody disables his own account. Ask another administrator."))
    if user.disabled_at is not None:
        raise Conflict(N_("This account is disabled already."))
    user.disabled_at = tx.now
    ensure_administrator(tx)
    ended = end_sessions_of(tx, user.id)
    user.version += 1
    tx.record(user, "StaffDisabled", {"sessions": ended}, reason=reason)
    return Done(user.user_name, "disabled", user.version)


@command
def enable_staff(tx: Tx, user_name: str, version: int, reason: str) -> Done:
    """Opens a closed account again, with the roles that it had. Raises RuleBroken, Conflict."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    user = lock_staff(tx, user_name, version)
    reason = needs_reason(reason)
    if user.disabled_at is None:
        raise Conflict(N_("This account is not disabled."))
    user.disabled_at = None
    user.version += 1
    tx.record(user, "StaffEnabled", reason=reason)
    return Done(user.user_name, "enabled", user.version)


@command
def reset_staff_password(tx: Tx, user_name: str, version: int, password_hash: str) -> Done:
    """Gives a one-time password; the old one and all sessions end. Raises RuleBroken for one's
    own account, Conflict when it changed meanwhile."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    user = lock_staff(tx, user_name, version)
    if user.id == tx.actor.user_id:
        raise RuleBroken(N_("Change your own password on the page of your account."))
    user.password_hash = password_hash
    user.must_change_password = True
    user.password_expires_at = tx.now + FIRST_PASSWORD_LIVES
    user.version += 1
    tx.record(user, "PasswordReset", {"sessions": end_sessions_of(tx, user.id)})
    return Done(user.user_name, "saved", user.version)


@command
def end_staff_sessions(tx: Tx, user_name: str) -> Done:
    """Signs a person out everywhere (C51)."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    user = lock_staff(tx, user_name)
    ended = end_sessions_of(tx, user.id)
    tx.record(user, "SessionsEnded", {"sessions": ended})
    return Done(user.user_name, "saved", user.version, {"sessions": ended})


def lock_staff(tx: Tx, user_name: str, version: int | None = None) -> User:
    """The company account, locked; raises NotFound, Conflict when it is not as it was seen."""
    user = tx.session.scalar(
        select(User)
        .where(User.user_name == user_name[:60], User.kind == "company")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if user is None:
        raise NotFound()
    if version is not None and user.version != version:
        raise Conflict(STALE)
    return user


def end_sessions_of(tx: Tx, user_id: int) -> int:
    """Ends every session of an account; answers how many there were."""
    mine = LoginSession.user_id == user_id
    ended = tx.session.scalars(select(func.count(LoginSession.id)).where(mine)).one()
    tx.session.execute(delete(LoginSession).where(mine))
    return ended
