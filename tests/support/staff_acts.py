"""The acts on staff, roles and offices, each ready to be done once on the small company."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.company import Company
from tests.support.ready import Ready
from webapp.models import User
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.organisation import PlaceInput, add_place
from webapp.services.identity.role_editing import RoleChange, RoleNaming, create_role
from webapp.services.identity.signing_in import sign_in_as
from webapp.services.identity.staff import create_staff, disable_staff
from webapp.services.identity.staff_file import StaffInput

CLERK = StaffInput(
    name="韩梅",
    phone="13900000000",
    email="hanmei@example.com",
    branch="HQ",
    position="客服专员",
    roles=("order_reviewer", "regional_manager"),
    regions=("E",),
    language="zh-CN",
)
NAMING = RoleNaming("客服专员", "Service clerk")
HASH = "!"


class StaffActs:
    """Rows of ``Acts``."""

    company: Company

    def create_staff(self) -> Ready:
        return Ready("admin", ("hanmei", CLERK, HASH))

    def change_staff(self) -> Ready:
        return Ready("admin", ("region1", 1, CLERK))

    def disable_staff(self) -> Ready:
        return Ready("admin", ("sales", 1, "left the company"))

    def enable_staff(self) -> Ready:
        admin = self.company.actor("admin")
        done = disable_staff(self.company.session, admin, "sales", 1, "on leave")
        return Ready("admin", ("sales", done.version, "is back"))

    def reset_staff_password(self) -> Ready:
        return Ready("admin", ("sales", 1, HASH))

    def end_staff_sessions(self) -> Ready:
        sign_in_as(self.company.session, "sales", address="192.0.2.1", agent="tests")
        return Ready("admin", ("sales",))

    def save_role_table(self) -> Ready:
        cells = {Permission.STOCK_VIEW: Reach.ALL, Permission.ORDER_PRINT: None}
        return Ready("admin", ([RoleChange("regional_manager", 1, cells)],))

    def create_role(self) -> Ready:
        return Ready("admin", (NAMING, "order_reviewer"))

    def rename_role(self) -> Ready:
        return Ready("admin", ("sales_head", 1, NAMING))

    def remove_role(self) -> Ready:
        done = create_role(self.company.session, self.company.actor("admin"), NAMING, "sales_head")
        return Ready("admin", (done.number, done.version))

    def add_place(self) -> Ready:
        return Ready("admin", ("branch", PlaceInput("武汉分公司", "Wuhan branch", "WH")))

    def rename_place(self) -> Ready:
        return Ready("admin", ("warehouse", "HQ-1", 1, PlaceInput("一号仓", "First warehouse")))

    def remove_place(self) -> Ready:
        given = PlaceInput("武汉分公司", "Wuhan branch", "WH")
        add_place(self.company.session, self.company.actor("admin"), "branch", given)
        return Ready("admin", ("branch", "WH", 1))


def hire(company: Company, user_name: str, *roles: str) -> None:
    """One more person of the company, with these roles."""
    given = StaffInput(user_name.title(), roles=roles)
    create_staff(company.session, company.actor("admin"), user_name, given, HASH)


def staff(company: Company, user_name: str) -> User:
    """The account as it is in the database now."""
    company.session.rollback()
    company.session.expunge_all()
    return company.session.scalars(select(User).where(User.user_name == user_name)).one()
