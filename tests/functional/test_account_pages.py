"""Signing in on the one page, the demo's doors, one's own account, and the way out of errors."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.identity.demo import DEMO_LIST
from webapp.services.identity.passwords import PasswordHashes

ENGLISH = {"Accept-Language": "en"}
PASSWORD = "a horse in the warehouse"
SIGN_IN = "form[action^='/sign-in']"
CHANGE = "form.dd-password"
SAVED = 303


@pytest.fixture
def person(company: Company, session: Session) -> None:
    """kh001 and sales have a password."""
    give_password(session, "kh001")
    give_password(session, "sales")


def give_password(session: Session, user_name: str, *, once: bool = False) -> None:
    with writing(session, SYSTEM) as tx:
        user = tx.session.scalars(select(User).where(User.user_name == user_name)).one()
        user.password_hash = PasswordHashes(8, 1).make(PASSWORD)
        user.must_change_password = once


def sign_in(
    client: Client, user_name: str, password: str = PASSWORD, path: str = "/sign-in"
) -> TestResponse:
    return client.submit(client.page(path), SIGN_IN, user_name=user_name, password=password)


@pytest.mark.rule("A1", "A2")
@pytest.mark.parametrize(("user_name", "home"), [("kh001", "/shop/"), ("sales", "/work")])
def test_one_page_signs_in_everybody_and_opens_his_own_interface(
    client: Client, person: None, user_name: str, home: str
) -> None:
    assert sign_in(client, f" {user_name.upper()} ").status_code == SAVED
    assert client.get("/").location == home


@pytest.mark.rule("A2")
def test_a_wrong_name_and_a_wrong_password_are_told_alike(client: Client, person: None) -> None:
    answers = [sign_in(client, "kh001", "wrong"), sign_in(client, "nobody", "wrong")]
    texts = [parse(one).css_first("[data-error-summary]").text() for one in answers]
    assert [one.status_code for one in answers] == [422, 422]
    assert texts[0] == texts[1]
    assert parse(answers[0]).css_first("#f-user_name").attributes["value"] == "kh001"


def test_after_signing_in_one_is_where_one_wanted_to_be(client: Client, person: None) -> None:
    asked = client.get("/my/orders?status=draft")
    assert sign_in(client, "kh001", path=asked.location).location == "/my/orders?status=draft"


def test_elsewhere_is_no_place_to_go_on(client: Client, person: None) -> None:
    for target in ("//evil.example", "/\\evil.example", "https://evil.example"):
        answer = client.get("/sign-in", query_string={"next": target})
        page = parse(answer)
        sent = client.submit(page, SIGN_IN, user_name="kh001", password=PASSWORD)
        assert sent.location == "/"
        client.submit(client.page("/account"), "form[action='/sign-out']")


@pytest.mark.rule("A11")
def test_the_demo_offers_each_role_in_one_click(client: Client, company: Company) -> None:
    for headers in ({}, ENGLISH):
        page = client.page("/sign-in", headers=headers)
        names = [b.attributes["value"] for b in page.css("button[data-action=demo_sign_in]")]
        assert names == [one.user_name for one in DEMO_LIST]
    for name, home in (("kh001", "/shop/"), ("finance", "/work")):
        answer = client.submit(client.page("/sign-in"), f"button[value='{name}']")
        assert answer.status_code == SAVED
        assert client.get("/").location == home
        client.submit(client.page("/account"), "form[action='/sign-out']")


@pytest.mark.rule("A11")
def test_the_demo_signs_in_nobody_else(client: Client, company: Company) -> None:
    token = client.page("/sign-in").css_first("input[name=csrf_token]").attributes["value"]
    answer = client.post("/demo/sign-in", data={"csrf_token": token, "user_name": "system"})
    assert answer.status_code == 404


def test_the_language_is_chosen_before_signing_in(client: Client, company: Company) -> None:
    page = client.page("/sign-in")
    assert page.css_first("html").attributes["lang"] == "zh-CN"
    answer = client.submit(page, "form[action='/language'] button[value=en]")
    assert answer.location == "/sign-in"
    assert client.page("/sign-in").css_first("html").attributes["lang"] == "en"


def test_a_customer_reads_what_is_kept_of_him_and_nothing_internal(
    client: Client, company: Company
) -> None:
    client.sign_in("kh001")
    text = client.page("/account").css_first("main").text()
    for fact in ("kh001", "KH001", "HT-KH001", "A级", "华东"):
        assert fact in text
    assert "1,000.00" not in text, "his credit limit is the company's own"


def test_staff_read_their_roles(client: Client, company: Company) -> None:
    client.sign_in("finance")
    assert "财务审核员" in client.page("/account").css_first("main").text()
    assert "Finance" in client.page("/account", headers=ENGLISH).css_first("main").text()


def test_a_password_is_changed_with_the_old_one(client: Client, person: None) -> None:
    sign_in(client, "kh001")
    page = client.page("/account/password")
    new = "three lamps behind the door"
    answer = client.submit(page, CHANGE, old=PASSWORD, new=new, again=new)
    assert answer.location == "/account"
    client.submit(client.page("/account"), "form[action='/sign-out']")
    assert sign_in(client, "kh001").status_code == 422
    assert sign_in(client, "kh001", new).status_code == SAVED


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("old", {"old": "wrong", "new": "three lamps behind", "again": "three lamps behind"}),
        ("new", {"old": PASSWORD, "new": "short", "again": "short"}),
        ("new", {"old": PASSWORD, "new": "x" * 129, "again": "x" * 129}),
        ("again", {"old": PASSWORD, "new": "three lamps behind", "again": "three lamps"}),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(
    client: Client, person: None, field: str, values: dict[str, str]
) -> None:
    sign_in(client, "kh001")
    answer = client.submit(client.page("/account/password"), CHANGE, **values)
    assert answer.status_code == 422
    assert parse(answer).css_first(f"#f-{field}-error") is not None
    assert PASSWORD not in answer.text, "no password is ever sent back"


@pytest.mark.control("C45")
def test_a_one_time_password_leads_to_its_change_first(
    client: Client, company: Company, session: Session
) -> None:
    give_password(session, "kh001", once=True)
    sign_in(client, "kh001")
    for path in ("/my/orders", "/shop/", "/notices"):
        assert client.get(path).location == "/account/password"
    page = client.page("/account/password")
    assert page.css("nav") == []
    assert page.css_first("form[action='/sign-out']") is not None
    new = "three lamps behind the door"
    assert client.submit(page, CHANGE, old=PASSWORD, new=new, again=new).location == "/"
    assert client.get("/my/orders").status_code == 200


@pytest.mark.parametrize("headers", [{}, ENGLISH])
def test_an_error_page_says_where_to_go(
    client: Client, company: Company, headers: dict[str, str]
) -> None:
    client.sign_in("kh001")
    answer = client.get("/my/orders/none", headers={**headers, "Referer": "http://localhost/shop/"})
    page = parse(answer)
    assert answer.status_code == 404
    assert page.css_first("main").attributes["data-status"] == "404"
    assert [link.attributes["href"] for link in page.css("main a")] == ["/shop/", "/"]
    assert page.css_first("code").text(strip=True)
