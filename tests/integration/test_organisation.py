"""Branches with their warehouses, and departments (H5)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.support.company import Company
from tests.support.staff_acts import HASH
from webapp.models import Branch, Department, Event, Warehouse
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.identity.offices import get_organisation
from webapp.services.identity.organisation import (
    PlaceInput,
    add_place,
    remove_place,
    rename_place,
)
from webapp.services.identity.staff import create_staff
from webapp.services.identity.staff_file import StaffInput
from webapp.services.trail.verifying import verify_trail

pytestmark = pytest.mark.rule("H5")

WUHAN = PlaceInput("武汉分公司", "Wuhan branch", "ｗh")
QUALITY = PlaceInput("质检部", "", "QC")


@pytest.fixture
def admin(company: Company) -> Actor:
    return company.actor("admin")


def codes(company: Company, model: Any) -> list[str]:
    company.session.rollback()
    return list(company.session.scalars(select(model.code).order_by(model.code)))


def test_a_branch_has_a_warehouse_at_once(company: Company, admin: Actor) -> None:
    add_place(company.session, admin, "branch", WUHAN)
    further = PlaceInput("二号仓", branch="WH")
    add_place(company.session, admin, "warehouse", further)
    assert codes(company, Branch) == ["HQ", "WH"]
    assert codes(company, Warehouse) == ["HQ-1", "WH-1", "WH-2"]
    branch = get_organisation(company.session, admin).branches[1]
    assert [one.name for one in branch.warehouses] == ["武汉分公司仓库", "二号仓"]


def test_a_department_is_added_renamed_and_deleted(company: Company, admin: Actor) -> None:
    before = codes(company, Department)
    add_place(company.session, admin, "department", QUALITY)
    done = rename_place(
        company.session, admin, "department", "QC", 1, PlaceInput("质量部", "Quality")
    )
    with pytest.raises(Conflict):
        remove_place(company.session, admin, "department", "QC", 1)
    remove_place(company.session, admin, "department", "QC", done.version)
    assert codes(company, Department) == before
    about = (Event.subject_kind == "department", Event.subject_number == "QC")
    names = select(Event.name).where(*about).order_by(Event.id)
    assert list(company.session.scalars(names)) == [
        "DepartmentAdded",
        "DepartmentRenamed",
        "DepartmentRemoved",
    ]
    assert list(verify_trail(company.session)) == []


@pytest.mark.parametrize("code", ["", "-A", "A B", "A" * 17, "部门", "HQ"])
def test_a_code_that_will_not_do(company: Company, admin: Actor, code: str) -> None:
    given = PlaceInput("某处", code=code)
    with pytest.raises(RuleBroken) as refused:
        add_place(company.session, admin, "branch", given)
    assert list(refused.value.fields) == ["code"]


@pytest.mark.parametrize("name", [" ", "x" * 81])
def test_a_name_that_will_not_do(company: Company, admin: Actor, name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rename_place(company.session, admin, "branch", "HQ", 1, PlaceInput(name))
    assert "name" in refused.value.fields


def test_what_is_in_use_stays(company: Company, admin: Actor) -> None:
    add_place(company.session, admin, "branch", WUHAN)
    add_place(company.session, admin, "department", QUALITY)
    person = StaffInput("某人", branch="WH", department="QC")
    create_staff(company.session, admin, "someone", person, HASH)
    with pytest.raises(RuleBroken):
        remove_place(company.session, admin, "branch", "WH", 1)
    with pytest.raises(RuleBroken):
        remove_place(company.session, admin, "department", "QC", 1)
    assert codes(company, Warehouse) == ["HQ-1", "WH-1"]
    assert list(verify_trail(company.session)) == []


def test_a_free_branch_takes_its_warehouses_along(company: Company, admin: Actor) -> None:
    add_place(company.session, admin, "branch", WUHAN)
    remove_place(company.session, admin, "branch", "WH", 1)
    assert codes(company, Warehouse) == ["HQ-1"]
    add_place(company.session, admin, "branch", WUHAN)
    company.session.rollback()
    assert list(verify_trail(company.session)) == []


def test_the_head_office_stays(company: Company, admin: Actor) -> None:
    with pytest.raises(RuleBroken):
        remove_place(company.session, admin, "branch", "HQ", 1)


def test_a_place_that_is_not_there(company: Company, admin: Actor) -> None:
    with pytest.raises(NotFound):
        rename_place(company.session, admin, "department", "QC", 1, QUALITY)
    with pytest.raises(NotFound):
        add_place(company.session, admin, "warehouse", PlaceInput("仓", branch="NOWHERE"))


def test_only_an_administrator_does_this(company: Company) -> None:
    with pytest.raises(Forbidden):
        add_place(company.session, company.actor("sales"), "branch", WUHAN)
