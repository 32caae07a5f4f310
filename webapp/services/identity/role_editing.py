"""Changing roles (A4, A5): cells of the table, roles of the company's own, their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from webapp.models import ChainSetting, ChainVersion, Role, RolePermission, UserRole
from webapp.services.chains.kinds import all_kinds
from webapp.services.core.errors import N_, Conflict, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.notices.rules import ROLE
from webapp.services.notices.targeting import is_target

LONGEST_NAME = 80
LONGEST_CODE = 40
MOST_ROLES = 30
STALE = N_("Somebody changed the role %(role)s meanwhile. Nothing was saved.")
TAKEN = N_("Another role has this name.")
KEPT = N_("The administrator role keeps the right over the system.")

#: Cells by right; None for a right that is not held.
Cells = Mapping[Permission, Reach | None]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """The cells of one role that somebody changed, and the version that he saw."""

    code: str
    version: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class RoleNaming:
    """A role's name in both languages; without an English one the Chinese stands for it."""

    name: str
    name_en: str = ""


@command
def save_role_table(tx: Tx, changes: Sequence[RoleChange]) -> Done:
    """Saves cells of several roles at once: all of them or none. It holds from the next request.

    Raises Conflict when a role that is changed here was changed meanwhile, RuleBroken when the
    administrator would lose the right to change anything back.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    roles = {role.code: role for role in lock_roles(tx)}
    changed = [change.code for change in changes if _change_cells(tx, roles, change)]
    return Done("roles", "saved", details={"changed": changed})


def _change_cells(tx: Tx, roles: Mapping[str, Role], change: RoleChange) -> bool:
    role = roles.get(change.code)
    if role is None:
        raise Conflict(STALE, role=change.code)
    held = {Permission(cell.permission): Reach(cell.scope) for cell in role.permissions}
    differing = {right: to for right, to in change.cells.items() if held.get(right) is not to}
    if not differing:
        return False
    if role.version != change.version:
        raise Conflict(STALE, role=role.name)
    if role.is_administrator and differing.get(Permission.SYSTEM_MANAGE, Reach.ALL) is not (
        Reach.ALL
    ):
        raise RuleBroken(KEPT)
    _set_cells(role, differing)
    role.version += 1
    before = {right.value: _plain(held.get(right)) for right in differing}
    after = {right.value: _plain(to) for right, to in differing.items()}
    tx.record(role, "RoleRightsChanged", {"before": before, "after": after})
    return True


def _set_cells(role: Role, cells: Cells) -> None:
    kept = {cell.permission: cell for cell in role.permissions}
    for right, to in cells.items():
        cell = kept.get(right.value)
        if to is None:
            if cell is not None:
                role.permissions.remove(cell)
        elif cell is None:
            role.permissions.append(RolePermission(permission=right.value, scope=to.value))
        else:
            cell.scope = to.value


def _plain(reach: Reach | None) -> str:
    return reach.value if reach else "none"


@command
def create_role(tx: Tx, naming: RoleNaming, copy_of: str = "") -> Done:
    """Makes a role of the company's own (A4), empty or with the rights of another.

    Raises RuleBroken at its fields, NotFound when the other one is gone.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    roles = lock_roles(tx)
    if len(roles) >= MOST_ROLES:
        raise RuleBroken(N_("There are %(most)s roles already."), most=MOST_ROLES)
    checked = _checked(naming, roles)
    model = next((role for role in roles if role.code == copy_of), None)
    if copy_of and model is None:
        raise NotFound()
    role = Role(
        code=_free_code(checked.name_en, {one.code for one in roles}),
        name=checked.name,
        name_en=checked.name_en,
        version=1,
        trail_length=0,
        trail_head="",
        permissions=[
            RolePermission(permission=cell.permission, scope=cell.scope)
            for cell in (model.permissions if model else [])
        ],
    )
    with unique(tx, "name_en", TAKEN):
        tx.session.add(role)
    rights = {cell.permission: cell.scope for cell in role.permissions}
    tx.record(role, "RoleCreated", {"name": role.name, "copy_of": copy_of, "rights": rights})
    return Done(role.code, "created", role.version)


@command
def rename_role(tx: Tx, code: str, version: int, naming: RoleNaming) -> Done:
    """Gives a role other names; raises RuleBroken at them, Conflict when it changed meanwhile."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    roles = lock_roles(tx)
    role = _seen(roles, code, version)
    checked = _checked(naming, [one for one in roles if one is not role])
    before = {"name": role.name, "name_en": role.name_en}
    after = {"name": checked.name, "name_en": checked.name_en}
    if before != after:
        role.name, role.name_en = checked.name, checked.name_en
        role.version += 1
        tx.record(role, "RoleRenamed", {"before": before, "after": after})
    return Done(role.code, "saved", role.version)


@command
def remove_role(tx: Tx, code: str, version: int) -> Done:
    """Deletes a role of the company's own that nobody holds and no level of a chain names.

    Raises RuleBroken otherwise, Conflict when it changed meanwhile.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    role = _seen(lock_roles(tx), code, version)
    if role.is_builtin:
        raise RuleBroken(N_("A built-in role stays. Take its rights away instead."))
    if tx.session.scalar(select(exists().where(UserRole.role_id == role.id))):
        raise RuleBroken(N_("Somebody holds this role. Take it from everybody first."))
    if _is_in_chain(tx, role.code):
        raise RuleBroken(N_("A level of a chain asks for this role. Change the chain first."))
    if is_target(tx.session, ROLE, role.id):
        raise RuleBroken(N_("An announcement is for this role, so it stays."))
    rights = {cell.permission: cell.scope for cell in role.permissions}
    tx.remove(role, "RoleRemoved", {"name": role.name, "rights": rights})
    return Done(code, "removed")


def lock_roles(tx: Tx) -> list[Role]:
    """All roles, locked in one order: there are few, and whoever changes one looks at all."""
    return list(tx.session.scalars(select(Role).order_by(Role.id).with_for_update()))


def _seen(roles: Sequence[Role], code: str, version: int) -> Role:
    """The role as it was seen; raises NotFound, Conflict."""
    role = next((one for one in roles if one.code == code), None)
    if role is None:
        raise NotFound()
    if role.version != version:
        raise Conflict(STALE, role=role.name)
    return role


def _checked(naming: RoleNaming, others: Sequence[Role]) -> RoleNaming:
    name = naming.name.strip()
    name_en = naming.name_en.strip() or name
    problems = Problems()
    for field, text in (("name", name), ("name_en", name_en)):
        if not text:
            problems.add(field, N_("Please fill this in."))
        elif len(text) > LONGEST_NAME:
            problems.add(field, N_("At most %(most)s characters."), most=LONGEST_NAME)
        elif any(text in (one.name, one.name_en) for one in others):
            problems.add(field, TAKEN)
    problems.refuse()
    return RoleNaming(name, name_en)


def _free_code(name_en: str, taken: set[str]) -> str:
    """A code out of the English name, which addresses and chains know the role by."""
    base = re.sub(r"[^a-z0-9]+", "_", name_en.lower()).strip("_")[: LONGEST_CODE - 4] or "role"
    numbered = (f"{base}_{number}" for number in range(2, MOST_ROLES + 2))
    return base if base not in taken else next(code for code in numbered if code not in taken)


def _is_in_chain(tx: Tx, code: str) -> bool:
    """Whether the newest version of a chain, or one that open documents run on, names the role."""
    versions = list(
        tx.session.execute(
            select(ChainVersion.id, ChainVersion.setting_id, ChainVersion.steps)
            .join(ChainSetting, ChainSetting.id == ChainVersion.setting_id)
            .order_by(ChainVersion.setting_id, ChainVersion.number)
        )
    )
    naming = {row.id for row in versions if _names(row.steps, code)}
    newest = {row.setting_id: row.id for row in versions}
    if naming & set(newest.values()):
        return True
    return any(kind.waiting(tx.session, naming) for kind in all_kinds()) if naming else False


def _names(steps: Sequence[Any], code: str) -> bool:
    return any(level["role"] == code for step in steps for level in step["levels"])
