"""What every answer carries, and how wrong requests are answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, abort

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.core.errors import N_, Busy, Conflict, Forbidden, NotFound, RuleBroken
from webapp.web import access_table, assets, errors
from webapp.web.doors import PUBLIC

MakeApp = Callable[..., Flask]

#: Ways to raise each status that has a page.
RAISED: dict[int, Callable[[], object]] = {
    400: lambda: abort(400),
    403: lambda: _raise(Forbidden()),
    404: lambda: _raise(NotFound()),
    405: lambda: abort(405),
    409: lambda: _raise(Conflict(N_("It changed meanwhile"))),
    413: lambda: abort(413),
    422: lambda: _raise(RuleBroken(N_("Please give a reason."))),
    429: lambda: abort(429),
    500: lambda: _raise(ZeroDivisionError("secret detail")),
    503: lambda: _raise(Busy()),
}


def _raise(error: Exception) -> None:
    raise error


@pytest.fixture
def broken(database_url: str, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The app with a page that fails in the way that its address says."""
    app = make_app(database_url)
    app.add_url_rule("/fails/<int:status>", "fails", lambda status: RAISED[status]())
    monkeypatch.setitem(access_table.ACCESS, "fails", PUBLIC)
    return app.test_client()


def test_every_status_of_the_list_has_words() -> None:
    assert set(RAISED) == set(errors.TITLES)


@pytest.mark.control("C64")
@pytest.mark.parametrize("status", RAISED)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_error_has_its_page_in_both_languages(
    broken: Client, status: int, language: str
) -> None:
    answer = broken.get(f"/fails/{status}", headers={"Accept-Language": language})
    assert answer.status_code == status
    page = parse(answer)
    root, heading, code = page.css_first("html"), page.css_first("h1"), page.css_first("code")
    assert root is not None
    assert heading is not None
    assert code is not None
    assert root.attributes["lang"] == language
    assert (heading.text() == errors.TITLES[status]) is (language == "en")
    assert len(code.text()) == 16
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.control("C64")
def test_an_error_answers_htmx_with_a_toast(broken: Client) -> None:
    answer = broken.get("/fails/500", headers=HTMX)
    assert answer.status_code == 500
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.text


@pytest.mark.control("C23", "C24", "C25", "C29", "C57")
@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/fails/500", "/healthz", "/"])
def test_every_answer_carries_its_headers(broken: Client, path: str) -> None:
    headers = broken.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "charset=utf-8" in headers["Content-Type"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.control("C24")
def test_static_files_carry_them_too(client: Client) -> None:
    answer = client.get(assets.asset("css/base.css"))
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    answer.close()


@pytest.mark.control("C20", "C21", "C22")
def test_https_gives_the_cookie_its_name_and_the_browser_its_promise(
    database_url: str, make_app: MakeApp
) -> None:
    client = make_app(database_url, HTTPS="1").test_client()
    answer = client.get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dingda=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    assert "max-age=31536000; includeSubDomains" in answer.headers["Strict-Transport-Security"]


@pytest.mark.control("C21")
def test_the_cookie_of_http_has_its_own_name(client: Client) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("dingda=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.control("C30")
def test_only_the_names_served_are_answered(database_url: str, make_app: MakeApp) -> None:
    client = make_app(database_url, TRUSTED_HOSTS="orders.example,.local.example").test_client()
    assert client.get("/sign-in", base_url="http://orders.example").status_code == 200
    for host in ("evil.example", "orders.example.evil.example", "localhost"):
        answer = client.get("/sign-in", base_url=f"http://{host}")
        assert answer.status_code == 400
        assert host not in answer.text


@pytest.mark.control("C30")
def test_forwarded_headers_of_nobody_in_particular_are_not_believed(client: Client) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = client.get("/", headers=forged)
    assert answer.headers["Location"].startswith("/sign-in")
    assert "evil.example" not in client.get("/sign-in", headers=forged).text


@pytest.mark.control("C31")
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO"])
def test_methods_that_no_page_has_are_refused(client: Client, method: str) -> None:
    answer = client.open("/sign-in", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.control("C26")
def test_a_form_without_its_token_is_refused(client: Client, company: Company) -> None:
    client.sign_in("admin")
    assert client.post("/settings", data={"stock_shown": "none"}).status_code == 400
    refused = parse(client.post("/sign-out")).css_first("code")
    assert refused is not None
    assert len(refused.text()) == 16


@pytest.mark.control("C25")
def test_a_browser_may_report_what_the_policy_stopped(client: Client) -> None:
    assert client.post("/csp-report", data=b"{}\r\nforged line").status_code == 204


@pytest.mark.control("C32")
@pytest.mark.parametrize(
    ("kind", "before"),
    [
        ("application/x-www-form-urlencoded", b"user_name="),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="user_name"\r\n\r\n',
        ),
    ],
)
def test_too_much_at_once_gets_a_page_that_says_so(
    client: Client, kind: str, before: bytes
) -> None:
    body = before + b"x" * (3 * 1024 * 1024)
    answer = client.post("/sign-in", data=body, content_type=kind)
    assert answer.status_code == 413
    assert parse(answer).css_first("h1") is not None


@pytest.mark.control("C38")
def test_a_route_without_a_row_opens_for_nobody(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("admin")
    monkeypatch.delitem(access_table.ACCESS, "roles.index")
    assert client.get("/settings/roles").status_code == 404


@pytest.mark.control("C38")
def test_every_route_has_a_row_and_every_row_a_route(client: Client) -> None:
    endpoints = {rule.endpoint for rule in client.application.url_map.iter_rules()}
    assert endpoints == set(access_table.ACCESS)
