"""The list of reviews, the queues in everybody's work, and what they ask of the database."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from tests.support.client import HTMX, Client
from tests.support.counting import counted
from tests.support.inquiring import Inquiring
from tests.support.quoting import Quoting
from tests.support.reviewing import CONVENED, Reviewing

#: Statements of a list and of a page, signing in and the bell among them.
MOST = 16
MOST_OF_A_PAGE = 22


def numbers(client: Client, address: str) -> list[str | None]:
    page = client.page(address)
    return [row.attributes["data-number"] for row in page.css("#list tr[data-number]")]


def test_what_waits_for_me_is_a_tab_of_its_own(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    first, second = reviewing.file("TR-1")[0], reviewing.file("TR-2")[0]
    client.sign_in("gm1")
    page = client.page("/reviews")
    convene = page.css_first(".dd-tabs a[href*='status=convene']")
    client.submit(client.page(f"/reviews/{first}"), "[data-act=convene]")
    assert numbers(client, convene.attributes["href"] or "") == [second]
    assert numbers(client, "/reviews?status=mine") == [second]
    assert numbers(client, "/reviews?status=opinion") == []
    assert numbers(client, "/reviews") == [second, first]
    client.sign_in("tech1")
    assert numbers(client, "/reviews?status=mine") == [first]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=TR-1", 1),
        ("q=kh001&panel=trial", 1),
        ("outcome=accepted", 0),
        ("document=inquiry", 0),
        ("sort=since", 1),
        ("sort=-since&status=open", 1),
        ("q=%00&panel=%ED%A0%80&outcome=1e309", None),
        ("after=AAAA&before=%%%&sort=x&status=x", 1),
    ],
)
def test_a_filter_stands_in_the_address(
    client: Client, reviewing: Reviewing, query: str, found: int | None
) -> None:
    reviewing.panel()
    reviewing.file()
    client.sign_in("gm1")
    rows = numbers(client, f"/reviews?{query}")
    assert found is None or len(rows) == found
    assert client.get(f"/reviews?{query}", headers=HTMX).status_code == 200


def test_the_list_as_filtered_is_taken_out(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file("TR-1")[0]
    reviewing.file("TR-2")
    reviewing.fill(number, "tech1", "shape", "disagree")
    client.sign_in("gm1")
    answer = client.submit(client.page("/reviews?q=TR-1"), "[data-act=export]")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert rows[1][0] == number
    assert "技术 不同意; 采购 –; 生产 –" in rows[1]


def test_seats_stand_in_my_work_and_only_in_theirs(client: Client, reviewing: Reviewing) -> None:
    reviewing.panel()
    number = reviewing.file()[0]
    client.sign_in("tech1")
    page = client.page("/work")
    queue = page.css_first("tr[data-queue=review_opinion]")
    assert queue.css("td")[1].text() == "1"
    assert numbers(client, queue.css_first("a").attributes["href"] or "") == [number]
    client.sign_in("fin1")
    assert client.page("/work").css("tr[data-queue^=review_]") == []
    client.sign_in("tech1")
    client.submit(
        client.page(f"/reviews/{number}"), "#opinion", verdict="agree", committed_days="3"
    )
    page = client.page("/work")
    assert page.css("tr[data-queue^=review_]") == []
    assert number in page.css_first("[data-touched]").text()


def test_a_list_costs_the_same_with_every_review(
    app: Flask, client: Client, reviewing: Reviewing
) -> None:
    client.checks_html = False
    reviewing.panel()
    client.sign_in("gm1")
    spent = []
    for count in (2, 6):
        for index in range(count):
            reviewing.file(f"TR-{count}-{index}")
        client.get("/reviews")
        with counted(app) as seen:
            client.get("/reviews?status=mine")
        with counted(app) as more:
            client.get("/reviews")
        spent.append((len(seen), len(more)))
    assert spent[0] == spent[1]
    assert max(spent[0]) <= MOST


@pytest.mark.rule("B2")
def test_an_inquiry_is_read_and_judged_on_its_review(client: Client, reviewing: Reviewing) -> None:
    made = Inquiring(reviewing)
    number = made.review(made.in_review()).number
    client.sign_in("qual1")
    page = client.page(f"/reviews/{number}")
    assert "盐雾 72 小时" in page.css_first("[data-part=quality]").text()
    drawing = page.css_first("[data-sheet] [data-papers] a").attributes["href"] or ""
    assert client.get(drawing).status_code == 200
    assert client.page(f"/reviews/{number}/print").css_first("[data-round]") is not None


def test_a_quotation_with_its_costs_is_read_within_what_a_page_may_ask(
    app: Flask, client: Client, reviewing: Reviewing
) -> None:
    made = Quoting(reviewing)
    quotation = made.in_review()
    number = made.review(quotation).number
    made.judge(quotation)
    client.sign_in("president1")
    client.get(f"/reviews/{number}")
    with counted(app) as seen:
        case = client.page(f"/reviews/{number}").css_first("#ruling")
    assert len(seen) <= MOST_OF_A_PAGE
    assert "9,250.00" in case.css_first(".dd-case-facts").text()
