"""What the administrator did since the company was set up: a role of its own, a colleague with two
roles, and one who left."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.demo.office_hours import DAY
from webapp.demo.people import STAFF
from webapp.demo.strands import Strand, once
from webapp.demo.world import World
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.transaction import Tx
from webapp.services.identity.role_editing import (
    RoleChange,
    RoleNaming,
    create_role,
    save_role_table,
)
from webapp.services.identity.staff import change_staff, create_staff, disable_staff
from webapp.services.identity.staff_file import StaffInput

#: No password has this hash.
NO_PASSWORD = "!"  # noqa: S105 - the hash that nothing matches
CLERK = RoleNaming("客服专员", "Service clerk")
RIGHTS = {
    Permission.ORDER_VIEW: Reach.ALL,
    Permission.ORDER_PRINT: Reach.ALL,
    Permission.RETURN_CREATE: Reach.ALL,
    Permission.STOCK_VIEW: Reach.ALL,
    Permission.SERVICE_REPLY: Reach.ALL,
}


def staff_strands(world: World) -> Iterator[Strand]:
    """Everything by the administrator, each act at its day."""
    admin = world.staff["admin"]
    yield _new_role(admin)
    yield _left(admin)
    yield once(20 * DAY, admin, _promote)


def _new_role(admin: Actor) -> Strand:
    tx = yield 96 * DAY, admin
    role = create_role.act(tx, CLERK)
    save_role_table.act(tx, [RoleChange(role.number, role.version, RIGHTS)])
    tx = yield 95 * DAY, admin
    _hire(tx, role.number)


def _left(admin: Actor) -> Strand:
    tx = yield 94 * DAY, admin
    left = StaffInput(
        "钱小龙", "13800006102", "", "HQ", "SALES", "业务员", roles=("regional_manager",)
    )
    done = create_staff.act(tx, "sales2", left, NO_PASSWORD)
    tx = yield 33 * DAY, admin
    disable_staff.act(tx, "sales2", done.version, "离职，账号停用")


def _hire(tx: Tx, role: str) -> None:
    """She answers customers, and reviews orders when there are many."""
    given = StaffInput(
        name="韩雪",
        phone="13800006101",
        email="hanxue@dingda.example",
        branch="HQ",
        department="SUPPORT",
        position="客服专员",
        roles=(role, "order_reviewer"),
    )
    create_staff.act(tx, "service1", given, NO_PASSWORD)


def _promote(tx: Tx) -> None:
    """One regional manager has a new position, and a telephone."""
    person = next(one for one in STAFF if one.user_name == "region4")
    given = StaffInput(
        name=person.name,
        phone="13800006104",
        branch=person.branch,
        department=person.department,
        position="华南大区经理",
        roles=person.roles,
        regions=person.regions,
    )
    change_staff.act(tx, person.user_name, 1, given)
