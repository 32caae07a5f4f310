"""Branches with their warehouses, and departments, as the company sets them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import func, select

from webapp.models import Branch, Department, Warehouse
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.naming import Named, check_names
from webapp.services.core.parsing import to_half_width
from webapp.services.core.permissions import Permission
from webapp.services.core.removal import unless_needed
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.notices.rules import DEPARTMENT
from webapp.services.notices.targeting import is_target
from webapp.services.reviews.panel_naming import check_unnamed

PlaceKind = Literal["branch", "department", "warehouse"]
KINDS: dict[str, Any] = {"branch": Branch, "department": Department, "warehouse": Warehouse}
#: By kind: the events of adding, renaming and removing.
EVENTS = {
    "branch": ("BranchAdded", "BranchRenamed", "BranchRemoved"),
    "department": ("DepartmentAdded", "DepartmentRenamed", "DepartmentRemoved"),
    "warehouse": ("WarehouseAdded", "WarehouseRenamed", "WarehouseRemoved"),
}
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
STALE = N_("%(name)s was changed meanwhile. Nothing was done.")
TAKEN = N_("This code is taken.")
NEEDED = N_("%(name)s is in use and stays.")


@dataclass(frozen=True, slots=True)
class PlaceInput:
    """A place's code and its names; without an English one the Chinese stands for it. ``branch``
    is the code of the branch that a warehouse belongs to."""

    name: str
    name_en: str = ""
    code: str = ""
    branch: str = ""


@command
def add_place(tx: Tx, kind: PlaceKind, given: PlaceInput) -> Done:
    """Adds a branch, with a warehouse at once; a department; or a further warehouse of a branch,
    whose code follows the branch's. Raises RuleBroken at its fields, NotFound for no branch."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    names = _names(given)
    if kind == "warehouse":
        branch = _lock(tx, Branch, given.branch)
        return _done(_add_warehouse(tx, branch, names))
    code = to_half_width(given.code).strip().upper()
    if not CODE.fullmatch(code):
        text = N_("1 to 16 capital letters, digits or hyphens; a letter or digit first.")
        raise RuleBroken(text, "code")
    with unique(tx, "code", TAKEN):
        row = _add(tx, kind, code=code, **names)
    if kind == "branch":
        _add_warehouse(tx, row, {"name": f"{row.name}仓库", "name_en": f"{row.name_en} warehouse"})
    return _done(row)


@command
def rename_place(tx: Tx, kind: PlaceKind, code: str, version: int, given: PlaceInput) -> Done:
    """Gives a place other names. Raises RuleBroken at them, Conflict when it changed meanwhile."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    row = _lock(tx, KINDS[kind], code, version)
    names = _names(given)
    changes = changes_between({"name": row.name, "name_en": row.name_en}, names)
    if changes:
        row.name, row.name_en = names["name"], names["name_en"]
        row.version += 1
        tx.record(row, EVENTS[kind][1], changes)
    return _done(row)


@command
def remove_place(tx: Tx, kind: Literal["branch", "department"], code: str, version: int) -> Done:
    """Deletes a branch or department that nobody and nothing belongs to; a branch takes its
    warehouses along, if they were never used. A department that a panel names stays (L9). Raises
    RuleBroken, Conflict."""
    tx.actor.require(Permission.SYSTEM_MANAGE)
    row = _lock(tx, KINDS[kind], code, version)
    if getattr(row, "is_head_office", False):
        raise RuleBroken(N_("The head office stays."))
    if kind == "department" and is_target(tx.session, DEPARTMENT, row.id):
        raise RuleBroken(NEEDED, name=row.name)
    if kind == "department":
        check_unnamed(tx, department=row.code)
    try:
        with unless_needed(tx, NEEDED):
            _remove(tx, kind, row)
    except RuleBroken as refused:
        raise RuleBroken(NEEDED, name=row.name) from refused
    return Done(code, "removed")


def _remove(tx: Tx, kind: str, row: Any) -> None:
    if kind == "branch":
        mine = select(Warehouse).where(Warehouse.branch_id == row.id).order_by(Warehouse.id)
        for warehouse in tx.session.scalars(mine.with_for_update()).all():
            tx.remove(warehouse, "WarehouseRemoved", {"name": warehouse.name})
    tx.remove(row, EVENTS[kind][2], {"name": row.name})


def _add(tx: Tx, kind: str, **values: Any) -> Any:
    row = KINDS[kind](version=1, trail_length=0, trail_head="", **values)
    tx.session.add(row)
    tx.record(row, EVENTS[kind][0], {"name": row.name, "name_en": row.name_en})
    return row


def _add_warehouse(tx: Tx, branch: Branch, names: dict[str, str]) -> Warehouse:
    """The branch's next warehouse: GZ-2 after GZ-1."""
    taken = set(tx.session.scalars(select(Warehouse.code)))
    count = select(func.count(Warehouse.id)).where(Warehouse.branch_id == branch.id)
    first = tx.session.scalars(count).one() + 1
    codes = (f"{branch.code}-{number}" for number in range(first, first + len(taken) + 1))
    code = next(one for one in codes if one not in taken)
    warehouse: Warehouse = _add(tx, "warehouse", code=code, branch_id=branch.id, **names)
    return warehouse


def _lock(tx: Tx, model: Any, code: str, version: int | None = None) -> Any:
    row = tx.session.scalar(select(model).where(model.code == code[:20]).with_for_update())
    if row is None:
        raise NotFound()
    if version is not None and row.version != version:
        raise Conflict(STALE, name=row.name)
    return row


def _names(given: PlaceInput) -> dict[str, str]:
    return asdict(check_names(Named(given.name, given.name_en)))


def _done(row: Any) -> Done:
    return Done(row.code, "saved", row.version)
