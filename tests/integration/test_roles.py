"""Roles: their cells, roles of the company's own, and their names (A4, A5)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.racing import at_once, winners
from tests.support.staff_acts import NAMING, hire
from webapp.db import Database
from webapp.models import Event, Role
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.core.permissions import Permission as Right
from webapp.services.core.permissions import Reach
from webapp.services.core.transaction import Done
from webapp.services.identity.role_editing import (
    RoleChange,
    RoleNaming,
    create_role,
    remove_role,
    rename_role,
    save_role_table,
)
from webapp.services.identity.role_table import list_role_columns
from webapp.services.orders import kinds
from webapp.services.trail.verifying import verify_trail

pytestmark = pytest.mark.rule("A4", "A5")


@pytest.fixture
def admin(company: Company) -> Actor:
    return company.actor("admin")


def save(company: Company, actor: Actor, code: str, version: int, **cells: Reach | None) -> Done:
    changed = {Right[name.upper()]: reach for name, reach in cells.items()}
    return save_role_table(company.session, actor, [RoleChange(code, version, changed)])


def events(company: Company, name: str) -> list[Event]:
    company.session.rollback()
    return list(company.session.scalars(select(Event).where(Event.name == name)))


def test_a_changed_cell_holds_for_the_next_actor(company: Company, admin: Actor) -> None:
    save(company, admin, "finance_reviewer", 1, order_review=Reach.ALL, order_print=None)
    finance = company.actor("finance")
    assert finance.may(Right.ORDER_REVIEW)
    assert not finance.may(Right.ORDER_PRINT)
    assert events(company, "RoleRightsChanged")[0].data == {
        "before": {"order.review": "none", "order.print": "all"},
        "after": {"order.review": "all", "order.print": "none"},
    }


def test_all_roles_of_a_table_are_saved_or_none(company: Company, admin: Actor) -> None:
    good = RoleChange("sales_head", 1, {Right.ORDER_FINANCE: Reach.OWN})
    stale = RoleChange("order_reviewer", 7, {Right.ORDER_FINANCE: Reach.OWN})
    with pytest.raises(Conflict):
        save_role_table(company.session, admin, [good, stale])
    assert not company.actor("sales").may(Right.ORDER_FINANCE)
    assert events(company, "RoleRightsChanged") == []


def test_two_who_change_one_role_are_told(company: Company, database: Database) -> None:
    admin = company.actor("admin")

    def change(right: Right, session: Session) -> Done:
        return save_role_table(session, admin, [RoleChange("sales_head", 1, {right: Reach.ALL})])

    outcomes = at_once(
        database, [partial(change, Right.ORDER_FINANCE), partial(change, Right.ORDER_SHIP)]
    )
    assert len(winners(outcomes)) == 1
    assert all(isinstance(one, Done | Conflict) for one in outcomes)


def test_cells_as_they_are_change_nothing(company: Company, admin: Actor) -> None:
    done = save(company, admin, "sales_head", 99, order_review=Reach.ALL, order_ship=None)
    assert done.details["changed"] == []


def test_a_role_is_copied_with_its_rights(company: Company, admin: Actor) -> None:
    done = create_role(company.session, admin, NAMING, "regional_manager")
    columns = {one.code: one for one in list_role_columns(company.session, admin)}
    assert done.number == "service_clerk"
    assert columns[done.number].grants == columns["regional_manager"].grants
    assert not columns[done.number].is_builtin


def test_a_new_role_is_empty_and_names_are_single(company: Company, admin: Actor) -> None:
    create_role(company.session, admin, RoleNaming("客服专员"))
    for naming in (RoleNaming("客服专员", "Other"), RoleNaming(" "), RoleNaming("x" * 81)):
        with pytest.raises(RuleBroken) as refused:
            create_role(company.session, admin, naming)
        assert "name" in refused.value.fields
    with pytest.raises(NotFound):
        create_role(company.session, admin, RoleNaming("别的", "Another"), "emperor")
    code = create_role(company.session, admin, RoleNaming("另一", "客服 2")).number
    assert {one.code: one.grants for one in list_role_columns(company.session, admin)}[code] == {}


def test_a_role_is_renamed(company: Company, admin: Actor) -> None:
    rename_role(company.session, admin, "sales_head", 1, NAMING)
    with pytest.raises(Conflict):
        rename_role(company.session, admin, "sales_head", 1, replace(NAMING, name="迟了"))
    event = events(company, "RoleRenamed")[0]
    assert event.data["after"] == {"name": "客服专员", "name_en": "Service clerk"}


def test_only_a_free_role_is_deleted(company: Company, admin: Actor) -> None:
    with pytest.raises(RuleBroken):
        remove_role(company.session, admin, "sales_head", 1)
    held = create_role(company.session, admin, NAMING)
    hire(company, "hanmei", held.number)
    with pytest.raises(RuleBroken):
        remove_role(company.session, admin, held.number, held.version)
    free = create_role(company.session, admin, RoleNaming("空闲", "Free"))
    remove_role(company.session, admin, free.number, free.version)
    company.session.rollback()
    codes = set(company.session.scalars(select(Role.code)))
    assert (held.number in codes, free.number in codes) == (True, False)


def test_a_role_that_a_level_asks_for_stays(company: Company, admin: Actor) -> None:
    done = create_role(company.session, admin, NAMING)
    steps = [
        Step(one.key, one.permission, True, (Level("客服", done.number), Level()))
        if one.key == kinds.ORDER_REVIEW
        else Step(one.key, one.permission, True)
        for one in kinds.STEPS
    ]
    save_chain(company.session, admin, kinds.KIND, "", 1, steps)
    order = company.place()
    with pytest.raises(RuleBroken):
        remove_role(company.session, admin, done.number, done.version)
    plain = [Step(one.key, one.permission, True) for one in kinds.STEPS]
    save_chain(company.session, admin, kinds.KIND, "", 2, plain)
    # The order still waits on the version that asks for it.
    with pytest.raises(RuleBroken):
        remove_role(company.session, admin, done.number, done.version)
    assert order.status == kinds.ORDER_REVIEW


@pytest.mark.control("C63")
def test_the_trail_of_a_deleted_role_is_whole(company: Company, admin: Actor) -> None:
    """SQLite gives the id of the deleted one to the next: its trail goes on behind."""
    for name in ("一", "二"):
        done = create_role(company.session, admin, RoleNaming(name))
        remove_role(company.session, admin, done.number, done.version)
    create_role(company.session, admin, RoleNaming("三"))
    company.session.rollback()
    assert list(verify_trail(company.session)) == []


def test_only_an_administrator_changes_roles(company: Company) -> None:
    actor = company.actor("sales")
    with pytest.raises(Forbidden):
        save(company, actor, "sales_head", 1, order_ship=Reach.ALL)
    with pytest.raises(Forbidden):
        create_role(company.session, actor, NAMING)
    with pytest.raises(Forbidden):
        rename_role(company.session, actor, "sales_head", 1, NAMING)
    with pytest.raises(Forbidden):
        remove_role(company.session, actor, "sales_head", 1)
