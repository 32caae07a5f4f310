"""Staff in the browser: opened, changed, disabled; what they may do, and why."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from tests.support.staff_acts import CLERK, staff
from webapp.services.core.permissions import Permission
from webapp.services.identity.roles import BUILT_IN_ROLES
from webapp.services.identity.staff import change_staff

pytestmark = pytest.mark.rule("A4", "H5")

FORM = "main form"


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def first(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return found.text(strip=True)


def opened(admin: Client, **more: Any) -> Any:
    page = admin.page("/staff/new")
    values = {"user_name": "HanMei", "name": "韩梅", "roles": ["order_reviewer"], **more}
    return admin.submit(page, FORM, **values)


@pytest.mark.control("C45", "C57")
def test_a_one_time_password_is_shown_once_and_works_once(admin: Client, company: Company) -> None:
    answer = opened(admin)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    password = first(parse(answer), "[data-password]")
    assert password not in admin.get("/staff/hanmei").get_data(as_text=True)
    admin.delete_cookie("dingda")
    page = admin.page("/sign-in")
    sign_in = "form:has(input[name=password])"
    admin.submit(page, sign_in, user_name="hanmei", password=password)
    assert admin.get("/work").headers["Location"] == "/account/password"


def test_a_form_sent_twice_tells_no_second_password(admin: Client) -> None:
    page = admin.page("/staff/new")
    values: dict[str, Any] = {"user_name": "hanmei", "name": "韩梅"}
    once, twice = (admin.submit(page, FORM, **values) for _ in range(2))
    assert parse(once).css_first("[data-password]") is not None
    assert twice.status_code == 200
    assert parse(twice).css_first("[data-password]") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("user_name", "sales"), ("user_name", "a b"), ("name", ""), ("email", "x"), ("phone", "abc")],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    admin: Client, field: str, value: str
) -> None:
    answer = opened(admin, **{"position": "客服专员", field: value})
    assert answer.status_code == 422
    page = parse(answer)
    assert page.css_first(f"#f-{field}-error") is not None
    assert page.css_first("#f-position").attributes["value"] == "客服专员"  # type: ignore[union-attr]
    assert page.css_first("[name=roles][value=order_reviewer][checked]") is not None


def test_the_list_finds_and_narrows(admin: Client) -> None:
    def rows(query: str) -> list[str]:
        page = admin.page(f"/staff?{query}")
        return [str(row.attributes["data-number"]) for row in page.css("tr[data-number]")]

    assert rows("") == ["admin", "finance", "region1", "review", "sales", "ship"]
    assert rows("q=REGION") == ["region1"]
    assert rows("role=sales_head") == ["sales"]
    assert rows("status=disabled") == []
    assert rows("sort=-user_name")[0] == "ship"
    assert rows("branch=NOWHERE") == []
    assert len(rows("sort=no&after=rubbish%00&q=%00&status=x")) == 6


def test_a_person_is_changed(admin: Client, company: Company) -> None:
    page = admin.page("/staff/region1/edit")
    assert page.css_first("[name=regions][value=E][checked]") is not None
    answer = admin.submit(page, FORM, position="大区经理", regions=["N"])
    assert answer.status_code == 303
    assert staff(company, "region1").position == "大区经理"


def test_a_stale_form_keeps_what_was_typed(admin: Client, company: Company) -> None:
    page = admin.page("/staff/region1/edit")
    change_staff(company.session, company.actor("admin"), "region1", 1, CLERK)
    answer = admin.submit(page, FORM, position="大区经理")
    assert answer.status_code == 409
    shown = parse(answer)
    assert shown.css_first("#f-position").attributes["value"] == "大区经理"  # type: ignore[union-attr]
    assert admin.submit(shown, FORM).status_code == 303


def test_an_account_is_disabled_and_enabled(admin: Client, company: Company) -> None:
    path = "/staff/sales"
    assert admin.submit(admin.page(path), "form[action$='/disable']").status_code == 422
    asked = admin.submit(admin.page(path), "form[action$='/disable']", reason="离职")
    assert asked.status_code == 303
    page = admin.page(path)
    assert page.css_first("main").attributes["data-status"] == "disabled"  # type: ignore[union-attr]
    admin.submit(page, "form[action$='/enable']", reason="返聘")
    assert staff(company, "sales").disabled_at is None


def test_ones_own_page_has_no_button_to_disable(admin: Client) -> None:
    page = admin.page("/staff/admin")
    assert page.css_first("[data-action=disable_staff]") is None
    assert page.css_first("[data-action=reset_password]") is None


def test_all_sessions_of_a_person_end(admin: Client, company: Company) -> None:
    other = admin.application.test_client()
    other.sign_in("sales")  # type: ignore[attr-defined]
    assert other.get("/work").status_code == 200
    admin.submit(admin.page("/staff/sales"), "form[action$='/sessions']")
    assert other.get("/work").status_code == 303


ANSWERS = [
    ("admin", "order.review", "KH002", "yes"),
    ("region1", "order.view", "KH001", "yes"),
    ("region1", "order.view", "KH002", "no"),
    ("region1", "order.review", "KH001", "no"),
    ("sales", "order.view", "kh002", "yes"),
]


@pytest.mark.parametrize(("who", "right", "number", "answer"), ANSWERS)
def test_a_question_is_answered_as_the_doors_do(
    admin: Client, who: str, right: str, number: str, answer: str
) -> None:
    page = admin.page(f"/staff/{who}/rights?right={right}&number={number}")
    told = page.css_first("[data-answer]")
    assert told is not None
    assert told.attributes["data-answer"] == answer
    assert told.css_first("li") is not None


def test_the_answer_about_an_order_is_what_its_page_says(
    admin: Client, client: Client, company: Company
) -> None:
    orders = [company.place().number, company.place(by="kh002").number]
    told = []
    for number in orders:
        page = admin.page(f"/staff/region1/rights?right=order.view&number={number}")
        told.append(page.css_first("[data-answer]").attributes["data-answer"])  # type: ignore[union-attr]
    client.sign_in("region1")
    opens = [client.get(f"/orders/{number}").status_code for number in orders]
    assert list(zip(told, opens, strict=True)) == [("yes", 200), ("no", 404)]


def test_every_right_is_shown_with_its_roles(admin: Client) -> None:
    page = admin.page("/staff/region1/rights")
    rows = page.css("tr[data-permission]")
    assert len(rows) == len(Permission)
    held = next(role for role in BUILT_IN_ROLES if role.code == "regional_manager").grants
    assert len([row for row in rows if row.attributes["data-reach"] == "own"]) == len(held)
    assert len(page.css("td a[href$='/settings/roles/regional_manager']")) == len(held)


@pytest.mark.parametrize(
    "query", ["right=x&number=%00", "right=order.view&number=1e309", "number=%F0"]
)
def test_a_question_about_nothing_is_no_error(admin: Client, query: str) -> None:
    assert admin.page(f"/staff/sales/rights?{query}").css_first("[data-answer]") is None


@pytest.mark.control("C51")
def test_another_address_takes_the_password(client: Client, company: Company) -> None:
    client.sign_in("kh001")
    form = "form[action$='/account/mail']"
    refused = client.submit(client.page("/account"), form, email="li@example.com")
    assert refused.status_code == 422
    assert parse(refused).css_first("#f-password-error") is not None
    assert staff(company, "kh001").email == ""
    nowhere = client.submit(client.page("/account"), form, mails_notices="1")
    assert parse(nowhere).css_first("#f-email-error") is not None


@pytest.mark.rule("B3")
def test_it_is_said_where_a_person_sits_in_reviews(admin: Client) -> None:
    assert admin.page("/staff/sales/rights").css("[data-place]") == []
    form = admin.page("/staff/sales/edit")
    admin.submit(form, "main form[method=post]", department="FIN", branch="HQ", post="president")
    shown = admin.page("/staff/sales/rights").css("[data-place]")
    assert [one.attributes["data-place"] for one in shown] == ["seat", "ruling"]
    assert "总裁" in admin.page("/staff/sales").css_first("main").text()
    listed = admin.page("/staff?post=president").css("tr[data-number]")
    assert [one.attributes["data-number"] for one in listed] == ["sales"]
