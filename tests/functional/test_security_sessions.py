"""Signing in, and when a session is over."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import LoginAttempt, LoginSession, User, UserRole
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.identity import signing_in
from webapp.services.identity.passwords import PasswordHashes
from webapp.web import signed_in
from webapp.web.access import local_path
from webapp.web.logging import JsonLines

PASSWORD = "correct horse battery"
HASHES = PasswordHashes(memory_kib=8, passes=1)
MakeApp = Callable[..., Flask]


def change_user(company: Company, name: str, **values: Any) -> None:
    with writing(company.session, SYSTEM) as tx:
        tx.session.execute(update(User).where(User.user_name == name).values(**values))


@pytest.fixture
def admin(company: Company) -> Company:
    change_user(company, "admin", password_hash=HASHES.make(PASSWORD))
    return company


def sign_in(client: Client, name: str, password: str, path: str = "/sign-in") -> TestResponse:
    form = "form:has(input[name=password])"
    return client.submit(client.page(path), form, user_name=name, password=password)


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


@pytest.mark.control("C48")
def test_signing_in_begins_a_new_session(client: Client, admin: Company) -> None:
    assert sign_in(client, " ADMIN ", PASSWORD).status_code == 303
    admin.session.rollback()
    kept = admin.session.scalars(select(LoginSession)).one()
    cookie = client.get_cookie("dingda")
    assert cookie is not None
    assert kept.token_hash not in cookie.value
    assert is_in(client)


@pytest.mark.control("C46")
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    client: Client, admin: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    check = PasswordHashes.matches
    monkeypatch.setattr(
        PasswordHashes,
        "matches",
        lambda self, stored, password: asked.append(password) or check(self, stored, password),
    )
    answers = [
        sign_in(client, name, "not the password").status_code for name in ("admin", "nobody")
    ]
    change_user(admin, "admin", disabled_at=datetime.now(UTC))
    answers.append(sign_in(client, "admin", PASSWORD).status_code)
    assert answers == [422, 422, 422]
    assert len(asked) == 3
    texts = {
        parse(sign_in(client, name, "x" * 12)).css_first("[role=alert]").text().strip()
        for name in ("admin", "nobody")
    }
    assert len(texts) == 1


@pytest.mark.control("C44")
def test_failures_are_counted_across_processes(
    client: Client, admin: Company, database_url: str, make_app: MakeApp
) -> None:
    other = make_app(database_url).test_client()
    for attempt in range(signing_in.MOST_BY_ACCOUNT):
        assert sign_in((client, other)[attempt % 2], "admin", "wrong").status_code == 422
    for one in (client, other):
        assert sign_in(one, "admin", PASSWORD).status_code == 429
    assert sign_in(client, "review", "wrong").status_code == 422


@pytest.mark.control("C44")
def test_being_held_back_ends_by_itself(client: Client, admin: Company) -> None:
    for _ in range(signing_in.MOST_BY_ACCOUNT):
        sign_in(client, "admin", "wrong")
    with writing(admin.session, SYSTEM) as tx:
        tx.session.execute(update(LoginAttempt).values(at=tx.now - signing_in.WINDOW))
    assert sign_in(client, "admin", PASSWORD).status_code == 303
    admin.session.rollback()
    assert admin.session.scalar(select(func.count(LoginAttempt.id))) == 0


@pytest.mark.control("C50")
def test_a_cookie_is_dead_after_signing_out(client: Client, admin: Company) -> None:
    client.sign_in("admin")
    kept = client.get_cookie("dingda")
    assert kept is not None
    client.submit(client.page("/account"), "form[action='/sign-out']")
    client.set_cookie("dingda", kept.value)
    assert not is_in(client)


@pytest.mark.control("C50")
@pytest.mark.rule("A3")
@pytest.mark.parametrize("name", ["admin", "kh001"])
def test_a_disabled_account_is_out_at_once(client: Client, admin: Company, name: str) -> None:
    client.sign_in(name)
    assert is_in(client)
    change_user(admin, name, disabled_at=datetime.now(UTC))
    assert not is_in(client)


@pytest.mark.control("C43", "C51")
def test_a_new_password_ends_the_other_sessions(client: Client, admin: Company, app: Flask) -> None:
    other = app.test_client()
    for one in (client, other):
        one.sign_in("admin")
    page = client.page("/account/password")
    form = "form:has(input[name=new])"
    fresh = "another long password 7"
    wrong = client.submit(page, form, old="guessed", new=fresh, again=fresh)
    assert wrong.status_code == 422
    assert is_in(other)
    right = client.submit(page, form, old=PASSWORD, new=fresh, again=fresh)
    assert right.status_code == 303
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.control("C49")
@pytest.mark.parametrize(("minutes", "over"), [(11 * 60, False), (12 * 60 + 1, True)])
def test_an_idle_session_is_over(
    client: Client, admin: Company, monkeypatch: pytest.MonkeyPatch, minutes: int, over: bool
) -> None:
    client.sign_in("admin")
    later = datetime.now(UTC) + timedelta(minutes=minutes)
    monkeypatch.setattr(signed_in, "utc_now", lambda: later)
    assert is_in(client) is not over


@pytest.mark.control("C49")
def test_a_session_ends_however_busy_it_is(client: Client, admin: Company) -> None:
    client.sign_in("admin")
    with writing(admin.session, SYSTEM) as tx:
        then = tx.now - timedelta(hours=14 * 24, minutes=1)
        tx.session.execute(update(LoginSession).values(created_at=then))
    assert not is_in(client)


@pytest.mark.control("C45")
def test_a_first_password_opens_one_page_only(client: Client, admin: Company) -> None:
    change_user(admin, "admin", must_change_password=True)
    sign_in(client, "admin", PASSWORD)
    assert client.get("/work").headers["Location"] == "/account/password"
    assert client.get("/account/password").status_code == 200


@pytest.mark.control("C45")
def test_a_first_password_expires(client: Client, admin: Company) -> None:
    past = datetime.now(UTC) - timedelta(minutes=1)
    change_user(admin, "admin", must_change_password=True, password_expires_at=past)
    assert sign_in(client, "admin", PASSWORD).status_code == 422


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "http://evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "//evil.example/%2f..",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "ftp://evil.example",
    "evil.example",
    "www.evil.example/x",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/\x00/evil.example",
    "//evil.example@localhost",
    "http://localhost@evil.example",
    "?next=//evil.example",
    "",
]


@pytest.mark.control("C28")
@pytest.mark.parametrize("target", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_nobody_is_led_elsewhere(client: Client, admin: Company, target: str) -> None:
    assert local_path(target) is None
    client.sign_in("admin")
    answer = client.get("/sign-in", query_string={"next": target})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.control("C28")
def test_a_page_of_ours_is_gone_on_to(client: Client, admin: Company) -> None:
    asked = client.get("/settings/roles?x=1")
    assert sign_in(client, "admin", PASSWORD, asked.headers["Location"]).headers["Location"] == (
        "/settings/roles?x=1"
    )


RUBBISH = ["\x00", "a\x00b", "\ud800", "１２", "x" * 100_000, "'; DROP TABLE event; --", "1e309"]


@pytest.mark.control("C11")
@pytest.mark.parametrize("text", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_a_wrong_name_and_never_a_failure(
    client: Client, admin: Company, text: str
) -> None:
    sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert sign_in(client, sent, sent).status_code == 422
    raw = text.encode("utf-8", "surrogatepass")
    for path in ("/sign-in", "/account", "/settings/chains"):
        answer = client.get(path, query_string={"next": raw, "q": raw, "after": raw})
        assert answer.status_code < 500


@pytest.mark.control("C59")
def test_of_a_doubled_field_the_first_counts(client: Client, admin: Company) -> None:
    answer = client.submit(
        client.page("/sign-in"),
        "form:has(input[name=password])",
        user_name=["admin", "review"],
        password=[PASSWORD, "x"],
    )
    assert answer.status_code == 303
    assert client.page("/account").css_first("main") is not None


@pytest.mark.control("C61", "C62")
def test_the_log_says_who_did_what_and_no_secret(
    client: Client, admin: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "webapp.requests")
    sign_in(client, "admin", "a wrong secret")
    sign_in(client, "admin", PASSWORD)
    client.sign_in("sales")
    client.get("/settings", query_string={"token": "hidden\r\n"})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    events = [line["event"] for line in lines if "event" in line]
    assert events == ["sign-in refused", "signed in", "refused"]
    assert lines[-1]["who"] == "sales"
    assert lines[-1]["path"] == "/settings"
    assert all(len(line["request"]) == 16 for line in lines)
    written = json.dumps(lines)
    for secret in ("a wrong secret", PASSWORD, "hidden", "dingda="):
        assert secret not in written


@pytest.mark.control("C62")
def test_no_text_begins_a_line_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "webapp.csp")
    logging.getLogger("webapp.csp").warning("stopped: %s", 'x\r\n{"at": "forged"}')
    line = JsonLines().format(caplog.records[-1])
    assert "\n" not in line
    assert "\r" not in line


@pytest.mark.control("C41")
@pytest.mark.rule("A4")
def test_a_role_taken_away_is_gone_from_the_next_request(client: Client, admin: Company) -> None:
    client.sign_in("admin")
    assert client.get("/settings/roles").status_code == 200
    held = delete(UserRole).where(UserRole.user_id == _id(admin, "admin"))
    with writing(admin.session, SYSTEM) as tx:
        tx.session.execute(held)
    assert client.get("/settings/roles").status_code == 403


@pytest.mark.control("C52")
def test_a_hash_of_an_older_cost_is_made_anew_at_signing_in(client: Client, admin: Company) -> None:
    older = PasswordHashes(memory_kib=16, passes=2).make(PASSWORD)
    change_user(admin, "admin", password_hash=older)
    assert sign_in(client, "admin", PASSWORD).status_code == 303
    admin.session.rollback()
    kept = admin.session.scalars(select(User.password_hash).where(User.user_name == "admin")).one()
    assert kept != older
    assert HASHES.matches(kept, PASSWORD)
    assert not HASHES.needs_rehash(kept)


def _id(company: Company, name: str) -> int:
    found = company.actor(name).user_id
    assert found is not None
    return found
