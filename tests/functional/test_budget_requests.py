"""What every request costs before its page asks anything: who it is, and his unread notices."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from tests.support.budget import within
from tests.support.client import Client
from tests.support.company import Company
from webapp.web import language

PAGES = [("admin", "/orders/new"), ("admin", "/rates/new"), ("kh001", "/my/addresses/new")]


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_page_asks_who_it_is_for_and_what_he_has_not_read(
    app: Flask, client: Client, company: Company, who: str, page: str
) -> None:
    client.sign_in(who)
    client.page(page)
    most = 3 if who == "kh001" else 2
    with within(app, most):
        client.page(page)


def test_a_refusal_asks_who_it_is_and_no_more(app: Flask, client: Client, company: Company) -> None:
    client.sign_in("admin")
    client.get("/checkout")
    with within(app, 1):
        assert client.get("/checkout").status_code == 403


def test_a_stranger_asks_the_database_nothing(app: Flask, client: Client, company: Company) -> None:
    with within(app, 0):
        client.get("/sign-in")
        assert client.get("/orders").status_code == 303


def test_an_answer_brings_no_cookie_that_says_nothing_new(client: Client, company: Company) -> None:
    client.sign_in("admin")
    client.page("/orders/new")
    assert client.get("/orders/new").headers.getlist("Set-Cookie") == []


def test_all_templates_share_one_dict_of_globals(app: Flask) -> None:
    found = app.jinja_env.get_template("macros/icons.html")
    assert found.globals is app.jinja_env.globals


def test_a_page_looks_its_language_up_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(language, "language_code", lambda: asked.append("") or "zh-CN")
    with app.test_request_context():
        assert render_template_string("{{ _('Orders') }}{{ _('Returns') }}") == "订货单退货"
        assert len(asked) <= 2
        with force_locale("en"):
            assert render_template_string("{{ _('Orders') }}") == "Orders"
        assert render_template_string("{{ _('Orders') }}") == "订货单"


def test_what_is_put_into_a_text_is_escaped_and_the_text_is_not(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        template = "{{ _('100%% <b>of</b> %(part)s', part='<i>') }}{{ _('<hr>') }}"
        assert render_template_string(template) == "100% <b>of</b> &lt;i&gt;<hr>"
        plain = "{% autoescape false %}{{ _('a %(part)s', part='<i>') }}{% endautoescape %}"
        assert render_template_string(plain) == "a <i>"
