"""What every list offers: kept filters, and exports that the worker writes when they are long."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.client import HTMX, Client
from tests.support.company import Company
from tests.support.pages import parse
from webapp.models import Event
from webapp.services.tasks.running import run_next
from webapp.web import exports

KEPT = ".dd-kept-one a"


def sheet(answer: TestResponse) -> list[list[Any]]:
    """The rows of a downloaded list below its titles."""
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()[1:]
    return rows


@pytest.mark.rule("H1")
def test_a_filter_is_kept_is_one_click_and_is_forgotten(client: Client, company: Company) -> None:
    company.place()
    client.sign_in("review")
    client.submit(client.page("/orders?q=kh001"), "form[data-act=save_filter]", name="一号店")
    page = client.page("/orders")
    kept = page.css_first(KEPT)
    assert kept.text(strip=True) == "一号店"
    assert kept.attributes["href"] == "/orders?q=kh001"
    assert client.page("/orders?q=kh001").css_first(KEPT).attributes["aria-current"] == "true"
    client.sign_in("sales")
    assert client.page("/orders").css_first(KEPT) is None
    client.sign_in("review")
    client.submit(client.page("/orders"), "form[data-act=remove_filter]")
    assert client.page("/orders").css_first(KEPT) is None


def test_a_kept_queue_opens_as_a_queue(client: Client, company: Company) -> None:
    company.place()
    client.sign_in("review")
    page = client.page("/orders/queue?status=order_review&q=kh001")
    client.submit(page, "form[data-act=save_filter]", name="待审")
    href = client.page("/orders").css_first(KEPT).attributes["href"]
    assert href is not None
    assert href.startswith("/orders/queue?")
    assert client.get(href).status_code == 200


@pytest.mark.parametrize(("name", "query"), [("", "q=1"), ("长" * 41, "q=1"), ("x", "after=abc")])
def test_a_filter_without_name_or_content_is_refused(
    client: Client, company: Company, name: str, query: str
) -> None:
    company.place()
    client.sign_in("review")
    page = client.page("/orders?q=kh001")
    answer = client.submit(page, "form[data-act=save_filter]", name=name, query=query)
    assert answer.status_code == 303
    assert client.page("/orders").css_first(KEPT) is None


@pytest.mark.rule("H1", "H3")
def test_a_long_list_is_written_by_the_worker(
    client: Client, app: Flask, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    numbers = [company.place().number for _ in range(3)]
    client.sign_in("review")
    answer = client.submit(client.page("/orders"), "form[data-act=export]")
    assert answer.status_code == 303
    place = answer.location
    assert client.page(place).css_first("main").attributes["data-status"] == "waiting"
    piece = client.get(place, headers=HTMX)
    assert parse(piece).css_first("#task").attributes["hx-trigger"] == "every 1s"
    with app.app_context():
        assert run_next(app.extensions["database"].session, exports.RUNNERS)
    page = client.page(place)
    assert page.css_first("#task").attributes["data-status"] == "done"
    assert "hx-trigger" not in page.css_first("#task").attributes
    file = client.get(page.css_first("[data-action=fetch]").attributes["href"])
    assert [row[0] for row in sheet(file)] == numbers[::-1]
    taken = select(Event.internal).where(Event.name == "ListExported")
    assert company.session.scalars(taken).one() == {"list": "orders", "filter": {}, "rows": 3}
    assert "订货单" in client.page("/tasks").css_first("tbody").text()


@pytest.mark.rule("H1")
def test_every_line_of_the_filtered_orders_is_taken_out(client: Client, company: Company) -> None:
    order = company.place(company.wanted(BOLT_8="20", NUT_8="30"))
    company.place(by="kh002")
    client.sign_in("region1")
    answer = client.submit(client.page("/orders"), "form[data-act=export-order_lines]")
    assert [(row[0], row[6], row[10]) for row in sheet(answer)] == [
        (order.number, "BOLT-8", 20),
        (order.number, "NUT-8", 30),
    ]


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("page", "sort"),
    [
        ("/customers", "code"),
        ("/products", "code"),
        ("/prices", "code"),
        ("/staff", "user_name"),
        ("/stock", "code"),
    ],
)
def test_a_list_is_taken_out_as_it_stands_on_the_page(
    client: Client, company: Company, page: str, sort: str
) -> None:
    """Sorted as there; and what is no tab narrows nothing, there or here."""
    company.place()
    client.sign_in("admin")

    def taken(query: str) -> list[Any]:
        shown = client.page(f"{page}?{query}")
        rows = [row[0] for row in sheet(client.submit(shown, "form[data-act=export]"))]
        assert rows == [row.attributes["data-number"] for row in shown.css("tbody tr")]
        return rows

    codes = taken(f"sort={sort}")
    assert len(codes) > 1
    assert taken(f"sort=-{sort}") == codes[::-1]
    assert sorted(taken("status=nonsense")) == codes
