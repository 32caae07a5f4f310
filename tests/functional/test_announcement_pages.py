"""Announcements on their pages: written, published, read, followed, taken back (K6)."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.client import Client
from tests.support.company import Company, a_picture
from webapp.models import CustomerLevel, Region
from webapp.services.notices import announcing
from webapp.services.notices.announcing import AnnouncementInput
from webapp.services.notices.rules import Audience
from webapp.web.linked_text import Piece, paragraphs

pytestmark = pytest.mark.rule("K6")
DESK, PAGES = "/announcements/desk", "/announcements"
PNG = b"\x89PNG\r\n\x1a\n"
ALL = Audience(to_customers=True, to_staff=True)


def published(company: Company, audience: Audience = ALL, title: str = "放假通知") -> str:
    sales = company.actor("sales")
    given = AnnouncementInput(
        title, "见 https://example.com/a。", audience, [a_picture("plan.png")]
    )
    draft = announcing.write_announcement(company.session, sales, given)
    announcing.publish_announcement(company.session, sales, draft.number, draft.version)
    return draft.number


def of_region(session: Session, code: str) -> Audience:
    region = session.scalars(select(Region.id).where(Region.code == code)).one()
    return Audience(to_customers=True, targets={"region": frozenset({region})})


@pytest.mark.parametrize("htmx", [False, True])
def test_from_draft_to_reader_and_back(client: Client, company: Company, htmx: bool) -> None:
    client.sign_in("sales")
    form = client.page(f"{DESK}/new")
    answer = client.submit(
        form,
        "form[enctype]",
        title="调价通知",
        body="下月起调价。",
        to_customers="1",
    )
    number = str(answer.location).rpartition("/")[2]
    page = client.page(f"{DESK}/{number}")
    assert page.css_first("main").attributes["data-status"] == "draft"
    assert [node.text() for node in page.css(".dd-news-people li small")] == [
        "KH001 · 华东",
        "KH002 · 华北",
    ]
    client.submit(page, "form[data-act=publish_announcement]", htmx=htmx)
    page = client.page(f"{DESK}/{number}")
    assert page.css_first("main").attributes["data-status"] == "published"
    assert [node.text() for node in page.css(".dd-figure b")] == ["2", "0", "2"]

    client.sign_in("kh001")
    inbox = client.page("/notices")
    answer = client.submit(inbox, "li[data-notice=AnnouncementPublished] button")
    assert answer.location == f"{PAGES}/{number}"
    row = client.page(PAGES).css_first(f"li[data-number={number}]")
    assert row.attributes["data-status"] == "unread"
    client.submit(client.page(PAGES), f"li[data-number={number}] form")
    row = client.page(PAGES).css_first(f"li[data-number={number}]")
    assert row.attributes["data-status"] == "read"

    client.sign_in("sales")
    read = client.page(f"{DESK}/{number}/readers?status=read")
    assert [node.attributes["data-number"] for node in read.css("tbody tr")] == ["kh001"]
    client.submit(
        client.page(f"{DESK}/{number}"),
        "form[data-act=withdraw_announcement]",
        reason="日期有误",
    )
    client.sign_in("kh001")
    assert client.get(f"{PAGES}/{number}").status_code == 404
    assert client.page(PAGES).css(f"li[data-number={number}]") == []
    gone = client.page("/notices").css_first("li[data-notice=AnnouncementWithdrawn]")
    assert "调价通知" not in gone.text()
    answer = client.submit(client.page("/notices"), "li[data-notice] button")
    assert answer.location == "/notices"


def test_an_opened_page_notes_the_reading_by_itself(client: Client, company: Company) -> None:
    number = published(company)
    client.sign_in("kh001")
    page = client.page(f"{PAGES}/{number}")
    form = page.css_first("#reading form")
    assert form.attributes["hx-trigger"] == "load"
    part = client.submit(page, "#reading form", htmx=True)
    assert 'data-status="read"' in part.text
    again = client.page(f"{PAGES}/{number}")
    assert again.css_first("#reading").attributes["data-status"] == "read"


def test_a_reader_sees_nothing_of_the_others(client: Client, company: Company) -> None:
    number = published(company, of_region(company.session, "E"))
    announcing.note_reading(company.session, company.actor("kh001"), number)
    client.sign_in("kh001")
    text = client.get(f"{PAGES}/{number}").text
    for word in ("华东", "sales", "Sales", "kh002", "1 人", "/desk"):
        assert word not in text
    for path in ("", "/new", f"/{number}", f"/{number}/readers", f"/{number}/edit"):
        assert client.get(f"{DESK}{path}").status_code == 403


def test_anothers_announcement_is_told_like_none(client: Client, company: Company) -> None:
    number = published(company, of_region(company.session, "N"))
    client.sign_in("kh002")
    link = client.page(f"{PAGES}/{number}").css_first(".dd-files a").attributes["href"] or ""
    assert client.get(link).status_code == 200
    for who in ("kh001", "review"):
        client.sign_in(who)
        assert client.get(link).status_code == 404
        absent = client.get(f"{PAGES}/GG-20200101-000001")
        found = client.get(f"{PAGES}/{number}")
        assert (found.status_code, absent.status_code) == (404, 404)
        token = client.page("/account").css_first("[name=csrf_token]").attributes["value"]
        assert client.post(f"{PAGES}/{number}/read", data={"csrf_token": token}).status_code == 404
        assert client.page(PAGES).css("li[data-number]") == []


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(
    client: Client, company: Company
) -> None:
    client.sign_in("sales")
    level = company.session.scalars(select(CustomerLevel.id)).first()
    form = client.page(f"{DESK}/new")
    token = form.css_first("form[enctype] [name=csrf_token]").attributes["value"]
    answer = client.post(
        f"{DESK}/new",
        data={
            "csrf_token": token,
            "key": "k" * 20,
            "title": "",
            "body": "正文",
            "to_customers": "1",
            "levels": [str(level), "x", "\x00", "9" * 30],
            "files": (io.BytesIO(PNG), "picture.png"),
        },
    )
    assert answer.status_code == 422
    assert ">正文</textarea>" in answer.text
    assert f'name="levels" value="{level}" checked' in answer.text
    data = {"csrf_token": token, "key": "l" * 20, "title": "好", "body": "正文", "roles": "99999"}
    answer = client.post(f"{DESK}/new", data={**data, "to_staff": "1"})
    assert answer.status_code == 422


def test_publishing_to_nobody_is_refused_on_the_page(client: Client, company: Company) -> None:
    sales = company.actor("sales")
    given = AnnouncementInput("t", "b", Audience())
    number = announcing.write_announcement(company.session, sales, given).number
    client.sign_in("sales")
    answer = client.submit(client.page(f"{DESK}/{number}"), "form[data-act=publish_announcement]")
    assert answer.status_code == 422


@pytest.mark.parametrize("path", [PAGES, DESK, "readers"])
@pytest.mark.parametrize(
    "query", ["after=x", "before=%00", "after=W10", "sort=-cost", "q=%00%ED%A0%80", "status=x"]
)
def test_odd_addresses_are_no_error(
    client: Client, company: Company, path: str, query: str
) -> None:
    number = published(company)
    client.sign_in("sales")
    address = f"{DESK}/{number}/readers" if path == "readers" else path
    assert client.get(f"{address}?{query}").status_code == 200
    assert client.get(f"{PAGES}/%00").status_code == 404


def test_lists_are_taken_out(client: Client, company: Company) -> None:
    number = published(company)
    client.sign_in("sales")
    for path in (DESK, f"{DESK}/{number}/readers"):
        answer = client.submit(client.page(path), "form[data-act=export]")
        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")


@pytest.mark.control("C1", "C2")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一\n\n\n二\n三", [[[Piece("一")]], [[Piece("二")], [Piece("三")]]]),
        (
            "见 https://a.example/b?c=1&d=2，谢谢",
            [
                [
                    [
                        Piece("见 "),
                        Piece("https://a.example/b?c=1&d=2", "https://a.example/b?c=1&d=2"),
                        Piece("，谢谢"),
                    ]
                ]
            ],
        ),
        (
            "(http://a.example/).",
            [[[Piece("("), Piece("http://a.example/", "http://a.example/"), Piece(").")]]],
        ),
        ("javascript:alert(1) <b>", [[[Piece("javascript:alert(1) <b>")]]]),
        ("", []),
    ],
)
def test_text_has_paragraphs_and_links_and_nothing_else(
    text: str, expected: list[list[list[Piece]]]
) -> None:
    assert paragraphs(text) == expected


def test_the_outbox_says_what_waits(client: Client, company: Company) -> None:
    client.sign_in("admin")
    page = client.page("/settings/mail")
    assert page.css_first(".dd-note") is not None
    assert page.css("[data-action=post_test_letter]") == []
    client.sign_in("sales")
    assert client.get("/settings/mail").status_code == 403
