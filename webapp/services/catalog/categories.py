"""The category tree as the company keeps it: nodes are added, renamed, moved, ordered, removed.

``path`` holds the codes from the root; moving a node moves all that is below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.models import Category, Product
from webapp.services.core.actor import Actor
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, Problems
from webapp.services.core.naming import Named, tidy_names
from webapp.services.core.permissions import Permission
from webapp.services.core.removal import unless_needed
from webapp.services.core.sequences import moved
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.uniqueness import unique

CHANGED = N_("Somebody changed the categories meanwhile. Nothing was done.")
TAKEN = N_("There is a category with this code already.")
LONGEST_CODE = 20
LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class CategoryInput:
    """A node by its names; ``parent`` is the code of the one above, '' at the top."""

    name: str
    name_en: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A node for the page that keeps the tree; ``products`` are those directly in it, on the
    shelf or not; ``depth`` counts from 0 at the top."""

    code: str
    name: str
    name_en: str
    parent: str
    path: str
    depth: int
    products: int
    children: int
    is_first: bool
    is_last: bool
    version: int

    @property
    def is_empty(self) -> bool:
        return not self.products and not self.children


def list_categories(session: Session) -> list[CategoryRow]:
    """Every node, each followed by those below it, in two queries."""
    nodes = session.scalars(select(Category).order_by(Category.position, Category.code)).all()
    counted = session.execute(
        select(Product.category_id, func.count()).group_by(Product.category_id)
    )
    counts: dict[int, int] = {row[0]: row[1] for row in counted}
    below: dict[int | None, list[Category]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node)
    return _rows(below, counts, None, "", 0)


def _rows(
    below: dict[int | None, list[Category]],
    counts: dict[int, int],
    parent_id: int | None,
    parent: str,
    depth: int,
) -> list[CategoryRow]:
    rows: list[CategoryRow] = []
    beside = below.get(parent_id, [])
    for node in beside:
        row = CategoryRow(
            code=node.code,
            name=node.name,
            name_en=node.name_en,
            parent=parent,
            path=node.path,
            depth=depth,
            products=counts.get(node.id, 0),
            children=len(below.get(node.id, [])),
            is_first=node is beside[0],
            is_last=node is beside[-1],
            version=node.version,
        )
        rows += [row, *_rows(below, counts, node.id, node.code, depth + 1)]
    return rows


def get_category(session: Session, actor: Actor, code: str) -> CategoryRow:
    """One node of the tree; raises NotFound, Forbidden."""
    actor.require(Permission.PRODUCT_MANAGE)
    found = next((one for one in list_categories(session) if one.code == code), None)
    if found is None:
        raise NotFound()
    return found


@command
def add_category(tx: Tx, code: str, given: CategoryInput) -> Done:
    """Adds a node behind the others below its parent. Raises RuleBroken, Forbidden."""
    nodes = _lock_tree(tx)
    problems = Problems()
    if not code.isascii() or not code.replace("-", "").isalnum() or len(code) > LONGEST_CODE:
        problems.add("code", N_("A code has up to %(most)s letters and digits."), most=LONGEST_CODE)
    if code.upper() in (one.upper() for one in nodes):
        problems.add("code", TAKEN)
    parent = _parent(nodes, given.parent, problems)
    path = _path_below(parent, code, problems)
    names = tidy_names(Named(given.name, given.name_en), problems)
    problems.refuse()
    node = Category(
        code=code,
        name=names.name,
        name_en=names.name_en,
        parent_id=parent.id if parent else None,
        path=path,
        position=_last(nodes, parent) + 1,
        version=1,
        trail_length=0,
        trail_head="",
    )
    with unique(tx, "code", TAKEN):
        tx.session.add(node)
    tx.record(node, "CategoryAdded", {"after": _state(nodes, node)})
    return Done(node.code, version=node.version)


@command
def change_category(tx: Tx, code: str, version: int, given: CategoryInput) -> Done:
    """Renames a node, and moves it with all that is below it where its parent is another one.

    Raises RuleBroken when it would come to lie below itself, Conflict, NotFound, Forbidden.
    """
    nodes = _lock_tree(tx)
    node = _find(nodes, code, version)
    problems = Problems()
    parent = _parent(nodes, given.parent, problems)
    if parent is not None and parent.path.startswith(node.path):
        problems.add("parent", N_("A category cannot lie below itself."))
    path = _path_below(parent, node.code, problems)
    _check_lengths_below(nodes, node, path, problems)
    names = tidy_names(Named(given.name, given.name_en), problems)
    problems.refuse()
    before = _state(nodes, node)
    node.name, node.name_en = names.name, names.name_en
    if path != node.path:
        node.position = _last(nodes, parent) + 1
        node.parent_id = parent.id if parent else None
        _move_subtree(tx, node.path, path)
        tx.session.refresh(node, ["path"])
    if data := changes_between(before, _state(nodes, node)):
        node.version += 1
        tx.record(node, "CategoryChanged", data)
    return Done(node.code, version=node.version)


@command
def order_category(tx: Tx, code: str, version: int, way: str) -> Done:
    """Moves a node one place ``earlier`` or ``later`` among those beside it.

    Raises RuleBroken for another way, Conflict, NotFound, Forbidden.
    """
    nodes = _lock_tree(tx)
    node = _find(nodes, code, version)
    beside = sorted(
        (one for one in nodes.values() if one.parent_id == node.parent_id),
        key=lambda one: (one.position, one.code),
    )
    in_order = moved(beside, node, way)
    for position, one in enumerate(in_order):
        one.position = position
    node.version += 1
    tx.record(node, "CategoryOrdered", {"position": str(in_order.index(node) + 1)})
    return Done(node.code, version=node.version)


@command
def remove_category(tx: Tx, code: str, version: int) -> Done:
    """Takes an empty node out of the tree.

    Raises RuleBroken while articles or categories are in it, Conflict, NotFound, Forbidden.
    """
    nodes = _lock_tree(tx)
    node = _find(nodes, code, version)
    with unless_needed(tx, N_("Only an empty category can be removed.")):
        tx.remove(node, "CategoryRemoved", {"name": node.name})
    return Done(code)


def _lock_tree(tx: Tx) -> dict[str, Category]:
    """Every node by its code, locked: two moves at once could make a ring."""
    tx.actor.require(Permission.PRODUCT_MANAGE)
    rows = tx.session.scalars(select(Category).order_by(Category.id).with_for_update())
    return {node.code: node for node in rows}


def _find(nodes: dict[str, Category], code: str, version: int) -> Category:
    node = nodes.get(code)
    if node is None:
        raise NotFound()
    if node.version != version:
        raise Conflict(CHANGED)
    return node


def _parent(nodes: dict[str, Category], code: str, problems: Problems) -> Category | None:
    if code and code not in nodes:
        problems.add("parent", N_("There is no such category."))
    return nodes.get(code)


def _path_below(parent: Category | None, code: str, problems: Problems) -> str:
    path = f"{parent.path if parent else '/'}{code}/"
    if len(path) > LONGEST_PATH:
        problems.add("parent", N_("The tree would get too deep."))
    return path


def _check_lengths_below(
    nodes: dict[str, Category], node: Category, path: str, problems: Problems
) -> None:
    longest = max(len(one.path) for one in nodes.values() if one.path.startswith(node.path))
    if len(path) <= LONGEST_PATH < longest - len(node.path) + len(path):
        problems.add("parent", N_("The tree would get too deep."))


def _last(nodes: dict[str, Category], parent: Category | None) -> int:
    parent_id = parent.id if parent else None
    beside = (one.position for one in nodes.values() if one.parent_id == parent_id)
    return max(beside, default=-1)


def _move_subtree(tx: Tx, old: str, new: str) -> None:
    tx.session.flush()
    tx.session.execute(
        update(Category)
        .where(Category.path.startswith(old, autoescape=True))
        .values(path=new + func.substr(Category.path, len(old) + 1)),
        execution_options={"synchronize_session": False},
    )


def _state(nodes: dict[str, Category], node: Category) -> dict[str, str]:
    parent = next((one.code for one in nodes.values() if one.id == node.parent_id), "")
    return {"name": node.name, "name_en": node.name_en, "parent": parent}
