"""Convening, ruling, appealing and asking on the page of a review; earlier rounds and the paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.client import Client
from tests.support.pages import parse
from tests.support.review_pages import looked, standing
from tests.support.reviewing import CONVENED, SMALL, Reviewing
from webapp.models import SupervisionWatch
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import writing
from webapp.services.reviews.panels import PanelRule
from webapp.services.reviews.ruling import appeal, rule


def test_a_convenor_calls_the_departments_or_sends_the_case_back(
    client: Client, reviewing: Reviewing
) -> None:
    reviewing.panel(CONVENED)
    first, second = reviewing.file("TR-1")[0], reviewing.file("TR-2")[0]
    page = looked(client, "gm1", first)
    client.submit(page, "[data-act=convene]")
    assert standing(client.page(f"/reviews/{first}"), "shape") == "waiting"
    page = looked(client, "helper1", second)
    assert client.submit(page, "[data-act=send_back]", reason="").status_code == 422
    client.submit(page, "[data-act=send_back]", reason="数量不清")
    page = client.page(f"/reviews/{second}")
    assert page.css_first("main").attributes["data-status"] == "sent_back"
    assert "数量不清" in page.css_first(".dd-note").text()


def spoken(reviewing: Reviewing, verdict: str = "agree", number: str = "TR-1") -> str:
    """A review about which all three seats have spoken, the last of them so."""
    review = reviewing.file(number)[0]
    reviewing.fill(review, "tech1", "shape")
    reviewing.fill(review, "purch1", "price")
    reviewing.fill(review, "prod1", "dates", verdict)
    return review


@pytest.mark.rule("B6", "B7")
def test_the_president_reads_the_case_and_what_his_signature_does(
    client: Client, reviewing: Reviewing
) -> None:
    reviewing.panel()
    number = spoken(reviewing, "disagree")
    page = looked(client, "president1", number)
    case = page.css_first("#ruling")
    assert case.css_first("[data-voice]").attributes["data-voice"] == "dates"
    assert "too dear" in case.css_first("[data-voice=dates]").text()
    choices = case.css("[data-decision]")
    assert [one.attributes["data-decision"] for one in choices] == ["confirmed"]
    assert "不可接受" in case.css_first(".dd-consequence").text()
    assert client.submit(page, "#ruling form").status_code == 303
    page = looked(client, "sales1", number)
    assert page.css_first("main").attributes["data-status"] == "not_acceptable"
    client.submit(page, "[data-act=appeal]", reason="战略客户")
    page = looked(client, "chairman1", number)
    assert "战略客户" in page.css_first("#ruling").text()
    assert client.submit(page, "#ruling form", decision="approved").status_code == 422
    client.submit(page, "#ruling form", decision="approved", reason="准予")
    page = client.page(f"/reviews/{number}")
    assert page.css_first("main").attributes["data-status"] == "accepted"


def test_a_refusal_without_a_reason_keeps_the_choice(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    page = looked(client, "president1", spoken(reviewing))
    answer = client.submit(page, "#ruling form", decision="refused", reason="")
    assert answer.status_code == 422
    page = parse(answer)
    assert page.css_first("[name=decision][checked]").attributes["value"] == "refused"
    assert page.css_first("#f-reason-error") is not None


@pytest.mark.rule("B8")
def test_earlier_rounds_stand_beside_the_last_one(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = spoken(reviewing, "disagree")
    reviewing.act(rule, "president1", number, 1, "confirmed")
    reviewing.act(appeal, "sales1", number, 1, "战略客户")
    reviewing.file(inputs={"shape": 2, "price": 1, "dates": 1})
    page = looked(client, "tech1", number)
    assert (standing(page, "shape"), standing(page, "price")) == ("waiting", "carried")
    part = page.css_first("[data-part=shape]")
    assert "data-changed" in part.attributes
    assert "由您评审" in part.text()
    rounds = page.css_first("[data-rounds]")
    assert len(rounds.css("thead th")) == 3
    assert "too dear" in rounds.text()
    assert "战略客户" in rounds.text()
    paper = client.page(f"/reviews/{number}/print")
    assert len(paper.css("[data-round]")) == 2
    text = paper.css_first("main").text()
    for said in ("Tech1", "Prod1", "too dear", "President1", "战略客户", "沿用第 1 轮意见"):
        assert said in text


@pytest.mark.rule("L4", "L10")
def test_committed_times_make_a_plan(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    reviewing.fill(number, "tech1", "shape", committed_days=4)
    reviewing.fill(number, "purch1", "price", committed_days=6)
    reviewing.fill(number, "prod1", "dates", committed_days=9)
    plan = looked(client, "gm1", number).css_first("[data-plan]")
    days = [[cell.text() for cell in row.css("td")] for row in plan.css("tbody tr")]
    assert [row[1:] for row in days] == [["4", "0", "4"], ["6", "4", "10"], ["9", "4", "13"]]
    assert plan.css_first("[data-lead-days]").text() == "13"


def test_a_question_goes_to_the_author_and_comes_back(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    page = looked(client, "tech1", number)
    client.submit(page, "[data-act=ask]", text="含税吗？")
    page = looked(client, "sales1", number)
    assert page.css_first("[data-act=ask]") is None
    assert client.submit(page, "[data-act=answer]", text="").status_code == 422
    client.submit(page, "[data-act=answer]", text="含税。")
    page = looked(client, "tech1", number)
    question = page.css_first("[data-question]")
    assert question.attributes["data-status"] == "answered"
    assert "含税。" in question.text()


def test_a_settled_round_is_ended_without_the_rest(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel(replace(SMALL, rule=PanelRule("at_least", 2)))
    number = reviewing.file()[0]
    reviewing.fill(number, "tech1", "shape")
    assert looked(client, "sales1", number).css_first("[data-act=conclude]") is None
    reviewing.fill(number, "purch1", "price")
    page = looked(client, "sales1", number)
    assert "生产" in page.css_first("[data-act=conclude]").text()
    assert client.submit(page, "[data-act=conclude]").status_code == 303
    page = client.page(f"/reviews/{number}")
    assert standing(page, "dates") == "dropped"
    assert page.css_first("main").attributes["data-status"] == "ruling"


@pytest.mark.rule("L2")
def test_a_case_on_hold_says_why_and_takes_no_opinion(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    review = reviewing.review(number)
    with writing(reviewing.session, SYSTEM) as tx:
        watch = SupervisionWatch(
            document_kind=review.document_kind,
            document_id=review.document_id,
            document_number=review.document_number,
            customer_id=review.customer_id,
            amount=1_000_000,
            since=tx.now,
            held_at=tx.now,
            hold_reason="核查客户资信",
            version=1,
            trail_length=0,
            trail_head="",
        )
        tx.session.add(watch)
    page = looked(client, "tech1", number)
    assert "核查客户资信" in page.css_first("main").text()
    assert page.css_first("#opinion") is None
