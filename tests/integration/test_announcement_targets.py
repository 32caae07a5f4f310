"""What an announcement is narrowed down to is not removed: SQLite gives ids out again, and what
is made under one later would read what was never meant for it (K6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.support.company import Company
from webapp.models import CustomerLevel, Department, Region, Role
from webapp.services.core.errors import RuleBroken
from webapp.services.core.naming import Named
from webapp.services.core.transaction import Done
from webapp.services.customers.levels import add_level, remove_level
from webapp.services.customers.regions import add_region, remove_region
from webapp.services.identity.organisation import PlaceInput, add_place, remove_place
from webapp.services.identity.role_editing import RoleNaming, create_role, remove_role
from webapp.services.notices.announcing import (
    AnnouncementInput,
    remove_announcement,
    write_announcement,
)
from webapp.services.notices.rules import Audience

NAMES = Named("新的", "New")
ADD: dict[str, Callable[[Company], Done]] = {
    "level": lambda company: add_level(company.session, company.actor("admin"), "NEW", NAMES),
    "region": lambda company: add_region(company.session, company.actor("admin"), "NEW", NAMES),
    "department": lambda company: add_place(
        company.session, company.actor("admin"), "department", PlaceInput("新的", "New", "NEW")
    ),
    "role": lambda company: create_role(
        company.session, company.actor("admin"), RoleNaming("新的", "New")
    ),
}
TABLES = {"level": CustomerLevel, "region": Region, "department": Department, "role": Role}


def remove(company: Company, kind: str, code: str) -> Done:
    session, admin = company.session, company.actor("admin")
    if kind == "level":
        return remove_level(session, admin, code, 1)
    if kind == "region":
        return remove_region(session, admin, code, 1)
    if kind == "department":
        return remove_place(session, admin, "department", code, 1)
    return remove_role(session, admin, code, 1)


@pytest.mark.rule("K6")
@pytest.mark.parametrize("kind", list(ADD))
def test_what_an_announcement_is_for_stays(company: Company, kind: str) -> None:
    code = ADD[kind](company).number
    table = TABLES[kind]
    target = company.session.scalars(select(table.id).where(table.code == code)).one()
    is_customers = kind in ("level", "region")
    audience = Audience(is_customers, not is_customers, {kind: frozenset({target})})
    given = AnnouncementInput("放假通知", "正文", audience)
    draft = write_announcement(company.session, company.actor("sales"), given)
    with pytest.raises(RuleBroken):
        remove(company, kind, code)
    remove_announcement(company.session, company.actor("sales"), draft.number, draft.version)
    assert remove(company, kind, code).number == code
