"""The role × permission table, edited in place, and roles of the company's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.role_editing import RoleChange, save_role_table

pytestmark = pytest.mark.rule("A4", "A5")

FORM = "form#roles"
PAGE = "/settings/roles"


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def cell(role: str, right: str, reach: str) -> dict[str, Any]:
    """A cell of the table as the form sends it."""
    return {f"cell.{role}.{right}": reach}


def test_a_cell_is_changed_and_holds_at_once(admin: Client, company: Company) -> None:
    answer = admin.submit(admin.page(PAGE), FORM, **cell("finance_reviewer", "order.review", "own"))
    assert answer.status_code == 303
    page = admin.page(PAGE)
    chosen = page.css_first("[name='cell.finance_reviewer.order.review'] [selected]")
    assert chosen is not None
    assert chosen.attributes["value"] == "own"
    assert company.actor("finance").reach(Permission.ORDER_REVIEW) is Reach.OWN


def test_the_administrators_last_right_has_no_choice(admin: Client) -> None:
    page = admin.page(PAGE)
    assert page.css_first("[name='cell.administrator.system.manage']") is None
    forged = cell("administrator", "system.manage", "")
    answer = admin.submit(page, FORM, **forged)
    assert answer.status_code == 422
    assert parse(answer).css_first("[role=alert]") is not None


def test_a_stale_table_keeps_what_was_chosen(admin: Client, company: Company) -> None:
    page = admin.page(PAGE)
    other = RoleChange("finance_reviewer", 1, {Permission.ORDER_PRINT: None})
    save_role_table(company.session, company.actor("admin"), [other])
    answer = admin.submit(page, FORM, **cell("finance_reviewer", "order.review", "all"))
    assert answer.status_code == 409
    shown = parse(answer)
    assert shown.css_first("td[data-unsaved] [name='cell.finance_reviewer.order.review']")
    again = admin.submit(shown, FORM)
    assert again.status_code == 303
    finance = company.actor("finance")
    assert finance.may(Permission.ORDER_REVIEW)
    assert not finance.may(Permission.ORDER_PRINT)


def test_what_somebody_else_changed_elsewhere_stays(admin: Client, company: Company) -> None:
    """Only the cells that were chosen otherwise than seen are sent on."""
    page = admin.page(PAGE)
    other = RoleChange("sales_head", 1, {Permission.ORDER_PRINT: None})
    save_role_table(company.session, company.actor("admin"), [other])
    answer = admin.submit(page, FORM, **cell("finance_reviewer", "order.review", "all"))
    assert answer.status_code == 303
    assert not company.actor("sales").may(Permission.ORDER_PRINT)


@pytest.mark.control("C11")
def test_rubbish_changes_nothing(admin: Client) -> None:
    page = admin.page(PAGE)
    rubbish: dict[str, Any] = {
        **cell("sales_head", "order.review", "everything"),
        **cell("sales_head", "no.such.right", "all"),
        "seen.sales_head": "\x00" * 200,
        "version.sales_head": "1e309",
    }
    assert admin.submit(page, FORM, **rubbish).status_code in (303, 409)
    forged: dict[str, Any] = {"version.\ud800".encode("utf-8", "replace").decode(): "1"}
    assert admin.submit(page, FORM, **forged).status_code == 303


def test_a_role_is_made_named_and_deleted(admin: Client, company: Company) -> None:
    form = "main form"
    made = admin.submit(
        admin.page(f"{PAGE}/new"),
        form,
        name="客服专员",
        name_en="Service clerk",
        copy_of="sales_head",
    )
    assert made.status_code == 303
    path = f"{PAGE}/service_clerk"
    renamed = admin.submit(admin.page(path), "form[action$='/names']", name="客服")
    assert renamed.status_code == 303
    page = admin.page(path)
    assert "客服" in page.css_first("h1").text()  # type: ignore[union-attr]
    assert admin.submit(page, "form[action$='/remove']").status_code == 303
    assert admin.get(path).status_code == 404


def test_a_name_that_is_taken_is_said_at_its_field(admin: Client) -> None:
    answer = admin.submit(admin.page(f"{PAGE}/new"), "main form", name="业务负责人")
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-name-error") is not None


def test_a_built_in_role_has_no_button_to_delete_it(admin: Client) -> None:
    page = admin.page(f"{PAGE}/sales_head")
    assert page.css_first("[data-action=remove_role]") is None
    token = page.css_first("[name=csrf_token]").attributes["value"]  # type: ignore[union-attr]
    sent = {"csrf_token": token, "key": "a-key-of-some-form-000", "version": "1"}
    admin.post(f"{PAGE}/sales_head/remove", data=sent)
    assert admin.get(f"{PAGE}/sales_head").status_code == 200
