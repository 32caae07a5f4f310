"""The page of a review: what it shows, to whom, and filling a seat in its own form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.support.client import Client
from tests.support.counting import counted
from tests.support.pages import parse
from tests.support.review_pages import looked, standing, token
from tests.support.reviewing import SMALL, Reviewing
from webapp.services.core.clock import company_day, utc_now
from webapp.services.reviews.founding_panels import COMMITTEE
from webapp.services.reviews.stand_ins import StandInInput, name_stand_in

#: What purchasing answers in the committee.
BOUGHT: dict[str, Any] = {
    "answers.supply": "yes",
    "answers.materials.steel": "too_high",
    "answers.outsourcing": "no",
    "verdict": "disagree",
    "remark": "板材比市场贵",
}
#: Statements of a page, signing in and the bell among them.
MOST = 22


def test_seats_of_a_round_are_seen_at_a_glance(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    reviewing.fill(number, "tech1", "shape", "conditional")
    page = looked(client, "purch1", number)
    assert standing(page, "shape") == "given"
    assert standing(page, "price") == "waiting"
    seats = page.css_first("[data-seats]").text()
    assert "Tech1" in seats
    assert "有条件同意" in seats
    assert "Purch1" in seats
    assert page.css_first("main").attributes["data-status"] == "opinions"


@pytest.mark.rule("B3", "B5", "B17")
@pytest.mark.parametrize("htmx", [False, True])
def test_a_seat_is_filled_by_its_own_form(client: Client, reviewing: Reviewing, htmx: bool) -> None:
    reviewing.panel(COMMITTEE.panel)
    number = reviewing.file()[0]
    page = looked(client, "purch1", number)
    assert "+2.5 %" in page.css_first("[data-material=steel]").text()
    answer = client.submit(page, "#opinion", htmx=htmx, **BOUGHT)
    assert answer.status_code == (204 if htmx else 303)
    page = client.page(f"/reviews/{number}")
    assert standing(page, "purchasing") == "given"
    said = page.css_first("[data-opinion=purchasing]").text()
    assert "板材比市场贵" in said
    assert "高于市场行情" in said
    assert page.css_first("#opinion") is None


@pytest.mark.parametrize("htmx", [False, True])
def test_a_wrong_form_comes_back_with_everything_typed(
    client: Client, reviewing: Reviewing, htmx: bool
) -> None:
    reviewing.panel(COMMITTEE.panel)
    page = looked(client, "purch1", reviewing.file()[0])
    typed = {**BOUGHT, "answers.supply": "", "remark": "", "conditions": "先付三成"}
    answer = client.submit(page, "#opinion", htmx=htmx, **typed)
    assert answer.status_code == 422
    form = parse(answer).css_first("#opinion")
    assert (parse(answer).css_first("[data-seats]") is None) == htmx
    assert form.css_first("#f-conditions").text() == "先付三成"
    assert form.css_first("[name=verdict][checked]").attributes["value"] == "disagree"
    assert form.css_first("[name='answers.outsourcing'][checked]").attributes["value"] == "no"
    chosen = form.css_first("[name='answers.materials.steel'] option[selected]")
    assert chosen.attributes["value"] == "too_high"
    at_fields = {one.attributes["id"] for one in form.css(".dd-error")}
    assert at_fields == {"f-answers.supply-error", "f-remark-error"}


@pytest.mark.parametrize("days", ["soon", "-1", "99999999999999999999", "１", "\x00", "1e309"])
def test_days_that_are_none_are_said_at_their_field(
    client: Client, reviewing: Reviewing, days: str
) -> None:
    reviewing.panel()
    page = looked(client, "tech1", reviewing.file()[0])
    answer = client.submit(page, "#opinion", verdict="agree", committed_days=days)
    assert answer.status_code == 422
    assert parse(answer).css_first("#f-committed_days-error") is not None


def test_who_does_not_sit_there_is_refused(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    page = looked(client, "tech1", number)
    client.sign_in("fin1")
    assert client.page(f"/reviews/{number}").css_first("#opinion") is None
    given = {"verdict": "agree", "committed_days": "3", "csrf_token": token(client)}
    assert client.submit(page, "#opinion", **given).status_code == 403
    assert reviewing.seats(number)["shape"] == "waiting"


@pytest.mark.parametrize(("who", "status"), [("ship", 404), ("kh001", 403)])
def test_nobody_else_learns_of_a_review(
    client: Client, reviewing: Reviewing, who: str, status: int
) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    page = looked(client, "tech1", number)
    client.sign_in(who)
    for path in ("", "/print", "/papers/x"):
        assert client.get(f"/reviews/{number}{path}").status_code == status
    given = {"verdict": "agree", "committed_days": "3", "csrf_token": token(client)}
    assert client.submit(page, "#opinion", **given).status_code == status
    convened = {"csrf_token": given["csrf_token"], "key": "k" * 32, "round": "1"}
    assert client.post(f"/reviews/{number}/convene", data=convened).status_code == status
    listed = client.get("/reviews")
    assert number not in listed.get_data(as_text=True)


def test_the_second_in_a_seat_is_told_who_was_first(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    page = looked(client, "tech2", number)
    reviewing.fill(number, "tech1", "shape", "disagree")
    answer = client.submit(page, "#opinion", verdict="agree", committed_days="3")
    assert answer.status_code == 409
    assert "Tech1" in answer.text
    assert "不同意" in answer.text


def test_a_form_sent_twice_counts_once(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    page = looked(client, "tech1", number)
    for _ in range(2):
        answer = client.submit(page, "#opinion", verdict="agree", committed_days="3")
        assert answer.status_code == 303


def test_papers_of_an_opinion_are_read_by_the_people_of_the_review(
    client: Client, reviewing: Reviewing
) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    page = looked(client, "tech1", number)
    paper = (BytesIO(b"%PDF-1.4\n%%EOF\n"), "drawing.pdf")
    files = {"papers": paper}
    answer = client.submit(page, "#opinion", verdict="agree", committed_days="3", files=files)
    assert answer.status_code == 303
    page = looked(client, "purch1", number)
    link = page.css_first("[data-opinion=shape] .dd-files a").attributes["href"] or ""
    assert client.get(link).data.startswith(b"%PDF")
    client.sign_in("ship")
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    "query", ["seat=%00", "seat=price", "ask=x", "ask=appeal", "seat=%ED%A0%80"]
)
def test_addresses_of_no_sense_show_the_page(
    client: Client, reviewing: Reviewing, query: str
) -> None:
    reviewing.panel()
    page = looked(client, "tech1", f"{reviewing.file()[0]}?{query}")
    assert page.css_first("#opinion [name=seat]").attributes["value"] == "shape"


def test_a_page_costs_the_same_with_every_round(
    app: Flask, client: Client, reviewing: Reviewing
) -> None:
    client.checks_html = False
    reviewing.panel(SMALL)
    number = reviewing.file()[0]
    spent = []
    client.sign_in("purch1")
    for version in range(2, 5):
        client.page(f"/reviews/{number}")
        with counted(app) as seen:
            client.page(f"/reviews/{number}")
        spent.append(len(seen))
        reviewing.fill(number, "tech1", "shape")
        reviewing.file(inputs={"shape": version, "price": 1, "dates": 1})
    assert len(set(spent)) == 1, spent
    assert spent[0] <= MOST


def test_a_stand_in_speaks_for_somebody(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    away = reviewing.company.actor("purch1")
    today = company_day(utc_now())
    name_stand_in(reviewing.session, away, StandInInput("fin1", today, today))
    page = looked(client, "fin1", number)
    assert "代Purch1" in page.css_first("#opinion").text()
    client.submit(page, "#opinion", verdict="agree", committed_days="3")
    said = client.page(f"/reviews/{number}").css_first("[data-opinion=price] .dd-signed").text()
    assert "Fin1" in said
    assert "代Purch1" in said
