"""What the administrator did since the company was set up: a role of its own, a colleague with two
roles, and one who left."""

from __future__ import annotations

from webapp.demo.office_hours import DAY, OfficeHours
from webapp.demo.people import STAFF
from webapp.demo.world import World
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


def keep_staff(root: Tx, world: World, hours: OfficeHours) -> None:
    """Everything by the administrator, each act at its day."""
    admin = world.staff["admin"]

    def days_ago(days: int) -> Tx:
        return root.acting_as(admin, hours.before(days * DAY))

    role = create_role.act(days_ago(96), CLERK)
    save_role_table.act(days_ago(96), [RoleChange(role.number, role.version, RIGHTS)])
    _hire(days_ago(95), role.number)
    left = StaffInput("钱小龙", "13800006102", "", "HQ", "SALES", "业务员", ("regional_manager",))
    done = create_staff.act(days_ago(94), "sales2", left, NO_PASSWORD)
    disable_staff.act(days_ago(33), "sales2", done.version, "离职，账号停用")
    _promote(days_ago(20))


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
