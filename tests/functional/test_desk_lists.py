"""My work, queues and lists: who sees what, how they are narrowed, paged, passed row by row."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import select, update
from werkzeug.wrappers import Response

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.counting import counted
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Event, Order
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step

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


@pytest.mark.rule("A6")
def test_a_row_passes_in_place(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(QUEUE)
    selector = f"#order-{order.number} form[data-act=pass]"
    answer = client.submit(page, selector, htmx=True)
    assert answer.status_code == 200
    row = parse_row(answer)
    assert row.attributes["data-status"] == "finance_review"
    assert '#count-order_review" hx-swap="innerHTML">0<' in answer.get_data(as_text=True)
    again = client.submit(page, selector, htmx=True)
    assert again.status_code == 200
    assert company.order(order.number).version == order.version + 1


def test_a_row_passes_without_a_script_and_goes_back_to_its_list(
    client: Client, company: Company
) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(f"{QUEUE}&q=kh001")
    answer = client.submit(page, f"#order-{order.number} form[data-act=pass]")
    assert answer.status_code == 303
    assert answer.location.startswith("/orders/queue?status=order_review&q=kh001")


@pytest.mark.rule("A10")
def test_a_row_that_moved_is_told_and_not_pushed(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(QUEUE)
    pass_step(company.session, company.actor("sales"), order.number, 1, order.status)
    answer = client.submit(page, f"#order-{order.number} form[data-act=pass]", htmx=True)
    assert answer.status_code == 409
    row = parse_row(answer)
    assert row.attributes["data-status"] == "finance_review"
    assert "Sales" in row.css_first(".dd-refused").text()
    plain = client.submit(page, f"#order-{order.number} form[data-act=pass]")
    assert plain.status_code == 409
    assert company.order(order.number).status == "finance_review"


def parse_row(answer: Response) -> LexborNode:
    text = answer.get_data(as_text=True)
    row = LexborHTMLParser(f"<table><tbody>{text}</tbody></table>").css_first("tr")
    assert row is not None
    return row


@pytest.mark.rule("A10")
def test_a_batch_answers_for_every_row(client: Client, company: Company) -> None:
    ready, moved, own = company.place(), company.place(by="kh002"), company.place(by="review")
    client.sign_in("review")
    page = client.page(QUEUE)
    pass_step(company.session, company.actor("sales"), moved.number, 1, moved.status)
    marked = [ready.number, moved.number, own.number, "DH-O-20200101-000001"]
    answer = client.submit(page, "form#batch", number=marked)
    assert answer.status_code == 200
    outcomes = {
        one.attributes["data-number"]: one.attributes["data-outcome"]
        for one in parse(answer).css("[data-outcomes] li")
    }
    assert outcomes == {
        ready.number: "done",
        moved.number: "refused",
        own.number: "refused",
        "DH-O-20200101-000001": "refused",
    }
    assert company.order(ready.number).status == "finance_review"
    assert company.order(moved.number).status == "finance_review"
    assert company.order(own.number).status == "order_review"


def test_a_batch_sent_twice_passes_once(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("admin")
    page = client.page(QUEUE)
    for _ in range(2):
        answer = client.submit(page, "form#batch", number=[order.number, order.number])
        assert [
            one.attributes["data-outcome"] for one in parse(answer).css("[data-outcomes] li")
        ] == ["done"]
    assert company.order(order.number).status == "finance_review"


def test_an_empty_or_oversized_batch_is_refused(client: Client, company: Company) -> None:
    company.place()
    client.sign_in("review")
    page = client.page(QUEUE)
    assert client.submit(page, "form#batch").status_code == 422
    many = [f"DH-O-20200101-{n:06}" for n in range(101)]
    assert client.submit(page, "form#batch", number=many).status_code == 422
    token = page.css_first("[name=csrf_token]").attributes["value"]
    data = {"number": "x", "csrf_token": token}
    assert client.post("/orders/batch?status=draft", data=data).status_code == 404


def test_who_may_not_pass_gets_no_batch(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("finance")
    page = client.page(QUEUE)
    assert page.css_first("form#batch") is None
    token = page.css_first("[name=csrf_token]").attributes["value"]
    data = {"number": order.number, "key": "k" * 20, "csrf_token": token}
    data[f"version.{order.number}"] = "1"
    answer = client.post("/orders/batch?status=order_review", data=data)
    assert parse(answer).css_first("[data-outcome=refused]") is not None
    assert company.order(order.number).status == "order_review"


@pytest.mark.rule("A6", "J2")
def test_a_row_says_which_level_it_waits_for(client: Client, company: Company) -> None:
    levels = (Level("业务经理"), Level("销售支持", role="order_reviewer"))
    steps = [
        Step(one.key, one.permission, True, levels if one.key == "order_review" else (Level(),))
        for one in kinds.STEPS
    ]
    save_chain(company.session, SYSTEM, kinds.KIND, "", 1, steps)
    order = company.place()
    client.sign_in("sales")
    page = client.page(QUEUE)
    assert "业务经理" in page.css_first(f"#order-{order.number}").text()
    answer = client.submit(page, f"#order-{order.number} form[data-act=pass]", htmx=True)
    assert "销售支持" in answer.get_data(as_text=True)
    assert client.page(QUEUE).css_first(f"#order-{order.number} [data-act=pass]") is None


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


def exported(answer: Response) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    return book.get_sheet_by_index(0).to_python()


def test_the_filtered_list_is_exported_and_the_trail_keeps_it(
    client: Client, company: Company
) -> None:
    own, other = company.place(), company.place(by="kh002")
    client.sign_in("review")
    rows = exported(client.get("/orders/export"))
    assert [row[0] for row in rows[1:]] == [other.number, own.number]
    assert rows[1][9] == pytest.approx(float(other.total_amount))
    rows = exported(client.get("/orders/export?status=order_review&q=kh001"))
    assert [row[0] for row in rows[1:]] == [own.number]
    statement = select(Event).where(Event.name == "OrdersExported").order_by(Event.id.desc())
    event = company.session.scalars(statement.limit(1)).one()
    assert event.subject_number == "review"
    assert event.internal["filter"] == {"search": "kh001", "status": "order_review"}
    assert event.internal["orders"] == 1


def test_an_export_reaches_no_further_than_ones_right(client: Client, company: Company) -> None:
    own, _ = company.place(), company.place(by="kh002")
    client.sign_in("region1")
    assert [row[0] for row in exported(client.get("/orders/export"))[1:]] == [own.number]
    client.sign_in("kh001")
    assert client.get("/orders/export").status_code == 403


def test_no_cell_of_an_export_is_a_formula(client: Client, company: Company) -> None:
    order = company.place()
    company.session.execute(
        update(Order).where(Order.number == order.number).values(customer_name="=1+1")
    )
    company.session.commit()
    client.sign_in("review")
    answer = client.get("/orders/export")
    assert exported(answer)[1][3] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
