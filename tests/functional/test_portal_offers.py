"""The customer's offers: he reads and answers exactly what he was offered, and nothing of the
inside is on any page, in any paper or in any file's name."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

from tests.support.client import Client, form_values
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.drawing import a_file
from tests.support.offering import COST_NAME, INNER_FIGURES, INNER_WORDS, Offering
from tests.support.pages import parse
from webapp.services.core.clock import company_day

TODAY = company_day(datetime.now(UTC))


@pytest.fixture
def offering(company: Company) -> Offering:
    return Offering(company)


@pytest.fixture
def buyer(client: Client) -> Client:
    client.sign_in("kh001")
    return client


def status_of(page: LexborHTMLParser) -> str | None:
    main = page.css_first("main")
    assert main is not None
    return main.attributes["data-status"]


def text_of(answer: TestResponse) -> str:
    assert answer.mimetype == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.rule("B4")
def test_the_customer_accepts_exactly_what_he_reads(buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    listed = buyer.page("/my/offers").css_first(f"[data-number='{number}']")
    assert listed is not None
    assert listed.attributes["data-status"] == "open"
    page = buyer.page(f"/my/offers/{number}")
    assert "9,250.00" in (page.html or "")
    assert buyer.submit(page, "form[data-act=accept]").status_code == 303
    assert offering.quotation(number).status == "formal"
    again = buyer.page(f"/my/offers/{number}")
    assert status_of(again) == "accepted"
    assert not again.css("form[data-act=accept]")
    assert buyer.submit(page, "form[data-act=accept]").status_code == 303, "the same form, again"


@pytest.mark.rule("B4")
def test_a_page_of_an_older_revision_accepts_nothing(buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    page = buyer.page(f"/my/offers/{number}")
    offering.offered_anew(number, lead_days=40)
    assert buyer.submit(page, "form[data-act=accept]").status_code == 409
    assert offering.quotation(number).status == "offered"
    earlier = buyer.page(f"/my/offers/{number}?revision=1")
    assert status_of(earlier) == "ended"
    assert not earlier.css("form[data-act=accept]")


@pytest.mark.rule("B4")
def test_he_asks_for_changes_in_words(buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    page = buyer.page(f"/my/offers/{number}")
    refused = buyer.submit(page, "form[data-act=ask_for_changes]", words="  ")
    assert refused.status_code == 422
    assert parse(refused).css_first("#f-words-changes-error") is not None
    words = "单价 18 元以内，交期 20 天"
    assert buyer.submit(page, "form[data-act=ask_for_changes]", words=words).status_code == 303
    assert words in buyer.get(f"/my/offers/{number}").text
    assert offering.quotation(number).answer == words


def test_he_declines_without_saying_why(buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    page = buyer.page(f"/my/offers/{number}")
    assert buyer.submit(page, "form[data-act=decline]").status_code == 303
    assert offering.quotation(number).status == "declined"
    assert not buyer.page("/my/offers?status=open").css(f"[data-number='{number}']")


def test_a_lapsed_offer_says_so(buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    page = buyer.page(f"/my/offers/{number}")
    offering.let_lapse(number, TODAY - timedelta(days=1))
    late = buyer.submit(page, "form[data-act=accept]")
    assert late.status_code == 409
    assert (TODAY - timedelta(days=1)).isoformat() in late.get_data(as_text=True)
    lapsed = buyer.page(f"/my/offers/{number}")
    assert status_of(lapsed) == "lapsed"
    assert not lapsed.css("form[data-act=accept]")
    assert lapsed.css("form[data-act=ask_for_changes]")


@pytest.mark.rule("B4")
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_paper_reads_in_both_languages(
    buyer: Client, offering: Offering, language: str
) -> None:
    number = offering.offered()
    buyer.post("/account/language", data={"language": language})
    answer = buyer.get(f"/my/offers/{number}/1.pdf")
    paper = text_of(answer)
    for words in ("加厚合页", "9,250.00", "8,185.84", "1,064.16", "盐雾 72 小时", number):
        assert words in paper.replace("\n", " "), words
    if language == "zh_Hans_CN":
        assert "人民币玖仟贰佰伍拾元整" in paper
        assert "报价单" in paper
    name = unquote(answer.headers["Content-Disposition"])
    assert f"{number}-1.pdf" in name


@pytest.mark.rule("B4")
def test_nothing_of_the_inside_reaches_the_customer(buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    offering.offered_anew(number, lead_days=40)
    offering.drafted()
    paths = ("/my/offers", f"/my/offers/{number}", f"/my/offers/{number}?revision=1")
    said = [buyer.get(path).get_data(as_text=True) for path in paths]
    papers = [buyer.get(f"/my/offers/{number}/{one}.pdf") for one in (1, 2)]
    said += [text_of(answer) for answer in papers]
    said += [unquote(str(answer.headers)) for answer in papers]
    for secret in (*INNER_FIGURES, INNER_WORDS, COST_NAME, "8185.84", "毛利", "成本", "margin"):
        assert not [text for text in said if secret in text], secret


def test_what_was_never_offered_is_not_there(buyer: Client, offering: Offering) -> None:
    drafted, other = offering.drafted(), offering.offered("KH002")
    for number in (drafted, other, "BJ-1"):
        assert buyer.get(f"/my/offers/{number}").status_code == 404
        assert buyer.get(f"/my/offers/{number}/1.pdf").status_code == 404
        page = buyer.page("/my/offers")
        form = page.css_first("form[method=post]")
        assert form is not None
        given = form_values(form)
        given["key"] = f"{number}-{'k' * 24}"
        assert buyer.post(f"/my/offers/{number}/accept", data=given).status_code == 404
    assert not buyer.page("/my/offers").css("#offers [data-number]")
    assert buyer.get(f"/my/offers/{other}?revision={10**30}").status_code == 404


def test_more_offers_ask_no_more(app: Flask, buyer: Client, offering: Offering) -> None:
    number = offering.offered()
    paths = ("/my/offers", f"/my/offers/{number}")
    few = {path: _statements(app, buyer, path) for path in paths}
    for _ in range(3):
        offering.offered()
    offering.offered_anew(number, lead_days=40)
    assert {path: _statements(app, buyer, path) for path in paths} == few


def _statements(app: Flask, client: Client, path: str) -> int:
    client.page(path)
    with counted(app) as statements:
        client.page(path)
    return len(statements)


@pytest.mark.rule("J1")
def test_staff_record_an_answer_with_its_paper(client: Client, offering: Offering) -> None:
    number = offering.offered()
    client.sign_in("sales")
    page = client.page(f"/offers/{number}")
    form = "form[data-act=record_answer]"
    assert client.submit(page, form, kind="accepted").status_code == 422
    assert offering.quotation(number).status == "offered"
    page = client.page(f"/offers/{number}")
    answer = client.submit(page, form, files={"papers": a_file("回签.png")}, kind="accepted")
    assert answer.status_code == 303
    assert offering.quotation(number).status == "formal"
    assert text_of(client.get(f"/offers/{number}/1.pdf"))
