"""A company that exists gets what a new one begins with: departments, leading posts, panels of
reviews, ready-made roles, and the rights beyond the order desk"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: What a company of this release was founded with; later releases leave it as it is.
FOUNDING = json.loads(
    (Path(__file__).parent.parent / "data" / "0007_founding.json").read_text("utf-8")
)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEW = {"version": 1, "trail_length": 0, "trail_head": ""}


def _named_table(name: str, *columns: str) -> Any:
    """A table of things with a code and names, and further columns."""
    return sa.table(
        name,
        sa.column("id", sa.BigInteger),
        *(sa.column(one, sa.String) for one in ("code", "name", "name_en", "trail_head")),
        *(sa.column(one, sa.Integer) for one in ("version", "trail_length")),
        *(sa.column(one) for one in columns),
    )


BRANCH = sa.table("branch", sa.column("id"))
DEPARTMENT = _named_table("department")
POST = _named_table("choice_item", "list_key", "position")
ROLE = _named_table("role", "is_builtin", "is_administrator")
PANEL = _named_table("panel_setting", "stage", "is_on", "position")
RIGHT = sa.table(
    "role_permission", sa.column("role_id"), sa.column("permission"), sa.column("scope")
)
PANEL_VERSION = sa.table(
    "panel_version",
    sa.column("setting_id"),
    sa.column("number"),
    sa.column("content", JSON),
    sa.column("note"),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
USER = sa.table("user_account", sa.column("department_id"), sa.column("post"))
USER_ROLE = sa.table("user_role", sa.column("role_id"))
CHAIN_VERSION = sa.table("chain_version", sa.column("steps", JSON))
TARGET = sa.table("announcement_target", sa.column("kind"), sa.column("target_id"))
SEAT = sa.table("review_seat", sa.column("department_id"))
REVIEW = sa.table("review", sa.column("panel_id"))


def upgrade() -> None:
    if op.get_bind().execute(sa.select(BRANCH.c.id).limit(1)).first() is None:
        return
    _add_departments()
    _add_posts()
    _add_panels()
    _grant_rights()
    _add_roles()


def _add_departments() -> None:
    there = _codes(sa.select(DEPARTMENT.c.code))
    for code, name, name_en in FOUNDING["departments"]:
        if code not in there:
            _insert(DEPARTMENT, code=code, name=name, name_en=name_en, **NEW)


def _add_posts() -> None:
    there = _codes(sa.select(POST.c.code).where(POST.c.list_key == "post"))
    for position, (code, name, name_en) in enumerate(FOUNDING["posts"]):
        if code not in there:
            names = {"code": code, "name": name, "name_en": name_en}
            _insert(POST, list_key="post", position=position, **names, **NEW)


def _add_panels() -> None:
    there = _codes(sa.select(PANEL.c.code))
    for position, panel in enumerate(FOUNDING["panels"]):
        if panel["code"] in there:
            continue
        names = {key: panel[key] for key in ("code", "stage", "name", "name_en")}
        _insert(PANEL, is_on=True, position=position, **names, **NEW)
        _insert(
            PANEL_VERSION,
            setting_id=_id(PANEL, panel["code"]),
            number=1,
            content=panel["content"],
            note="",
            created_at=datetime.now(UTC),
        )


def _grant_rights() -> None:
    """Every administrator role gets all of them, built-in roles their part of the default table."""
    beyond = dict.fromkeys(FOUNDING["permissions"], "all")
    for role_id in _codes(sa.select(ROLE.c.id).where(ROLE.c.is_administrator)):
        _grant(role_id, beyond)
    for row in FOUNDING["grants"]:
        built_in = sa.select(ROLE.c.id).where(ROLE.c.code == row["role"], ROLE.c.is_builtin)
        for role_id in _codes(built_in):
            _grant(role_id, row["grants"])


def _add_roles() -> None:
    """A role that the company has under one of these codes or names is left as it is."""
    for role in FOUNDING["roles"]:
        names = {key: role[key] for key in ("code", "name", "name_en")}
        alike = sa.or_(*(ROLE.c[key] == text for key, text in names.items()))
        if not _codes(sa.select(ROLE.c.id).where(alike)):
            _insert(ROLE, is_builtin=False, is_administrator=False, **names, **NEW)
            _grant(_id(ROLE, role["code"]), role["grants"])


def downgrade() -> None:
    """Takes back what nobody has changed or uses, and all rights that the release before does not
    know."""
    _drop_panels()
    _drop_roles()
    op.execute(sa.delete(RIGHT).where(RIGHT.c.permission.in_(FOUNDING["permissions"])))
    posts = [tuple(row) for row in FOUNDING["posts"]]
    used = sa.select(USER.c.post)
    op.execute(
        sa.delete(POST).where(
            POST.c.list_key == "post", _as_founded(POST, posts), POST.c.code.not_in(used)
        )
    )
    departments = [tuple(row) for row in FOUNDING["departments"]]
    free = (
        _as_founded(DEPARTMENT, departments),
        DEPARTMENT.c.id.not_in(_filled(USER.c.department_id)),
        DEPARTMENT.c.id.not_in(_filled(SEAT.c.department_id)),
        DEPARTMENT.c.id.not_in(_targets("department")),
    )
    op.execute(sa.delete(DEPARTMENT).where(*free))


def _drop_panels() -> None:
    founded = [(row["code"], row["name"], row["name_en"]) for row in FOUNDING["panels"]]
    free = sa.and_(_as_founded(PANEL, founded), PANEL.c.id.not_in(sa.select(REVIEW.c.panel_id)))
    gone = _codes(sa.select(PANEL.c.id).where(free))
    op.execute(sa.delete(PANEL_VERSION).where(PANEL_VERSION.c.setting_id.in_(gone)))
    op.execute(sa.delete(PANEL).where(PANEL.c.id.in_(gone)))


def _drop_roles() -> None:
    founded = [(row["code"], row["name"], row["name_en"]) for row in FOUNDING["roles"]]
    free = sa.and_(
        _as_founded(ROLE, founded),
        ROLE.c.code.not_in(_codes_in_chains()),
        ROLE.c.id.not_in(sa.select(USER_ROLE.c.role_id)),
        ROLE.c.id.not_in(_targets("role")),
    )
    gone = _codes(sa.select(ROLE.c.id).where(free))
    op.execute(sa.delete(RIGHT).where(RIGHT.c.role_id.in_(gone)))
    op.execute(sa.delete(ROLE).where(ROLE.c.id.in_(gone)))


def _codes_in_chains() -> set[str]:
    versions = op.get_bind().scalars(sa.select(CHAIN_VERSION.c.steps))
    return {level["role"] for steps in versions for step in steps for level in step["levels"]}


def _as_founded(table: Any, founded: Iterable[tuple[str, str, str]]) -> Any:
    """Untouched since: without a trail, in its first version, under the names it was given."""
    names = sa.or_(
        *(
            sa.and_(table.c.code == code, table.c.name == name, table.c.name_en == name_en)
            for code, name, name_en in founded
        )
    )
    return sa.and_(table.c.version == 1, table.c.trail_length == 0, names)


def _filled(column: Any) -> Any:
    return sa.select(column).where(column.is_not(None))


def _targets(kind: str) -> Any:
    return sa.select(TARGET.c.target_id).where(TARGET.c.kind == kind)


def _grant(role_id: Any, grants: dict[str, str]) -> None:
    held = _codes(sa.select(RIGHT.c.permission).where(RIGHT.c.role_id == role_id))
    for permission, scope in grants.items():
        if permission not in held:
            _insert(RIGHT, role_id=role_id, permission=permission, scope=scope)


def _codes(statement: Any) -> set[Any]:
    return set(op.get_bind().scalars(statement))


def _id(table: Any, code: str) -> int:
    return int(op.get_bind().scalars(sa.select(table.c.id).where(table.c.code == code)).one())


def _insert(table: Any, **values: Any) -> None:
    op.get_bind().execute(sa.insert(table).values(**values))
