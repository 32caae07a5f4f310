"""Panels on screen: drawn, edited step by step with or without a script, switched, named (L9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from tests.support.client import Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.pages import parse
from tests.support.reviewing import KIND, SMALL, Reviewing, employ
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.reviews.founding_panels import FOUNDING_PANELS

pytestmark = pytest.mark.rule("B17")
FORM = "#panel-form"
SAVE = "#panel-form [data-action=save_panel]"


@pytest.fixture
def admin(client: Client, company: Company) -> Client:
    client.sign_in("admin")
    return client


def edited(client: Client, page: LexborHTMLParser, wish: str, **more: Any) -> LexborHTMLParser:
    """The form after a button of it was pressed."""
    answer = client.submit(page, f'#panel-form button[value="{wish}"]', **more)
    assert answer.status_code == 200
    return parse(answer)


def errors(page: LexborHTMLParser) -> set[str]:
    """The fields that are refused."""
    found = page.css("[data-error-summary] a")
    return {(one.attributes["href"] or "").removeprefix("#f-") for one in found}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_panel_is_drawn(admin: Client, language: str) -> None:
    page = admin.page("/settings/panels", headers={"Accept-Language": language})
    drawn = {
        one.attributes["data-number"]: len(one.css("[data-seat]"))
        for one in page.css("article[data-number]")
    }
    assert drawn == {one.code: len(one.panel.seats) for one in FOUNDING_PANELS}
    committee = page.css_first("[data-number=committee]")
    assert committee is not None
    assert [one.attributes["data-ruling"] for one in committee.css("[data-ruling]")] == [
        "president",
        "appeal",
    ]


def test_a_department_is_added_wholly_on_screen_and_fills_its_seat(
    client: Client, reviewing: Reviewing
) -> None:
    reviewing.panel(replace(SMALL, seats=SMALL.seats[:1], rulings=(), appeal=None))
    client.sign_in("admin")
    page = client.page("/settings/organisation")
    client.submit(
        page, "form[data-act=add_department]", name="法务部", name_en="Legal", code="LEGAL"
    )
    page = edited(client, client.page(f"/settings/panels/{KIND}/edit"), "add:seats")
    page = edited(client, page, "add:seats.1.questions", **{"seats.1.label": "法务"})
    saved = client.submit(
        page,
        SAVE,
        **{
            "seats.1.label_en": "Legal",
            "seats.1.department": "LEGAL",
            "seats.1.inputs": ["shape"],
            "seats.1.questions.0.label": "条款是否合法",
            "seats.1.questions.0.label_en": "Is it lawful",
            "note": "法务也要看",
        },
    )
    assert saved.status_code == 303
    row = client.page(f"/settings/panels/{KIND}").css_first("tr[data-version='2']")
    assert row is not None
    assert "法务" in row.text()

    with writing(reviewing.session, SYSTEM) as tx:
        employ(tx, "legal1", "LEGAL")
    [number] = reviewing.file()
    client.sign_in("legal1")
    page = client.page(f"/reviews/{number}")
    sent = {"answers.q1": "yes", "verdict": "agree"}
    assert client.submit(page, "form#opinion", **sent).status_code == 303
    assert reviewing.seats(number) == {"shape": "waiting", "s1": "given"}


def test_the_form_is_rearranged_without_losing_what_was_typed(admin: Client) -> None:
    page = admin.page("/settings/panels/committee/edit")
    labels = [one.attributes["value"] for one in page.css("[name$='.label'][name^=seats]")]
    page = edited(admin, page, "down:seats.0", convene_hours="7", note="why")
    seats = [one.attributes["data-seat"] for one in page.css("[data-seat]")]
    assert seats == ["supervision", "finance", "purchasing"]
    page = edited(admin, page, "up:seats.1")
    assert labels == [one.attributes["value"] for one in page.css("[name$='.label'][name^=seats]")]
    page = edited(admin, page, "remove:appeal.0")
    page = edited(admin, page, "remove:seats.0.questions.1")
    for name, value in (("convene_hours", "7"), ("note", "why")):
        field = page.css_first(f"[name='{name}']")
        assert field is not None
        assert field.attributes["value"] == value
    assert admin.submit(page, SAVE).status_code == 303
    assert "appeal" not in admin.page("/settings/panels/committee").css_first(".dd-panel").html


def test_htmx_gets_the_form_alone(admin: Client) -> None:
    page = admin.page("/settings/panels/committee/edit")
    answer = admin.submit(page, '#panel-form button[value="add:rulings"]', htmx=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in text
    assert len(parse(answer).css("[data-ruling]")) == 3


def test_an_answer_to_choose_is_kept_with_its_question(admin: Client) -> None:
    page = edited(admin, admin.page("/settings/panels/committee/edit"), "add:seats.0.questions")
    place = "seats.0.questions." + str(
        len(page.css("[id^='f-seats.0.questions.'][data-question]")) - 1
    )
    page = edited(admin, page, "stay", **{f"{place}.kind": "choice", f"{place}.label": "颜色"})
    for _ in range(2):
        page = edited(admin, page, f"add:{place}.options")
    given = {f"{place}.options.0.label": "红", f"{place}.options.1.label": "蓝"}
    page = edited(admin, page, "stay", **given)
    options = page.css("[name='rulings.0.when'] option")
    assert "财务 · 颜色 = 蓝" in [one.text() for one in options]
    wanted = next(one.attributes["value"] for one in options if one.text().endswith("= 蓝"))
    assert admin.submit(page, SAVE, **{"rulings.0.when": wanted}).status_code == 303


def test_what_will_not_do_is_said_at_its_field_and_stays(admin: Client) -> None:
    page = admin.page("/settings/panels/committee/edit")
    refused = admin.submit(
        page,
        SAVE,
        **{
            "seats.0.label": "",
            "seats.1.department": "MOON",
            "seats.2.due_hours": "9" * 40,
            "rule.count": "1e309",
        },
    )
    assert refused.status_code == 422
    assert errors(parse(refused)) == {"seats.2.due_hours", "rule.count"}
    refused = admin.submit(
        page, SAVE, **{"seats.0.label": "", "seats.1.department": "MOON", "seats.2.due_hours": "0"}
    )
    assert errors(parse(refused)) == {
        "seats.0.label",
        "seats.1.department",
        "seats.2.due_hours",
    }
    hours = parse(refused).css_first("[name='seats.2.due_hours']")
    assert hours is not None
    assert hours.attributes["value"] == "0"


@pytest.mark.parametrize(
    "wish",
    [
        "add:",
        "add:moon",
        "remove:seats.99",
        "remove:seats.x",
        "up:seats.0",
        "down:seats.²",
        "odd",
        "add:seats.0.questions.0",
        "remove:",
        "up:seats.0.label.1",
    ],
)
def test_a_button_that_is_none_does_nothing(admin: Client, wish: str) -> None:
    page = admin.page("/settings/panels/committee/edit")
    answer = admin.submit(page, FORM, edit=wish)
    assert answer.status_code == 200
    assert len(parse(answer).css("[data-seat]")) == 3


def test_who_comes_late_keeps_his_entries(admin: Client) -> None:
    page = admin.page("/settings/panels/committee/edit")
    assert admin.submit(page, SAVE, convene_hours="7").status_code == 303
    late = admin.submit(page, SAVE, convene_hours="9", key="k" * 20)
    assert late.status_code == 409
    again = admin.submit(parse(late), SAVE, key="m" * 20)
    assert again.status_code == 303
    versions = admin.page("/settings/panels/committee").css("tr[data-version]")
    assert len(versions) == 3


def test_a_panel_is_made_switched_renamed_and_raised(admin: Client) -> None:
    page = admin.page("/settings/panels/new/quotation?copy=committee")
    made = admin.submit(page, "[data-action=add_panel]", name="监察会签", name_en="Supervision")
    assert made.location == "/settings/panels/supervision"
    page = admin.page(made.location)
    assert page.css_first("main [data-status=off], [data-number=supervision][data-status=off]")
    assert admin.submit(page, "form[data-act=switch_panel]").status_code == 303
    page = admin.page(made.location)
    sent = admin.submit(page, "form[data-act=rename_panel]", name="订单评审")
    assert sent.status_code == 422
    sent = admin.submit(page, "form[data-act=rename_panel]", name="会签", name_en="Countersigning")
    assert sent.status_code == 303
    listed = admin.page("/settings/panels")
    assert admin.submit(listed, "[data-number=supervision] form").status_code == 303
    order = admin.page("/settings/panels").css("[data-stage=quotation] article")
    assert [one.attributes["data-number"] for one in order] == ["supervision", "committee"]
    assert admin.get("/settings/panels/new/moon").status_code == 404


def test_places_that_nobody_fills_are_named(admin: Client) -> None:
    page = admin.page("/settings/panels/order_review")
    told = page.css_first("[data-vacancies]")
    assert told is not None
    assert int(told.attributes["data-vacancies"] or 0) == 5


def test_only_who_manages_reviews_comes_here(client: Client, company: Company) -> None:
    for who in ("sales", "kh001"):
        client.sign_in(who)
        for path in ("", "/committee", "/committee/edit", "/new/quotation"):
            assert client.get(f"/settings/panels{path}").status_code == 403


def test_as_many_statements_for_many_panels_as_for_few(admin: Client, app: Flask) -> None:
    admin.page("/settings/panels")
    with counted(app) as few:
        admin.page("/settings/panels")
    admin.submit(
        admin.page("/settings/panels/new/quotation?copy=committee"),
        "[data-action=add_panel]",
        name="又一个",
    )
    with counted(app) as many:
        admin.page("/settings/panels")
    assert len(many) == len(few)
