"""A company of the release before gets departments, posts, panels and roles, and gives back what
it did not touch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stored_rows import NOW, Rows
from webapp.migrating import downgrade, upgrade
from webapp.services.identity.roles import BUILT_IN_ROLES, READY_ROLES
from webapp.services.reviews.founding_panels import FOUNDING_PANELS
from webapp.services.reviews.panels import panel_from_plain
from webapp.services.settings.lists import FOUNDING, POST
from webapp.services.setup.departments import DEPARTMENTS

TABLES = ("department", "choice_item", "role", "role_permission", "panel_setting", "panel_version")


def _company(rows: Rows) -> dict[str, int]:
    """A company with a finance department of its own name and an own role for its salespeople."""
    branch = rows.put("branch", code="HQ", name="总部", is_head_office=True)
    finance = rows.put("department", code="FIN", name="财务中心", name_en="Finance centre")
    admin = rows.put("role", code="administrator", is_administrator=True, is_builtin=True)
    sales = rows.put("role", code="sales_head", is_builtin=True)
    own = rows.put("role", code="seller", name="业务员", name_en="Seller")
    for role in (admin, sales, own):
        rows.put("role_permission", role_id=role, permission="order.view", scope="all")
    return {"branch": branch, "finance": finance, "admin": admin, "sales": sales, "own": own}


def _rights(rows: Rows, role_id: int) -> dict[str, str]:
    cells = rows.all("role_permission")
    return {row["permission"]: row["scope"] for row in cells if row["role_id"] == role_id}


def _codes(rows: Rows, table: str) -> set[str]:
    return {row["code"] for row in rows.all(table)}


def _beyond(code: str) -> dict[str, str]:
    """What a founding role may do beyond the order desk."""
    role = next(one for one in BUILT_IN_ROLES if one.code == code)
    areas = ("inquiry", "quotation", "contract", "rate", "review", "supervision")
    return {
        right.value: reach.value
        for right, reach in role.grants.items()
        if right.value.startswith(areas)
    }


@pytest.mark.rule("B17")
def test_a_company_gets_what_a_new_one_begins_with(blank_database_url: str) -> None:
    upgrade(blank_database_url, "0006")
    rows = Rows(blank_database_url)
    made = _company(rows)
    before = {table: rows.all(table) for table in TABLES}

    upgrade(blank_database_url, "0007")
    assert _codes(rows, "department") == {code for code, *_ in DEPARTMENTS}
    assert rows.all("department")[0]["name"] == "财务中心"
    posts = {(row["list_key"], row["code"]) for row in rows.all("choice_item")}
    assert posts == {(key, code) for key, code, *_ in FOUNDING if key == POST}
    assert _codes(rows, "panel_setting") == {one.code for one in FOUNDING_PANELS}
    contents = [panel_from_plain(row["content"]) for row in rows.all("panel_version")]
    assert [len(one.seats) for one in contents] == [len(one.panel.seats) for one in FOUNDING_PANELS]
    ready = {role.code for role in READY_ROLES} - {"salesperson"}
    assert _codes(rows, "role") == {"administrator", "sales_head", "seller"} | ready
    assert _rights(rows, made["admin"]) == {"order.view": "all", **_beyond("administrator")}
    assert _rights(rows, made["sales"]) == {"order.view": "all", **_beyond("sales_head")}
    assert _rights(rows, made["own"]) == {"order.view": "all"}

    downgrade(blank_database_url, "0006")
    assert {table: rows.all(table) for table in TABLES} == before
    rows.engine.dispose()


def test_what_is_used_or_changed_stays_on_the_way_down(blank_database_url: str) -> None:
    upgrade(blank_database_url, "0006")
    rows = Rows(blank_database_url)
    made = _company(rows)
    upgrade(blank_database_url, "0007")
    ids = {row["code"]: row["id"] for row in rows.all("department")}
    roles = {row["code"]: row["id"] for row in rows.all("role")}
    user = _person(rows, department_id=ids["TECH"], branch_id=made["branch"], post="president")
    rows.put("user_role", user_id=user, role_id=roles["quoter"])
    setting = rows.put("chain_setting", document_kind="order")
    steps = [{"key": "order_review", "is_on": True, "levels": [{"role": "buyer"}]}]
    rows.put("chain_version", setting_id=setting, number=1, steps=steps)

    downgrade(blank_database_url, "0006")
    assert _codes(rows, "department") == {"FIN", "TECH"}
    assert _codes(rows, "choice_item") == {"president"}
    assert _codes(rows, "role") == {"administrator", "sales_head", "seller", "quoter", "buyer"}
    assert {row["permission"] for row in rows.all("role_permission")} == {"order.view"}
    assert rows.all("panel_setting") == []
    rows.engine.dispose()


def test_where_there_is_no_company_nothing_is_founded(blank_database_url: str) -> None:
    upgrade(blank_database_url, "0007")
    rows = Rows(blank_database_url)
    assert all(rows.all(table) == [] for table in TABLES)
    rows.engine.dispose()


def _person(rows: Rows, **given: Any) -> int:
    return rows.put(
        "user_account", user_name="tech", name="方明哲", kind="company", created_at=NOW, **given
    )
