"""The audit trail in the browser: searched, opened row by row, taken out."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.source import python_files
from tests.support.staff_acts import CLERK
from webapp.services.core.permissions import Permission
from webapp.services.identity.organisation import EVENTS as PLACE_EVENTS
from webapp.services.identity.role_editing import RoleChange, save_role_table
from webapp.services.identity.staff import change_staff
from webapp.web.event_words import EVENTS
from webapp.web.timeline import SENTENCES

pytestmark = pytest.mark.control("C61", "C63")


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def rows(page: LexborHTMLParser) -> list[str]:
    return [" ".join(row.text(separator=" ").split()) for row in page.css("tr.dd-audit-row")]


def test_a_change_is_shown_field_by_field(admin: Client, company: Company) -> None:
    change_staff(company.session, company.actor("admin"), "region1", 1, CLERK)
    page = admin.page("/audit?name=StaffChanged", headers={"Accept-Language": "en"})
    (row,) = page.css("tr.dd-audit-row")
    told = [tuple(c.text(strip=True) for c in tr.css("th, td")) for tr in row.css("tbody tr")]
    assert ("Position", "–", "客服专员") in told
    assert ("Roles", "regional_manager", "order_reviewer, regional_manager") in told
    assert row.css_first("details summary") is not None


def test_a_changed_right_is_told_in_words(admin: Client, company: Company) -> None:
    change = RoleChange("sales_head", 1, {Permission.ORDER_PRINT: None})
    save_role_table(company.session, company.actor("admin"), [change])
    (row,) = rows(admin.page("/audit?kind=role&name=RoleRightsChanged"))
    assert "打印、导出 全部 无此权限" in row


def test_a_document_leads_to_its_page(admin: Client, company: Company) -> None:
    number = company.place().number
    page = admin.page(f"/audit?number={number}")
    link = page.css_first(f"a[href='/orders/{number}']")
    assert link is not None
    assert admin.get(f"/orders/{number}").status_code == 200


@pytest.mark.control("C11", "C64")
@pytest.mark.parametrize(
    "query",
    [
        "person=%00&number=%F0%90%8D%88&kind=x&name=%27--",
        "from_day=0000-00-00&to_day=9999-12-31",
        "from_day=9999-12-31&range=1e309",
        "after=rubbish&before=rubbish",
        "sort=at%3Bdrop&range=all&customer=1e309",
        "to_day=0001-01-01",
    ],
)
def test_rubbish_narrows_or_is_said_but_never_fails(admin: Client, query: str) -> None:
    assert admin.get(f"/audit?{query}").status_code == 200


def test_the_search_costs_the_same_however_much_it_finds(
    app: Flask, admin: Client, company: Company
) -> None:
    costs = []
    admin.get("/audit?range=all")
    for _ in range(2):
        with counted(app) as statements:
            admin.get("/audit?range=all")
        costs.append(len(statements))
        for _ in range(4):
            company.place()
    assert costs[0] == costs[1]


@pytest.mark.rule("H3")
def test_the_search_is_taken_out_and_that_is_in_the_trail(admin: Client, company: Company) -> None:
    company.place()
    answer = admin.submit(admin.page("/audit?kind=sales_order"), "form[data-act=export]")
    assert answer.status_code == 200
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 2
    assert len(rows(admin.page("/audit?name=ListExported"))) == 1


@pytest.mark.control("C38")
@pytest.mark.parametrize("who", ["sales", "region1", "kh001"])
def test_only_an_administrator_reads_it(client: Client, company: Company, who: str) -> None:
    client.sign_in(who)
    assert client.get("/audit").status_code == 403


def _recorded(path: Path) -> set[str]:
    """The names of events that a module writes, as far as they are spelled there."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return {
        node.args[1].value
        for node in calls
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("record", "remove")
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
    }


def test_every_event_has_words() -> None:
    written = {name for path in python_files("webapp/services") for name in _recorded(path)}
    places = {name for names in PLACE_EVENTS.values() for name in names}
    assert len(written) > 40
    assert (written | places) - set(SENTENCES) - set(EVENTS) == set()
