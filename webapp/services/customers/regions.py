"""The tree of sales regions: who is in charge of one is in charge of all below it (H2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.models import Customer, Region, UserRegion
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, RuleBroken
from webapp.services.core.naming import Named, check_code, check_names
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique
from webapp.services.notices.rules import REGION
from webapp.services.notices.targeting import is_target

LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region in the tree; ``depth`` is 0 at the top, ``people`` are in charge of it directly."""

    code: str
    name: str
    name_en: str
    parent: str
    depth: int
    version: int
    customers: int
    people: int
    is_leaf: bool

    @property
    def is_unused(self) -> bool:
        return self.is_leaf and not self.customers and not self.people


@command
def add_region(tx: Tx, code: str, names: Named, parent: str = "") -> Done:
    """Adds a region below another, or at the top. Raises Forbidden, RuleBroken at its fields."""
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    names, code = check_names(names), check_code(code)
    above = _one_of(_lock_tree(tx), parent, "parent") if parent else None
    region = Region(
        code=code,
        name=names.name,
        name_en=names.name_en,
        parent_id=above.id if above else None,
        path=_path(above, code),
        version=1,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, "code", N_("This code is taken.")):
        tx.session.add(region)
    tx.record(region, "RegionAdded", {"after": {"name": names.name, "parent": parent}})
    return Done(code, version=1)


@command
def rename_region(tx: Tx, code: str, version: int, names: Named) -> Done:
    """Gives a region other names; its code stays. Raises NotFound, Conflict, RuleBroken."""
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    names = check_names(names)
    region = _find(_lock_tree(tx), code, version)
    changes = changes_between(
        {"name": region.name, "name_en": region.name_en},
        {"name": names.name, "name_en": names.name_en},
    )
    if changes:
        region.name, region.name_en = names.name, names.name_en
        region.version += 1
        tx.record(region, "RegionRenamed", changes)
    return Done(code, version=region.version)


@command
def move_region(tx: Tx, code: str, version: int, parent: str) -> Done:
    """Hangs a region with everything below it under another one, or at the top for ''.

    Raises RuleBroken when that one is below it itself.
    """
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    tree = _lock_tree(tx)
    region = _find(tree, code, version)
    above = _one_of(tree, parent, "parent") if parent else None
    if above is not None and above.path.startswith(region.path):
        raise RuleBroken(N_("A region cannot hang below itself."), "parent")
    before = next((one.code for one in tree if one.id == region.parent_id), "")
    if before != parent:
        _hang(tree, region, above)
        region.version += 1
        tx.record(
            region, "RegionMoved", {"before": {"parent": before}, "after": {"parent": parent}}
        )
    return Done(code, version=region.version)


@command
def remove_region(tx: Tx, code: str, version: int) -> Done:
    """Takes out a region that nothing hangs on. Raises RuleBroken while something does."""
    tx.actor.require_everywhere(Permission.CUSTOMER_GRADE)
    tree = _lock_tree(tx)
    region = _find(tree, code, version)
    used = any(one.parent_id == region.id for one in tree) or any(
        tx.session.scalar(select(column).where(column == region.id).limit(1)) is not None
        for column in (Customer.region_id, UserRegion.region_id)
    )
    if used or is_target(tx.session, REGION, region.id):
        raise RuleBroken(
            N_("%(name)s is still used by customers, people in charge, notices or regions below."),
            name=region.name,
            name_en=region.name_en,
        )
    tx.remove(region, "RegionRemoved", {"before": {"name": region.name}})
    return Done(code)


def list_regions(session: Session) -> list[RegionRow]:
    """The whole tree, each region before those below it."""
    customers = _counted(session, Customer.region_id)
    people = _counted(session, UserRegion.region_id)
    regions = session.scalars(select(Region).order_by(Region.path)).all()
    codes = {one.id: one.code for one in regions}
    parents = {one.parent_id for one in regions}
    return [
        RegionRow(
            code=one.code,
            name=one.name,
            name_en=one.name_en,
            parent=codes.get(one.parent_id or 0, ""),
            depth=max(one.path.count("/") - 2, 0),
            version=one.version,
            customers=customers.get(one.id, 0),
            people=people.get(one.id, 0),
            is_leaf=one.id not in parents,
        )
        for one in regions
    ]


def _counted(session: Session, column: Any) -> dict[int, int]:
    rows = session.execute(select(column, func.count()).group_by(column))
    return {row[0]: row[1] for row in rows}


def _lock_tree(tx: Tx) -> Sequence[Region]:
    """Every region, locked in one order: two moves at once could otherwise make a ring."""
    statement = select(Region).order_by(Region.id).with_for_update()
    return tx.session.scalars(statement.execution_options(populate_existing=True)).all()


def _find(tree: Sequence[Region], code: str, version: int) -> Region:
    region = next((one for one in tree if one.code == code), None)
    if region is None:
        raise NotFound()
    if region.version != version:
        raise Conflict(N_("Somebody changed this region meanwhile. Nothing was done."))
    return region


def _one_of(tree: Sequence[Region], code: str, field: str) -> Region:
    found = next((one for one in tree if one.code == code), None)
    if found is None:
        raise RuleBroken(N_("This choice does not exist."), field)
    return found


def _hang(tree: Sequence[Region], region: Region, above: Region | None) -> None:
    """Gives the region and all below it their paths under the new place."""
    old, new = region.path, _path(above, region.code)
    below = [one for one in tree if one.path.startswith(old)]
    if any(len(new) - len(old) + len(one.path) > LONGEST_PATH for one in below):
        raise RuleBroken(N_("The tree would be too deep."), "parent")
    for one in below:
        one.path = new + one.path.removeprefix(old)
    region.parent_id = above.id if above else None


def _path(above: Region | None, code: str) -> str:
    path = f"{above.path if above else '/'}{code}/"
    if len(path) > LONGEST_PATH:
        raise RuleBroken(N_("The tree would be too deep."), "parent")
    return path
