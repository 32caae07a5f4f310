"""My work, queues and lists: who sees what, how they are narrowed, paged, passed row by row."""

from __future__ import annotations

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.filling import copy
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Event
from webapp.services.core.clock import utc_now
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step
from webapp.services.work.queues import MOST_ACTS

QUEUE = "/orders/queue?status=order_review"
STRANGE = [
    "from_day=0000-01-01",
    "to_day=2026-13-45",
    "from_day=99999999999999999999",
    "least=1e309",
    "most=-5",
    "region=99999999999999999999",
    "branch=-1",
    "salesperson=１２",
    "q=%00",
    "q=%ED%A0%80",
    "customer=%00%00",
    "kind=nothing",
    "sort=sideways",
    "status=nowhere",
    "after=!!!",
    "after=WzFd",
    "after=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwxXQ",
    "after=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5LDFd",
    "before=WyIyMDI2LTAxLTAxIiwxXQ",
    "q=a&q=b",
]


def numbers(page: LexborHTMLParser) -> list[str | None]:
    return [row.attributes["data-number"] for row in page.css("#orders tbody tr")]


@pytest.mark.rule("A10")
def test_my_work_shows_the_queues_that_one_may_act_on(client: Client, company: Company) -> None:
    company.place()
    company.place(by="kh002")
    client.sign_in("review")
    page = client.page("/work")
    assert order_queues(page) == ["order_review"]
    assert page.css_first("tr[data-queue=order_review] .dd-num").text() == "2"
    client.sign_in("region1")
    assert order_queues(client.page("/work")) == []
    client.sign_in("ship")
    assert order_queues(client.page("/work")) == ["outbound_review", "shipment"]


def order_queues(page: LexborHTMLParser) -> list[str | None]:
    """Those of the orders; other kinds of documents bring their own."""
    shown = [row.attributes["data-queue"] for row in page.css("tr[data-queue]")]
    return [key for key in shown if key in kinds.STEP_KEYS]


def test_my_work_names_what_one_acted_on_last(client: Client, company: Company) -> None:
    order = company.place()
    actor = company.actor("review")
    pass_step(company.session, actor, order.number, order.version, order.status)
    client.sign_in("review")
    row = client.page("/work").css_first("[data-touched] tbody tr")
    assert row.attributes["data-number"] == order.number
    assert row.attributes["data-status"] == "finance_review"


def test_a_list_brought_in_hides_nothing_that_one_acted_on(
    client: Client, company: Company
) -> None:
    order, session = company.place(), company.session
    pass_step(session, company.actor("review"), order.number, order.version, order.status)
    passed = session.scalars(select(Event.id).order_by(Event.id.desc()).limit(1)).one()
    for_articles = {"subject_kind": "product", "name": "ProductBroughtIn", "at": utc_now()}
    copy(session, Event, MOST_ACTS, lambda n: {"subject_id": n, **for_articles}, like=passed)
    session.commit()
    client.sign_in("review")
    row = client.page("/work").css_first("[data-touched] tbody tr")
    assert row.attributes["data-number"] == order.number


@pytest.mark.rule("A10")
def test_lists_show_only_what_is_in_reach(client: Client, company: Company) -> None:
    own, other = company.place(), company.place(by="kh002")
    client.sign_in("region1")
    assert numbers(client.page("/orders")) == [own.number]
    client.sign_in("review")
    assert numbers(client.page("/orders")) == [other.number, own.number]


def test_customers_have_no_desk(client: Client, company: Company) -> None:
    client.sign_in("kh001")
    for path in ("/work", "/orders", QUEUE, "/orders/customers?q=kh"):
        assert client.get(path).status_code == 403


def test_a_queue_begins_with_what_waited_longest_and_turns_round(
    client: Client, company: Company
) -> None:
    first, second = company.place(), company.place()
    client.sign_in("review")
    page = client.page(QUEUE)
    assert numbers(page) == [first.number, second.number]
    turned = page.css_first("th[aria-sort] a").attributes["href"]
    assert numbers(client.page(turned or "")) == [second.number, first.number]


def test_the_filter_narrows_and_stays_in_the_address(client: Client, company: Company) -> None:
    small = company.place(company.wanted(BOLT_8="10"))
    large = company.place(company.wanted(LOCK_1="2"), by="kh002")
    client.sign_in("review")
    region = client.page("/orders").css_first("select[name=region] option:nth-child(2)")
    expected = {
        f"q={small.number}": [small.number],
        f"q={small.number[-6:]}": [small.number],
        "q=kh002wjsh": [large.number],
        "q=lock-1": [large.number],
        "customer=kh001": [small.number],
        "least=100": [large.number],
        "most=100": [small.number],
        f"region={region.attributes['value']}": [small.number],
        "kind=regular": [large.number, small.number],
        "kind=special": [],
        "to_day=2001-01-01": [],
        "from_day=2001/1/1": [large.number, small.number],
    }
    for query, found in expected.items():
        page = client.page(f"/orders?{query}")
        assert numbers(page) == found, query
        name, _, value = query.partition("=")
        field = page.css_first(f"form.dd-filter [name={name}]")
        if field.tag != "select":
            assert field.attributes["value"] == value


@pytest.mark.parametrize("query", STRANGE)
def test_strange_parameters_are_ignored(client: Client, company: Company, query: str) -> None:
    company.place()
    client.sign_in("review")
    for path in ("/orders", QUEUE):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{query}", follow_redirects=True)
        assert answer.status_code == 200, (path, query)


def test_pages_lead_forward_and_back_again(client: Client, company: Company) -> None:
    made = [company.place(company.wanted(NUT_8="1")).number for _ in range(28)]
    client.sign_in("review")
    for path, order in (("/orders", made[::-1]), (QUEUE, made)):
        first = client.page(path)
        assert numbers(first) == order[:25]
        assert first.css_first("a[rel=prev]") is None
        second = client.page(first.css_first("a[rel=next]").attributes["href"] or "")
        assert numbers(second) == order[25:]
        assert second.css_first("a[rel=next]") is None
        back = client.page(second.css_first("a[rel=prev]").attributes["href"] or "")
        assert numbers(back) == order[:25]


def test_the_foot_sums_the_page(client: Client, company: Company) -> None:
    orders = [company.place(), company.place()]
    client.sign_in("review")
    total = sum(order.total_amount for order in orders)
    assert f"{total:,.2f}" in client.page("/orders").css_first("#orders tfoot").text()


def test_more_rows_ask_no_more_queries(app: Flask, client: Client, company: Company) -> None:
    client.checks_html = False
    client.sign_in("review")
    counts = []
    for many in (3, 22):
        for _ in range(many):
            company.place(company.wanted(NUT_8="1"))
        asked = []
        for path in ("/work", "/orders", QUEUE):
            client.get(path)
            with counted(app) as statements:
                assert client.get(path).status_code == 200
            asked.append(len(statements))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_the_tabs_count_what_is_open(client: Client, company: Company) -> None:
    stages = Stages(company)
    stages.submitted()
    stages.submitted()
    stages.completed()
    client.sign_in("review")
    page = client.page("/orders")
    assert page.css_first("#count-order_review").text() == "2"
    assert page.css_first("#count-completed") is None


def test_lists_speak_both_languages(client: Client, company: Company) -> None:
    company.place()
    client.sign_in("admin")
    spoken = {"zh-CN": ("待订单审核", "批量通过"), "en": ("Awaiting order", "Pass the marked")}
    for language, words in spoken.items():
        client.submit(client.page(QUEUE), f"[name=language][value={language}]")
        text = client.get(QUEUE).get_data(as_text=True)
        assert all(word in text for word in words)


def test_customers_are_suggested_within_reach(client: Client, company: Company) -> None:
    client.sign_in("region1")
    found = client.get("/orders/customers?q=kh").get_json()
    assert [one["value"] for one in found] == ["KH001"]
    assert client.get("/orders/customers?q=").get_json() == []
    assert client.get("/orders/customers?q=%00%25_").get_json() == []


def test_a_filter_change_swaps_the_list_of_a_whole_page(client: Client, company: Company) -> None:
    company.place()
    client.sign_in("review")
    headers = {**HTMX, "HX-Request-Type": "full"}
    answer = client.get(f"{QUEUE}&q=kh001", headers=headers)
    assert answer.status_code == 200
    assert len(parse(answer).css("#orders tbody tr")) == 1
