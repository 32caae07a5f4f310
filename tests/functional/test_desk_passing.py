"""Passing orders from their queue: one row in place, many at once, each with its answer."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.wrappers import Response

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step

QUEUE = "/orders/queue?status=order_review"


@pytest.mark.rule("A6")
def test_a_row_passes_in_place(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(QUEUE)
    selector = f"#order-{order.number} [data-action=pass]"
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
    answer = client.submit(page, f"#order-{order.number} [data-action=pass]")
    assert answer.status_code == 303
    back = urlsplit(answer.location)
    assert back.path == "/orders/queue"
    assert {"status": "order_review", "q": "kh001"}.items() <= dict(parse_qsl(back.query)).items()


@pytest.mark.rule("A10")
def test_a_row_that_moved_is_told_and_not_pushed(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(QUEUE)
    pass_step(company.session, company.actor("sales"), order.number, 1, order.status)
    answer = client.submit(page, f"#order-{order.number} [data-action=pass]", htmx=True)
    assert answer.status_code == 409
    row = parse_row(answer)
    assert row.attributes["data-status"] == "finance_review"
    assert "Sales" in row.css_first(".dd-refused").text()
    plain = client.submit(page, f"#order-{order.number} [data-action=pass]")
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
    answer = client.submit(page, f"#order-{order.number} [data-action=pass]", htmx=True)
    assert "销售支持" in answer.get_data(as_text=True)
    assert client.page(QUEUE).css_first(f"#order-{order.number} [data-action=pass]") is None
