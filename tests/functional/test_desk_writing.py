"""Changing the lines of an order in review, and ordering for a customer on his own paper."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.models import Order
from webapp.services.orders.placing import WantedLine
from webapp.services.orders.review import edit_lines

SOON = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()


def paper() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(file, "PNG")
    file.seek(0)
    return file, "customer-order.png"


def change(client: Client, order: Order, **values: object) -> TestResponse:
    page = client.page(f"/orders/{order.number}/lines")
    return client.submit(page, "form[data-act=edit]", **values)


@pytest.fixture
def order(client: Client, company: Company) -> Order:
    placed = company.place(company.wanted(BOLT_8="20", NUT_8="15"))
    client.sign_in("review")
    return placed


def test_lines_are_changed_and_the_old_version_is_kept(
    client: Client, company: Company, order: Order
) -> None:
    answer = change(
        client,
        order,
        quantity=["30", "15", "2", "", ""],
        code=["BOLT-8", "", "lock-1", "", ""],
        special_price=["", "", "80.1234", "", ""],
        free=["", "", "", "", ""],
        reason="客户来电加量",
    )
    # The second row lost its code but not its quantity: that is a mistake, not a removal.
    assert answer.status_code == 422
    answer = change(
        client,
        order,
        quantity=["30", "", "2", "", ""],
        code=["BOLT-8", "", "lock-1", "", ""],
        special_price=["", "", "80.1234", "", ""],
        free=["", "", "", "", ""],
        reason="客户来电加量",
    )
    assert answer.status_code == 303
    kept = company.order(order.number)
    assert [(line.code, line.quantity) for line in kept.lines] == [
        ("BOLT-8", Decimal(30)),
        ("LOCK-1", Decimal(2)),
    ]
    assert kept.lines[1].price == Decimal("80.1234")
    assert kept.kind == "special"
    assert company.stock("NUT-8")[1] == 0
    page = client.page(f"/orders/{order.number}")
    revision = page.css_first("[data-revision='1']").text()
    for part in ("客户来电加量", "20 × 1.4250", "30 × 1.4250", "NUT-8", "2 × 80.1234"):
        assert part in revision, part
    assert "20 × 1.4250" in page.css_first("[data-timeline]").text()


def test_a_free_line_costs_nothing(client: Client, company: Company, order: Order) -> None:
    answer = change(client, order, free=["", "1", "", "", ""])
    assert answer.status_code == 303
    line = company.order(order.number).lines[1]
    assert (line.is_free, line.amount) == (True, Decimal("0.00"))
    page = client.page(f"/orders/{order.number}/lines")
    chosen = page.css("select[name=free] option[selected]")
    assert [one.attributes["value"] for one in chosen] == ["1"]


def test_a_row_that_does_not_fit_says_so_and_keeps_what_was_typed(
    client: Client, company: Company, order: Order
) -> None:
    answer = change(
        client,
        order,
        code=["BOLT-8", "NOPE", "LOCK-1", "NUT-8", ""],
        quantity=["25", "1", "9999", "abc", ""],
        special_price=["", "", "", "1.23456", ""],
    )
    assert answer.status_code == 422
    page = parse(answer)
    assert [row.attributes["value"] for row in page.css("[name=code]")][:4] == [
        "BOLT-8",
        "NOPE",
        "LOCK-1",
        "NUT-8",
    ]
    wrong = [row for row in page.css("[data-paste-row]") if "dd-row-error" in _classes(row)]
    assert len(wrong) == 3
    assert company.order(order.number).version == order.version


def _classes(node: object) -> str:
    return node.attributes.get("class") or ""  # type: ignore[attr-defined]


def test_short_stock_is_said_at_its_row(client: Client, company: Company, order: Order) -> None:
    answer = change(client, order, code=["LOCK-1", "NUT-8", "", "", ""], line_id=[""] * 5)
    assert answer.status_code == 422
    row = parse(answer).css_first("[data-paste-row].dd-row-error")
    assert row.css_first("[name=code]").attributes["value"] == "LOCK-1"


def test_a_conflict_keeps_what_was_typed_and_shows_how_it_stands(
    client: Client, company: Company, order: Order
) -> None:
    page = client.page(f"/orders/{order.number}/lines")
    lines = [WantedLine(company.products["PIPE-20"], Decimal(1))]
    edit_lines(
        company.session, company.actor("sales"), order.number, order.version, lines, "faster"
    )
    answer = client.submit(page, "form[data-act=edit]", quantity=["50", "15", "", "", ""])
    assert answer.status_code == 409
    shown = parse(answer)
    assert "PIPE-20" in shown.css_first("[data-moved]").text()
    assert shown.css("[name=quantity]")[0].attributes["value"] == "50"


def test_lines_are_changed_in_order_review_only(client: Client, company: Company) -> None:
    order = Stages(company).passed_until("finance_review")
    client.sign_in("review")
    assert client.get(f"/orders/{order.number}/lines").status_code == 409
    client.sign_in("finance")
    assert client.get(f"/orders/{order.number}/lines").status_code == 403


def test_strange_rows_never_break(client: Client, company: Company, order: Order) -> None:
    strange = ["1e309", "-1", "99999999999999999999", "NaN", "０"]
    answer = change(
        client, order, code=["BOLT-8"] * 5, quantity=strange, line_id=["9" * 30, "-1", "x", "", "0"]
    )
    assert answer.status_code == 422
    assert change(client, order, line_id=["2147483647", "1"]).status_code in (303, 422)


def new_order(client: Client, customer: str = "KH001", **values: object) -> TestResponse:
    page = client.page(f"/orders/new?customer={customer}")
    filled = {
        "code": ["BOLT-8", "NUT-8"] + [""] * 6,
        "quantity": ["20", "5"] + [""] * 6,
        "requested_date": SOON,
        **values,
    }
    return client.submit(page, "form[data-act=submit]", **filled)


@pytest.mark.rule("J1", "G2")
def test_an_order_is_placed_on_the_customers_paper(client: Client, company: Company) -> None:
    client.sign_in("region1")
    answer = new_order(client, files={"customer_order": paper()}, reason_code="project")
    assert answer.status_code == 303
    number = answer.location.rsplit("/", 1)[1]
    order = company.order(number)
    assert order.status == "order_review"
    assert order.contract_number == "HT-KH001"
    assert (order.reason_code, order.responsibility_code) == ("project", "XS-01")
    assert order.created_by_id == company.actor("region1").user_id
    assert (
        "customer-order.png" in client.page(f"/orders/{number}").css_first("[data-papers]").text()
    )


@pytest.mark.rule("J1")
def test_without_the_customers_paper_nothing_is_placed(client: Client, company: Company) -> None:
    client.sign_in("sales")
    answer = new_order(client, remark="急")
    assert answer.status_code == 422
    page = parse(answer)
    assert page.css_first("#f-customer_order-error") is not None
    assert page.css_first("[name=remark]").text() == "急"
    assert page.css_first("[name=code]").attributes["value"] == "BOLT-8"
    assert client.page("/orders").css("#orders tbody tr") == []


@pytest.mark.rule("G2")
def test_what_is_missing_is_said_at_its_field(client: Client, company: Company) -> None:
    client.sign_in("sales")
    wrong = {
        "requested_date": ["", "2001-01-01", "0000-00-00", "x"],
        "reason_code": ["", "because"],
        "invoice_kind": ["gift"],
        "address_id": ["999999", "x", "9" * 10],
        "remittance_payer": ["王"],
        "remittance_amount": ["1e309", "5"],
    }
    for name, values in wrong.items():
        for value in values:
            answer = new_order(client, files={"customer_order": paper()}, **{name: value})
            assert answer.status_code == 422, (name, value)
            assert parse(answer).css_first("[data-error-summary]") is not None
    assert (
        new_order(client, files={"customer_order": (io.BytesIO(b"x"), "a.exe")}).status_code == 422
    )


def test_one_form_places_one_order(client: Client, company: Company) -> None:
    client.sign_in("sales")
    page = client.page("/orders/new?customer=KH001")
    values = {"code": ["BOLT-8"] + [""] * 7, "quantity": ["20"] + [""] * 7}
    answers = [
        client.submit(page, "form[data-act=submit]", files={"customer_order": paper()}, **values)
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location


@pytest.mark.rule("J1")
def test_one_orders_for_ones_own_customers_only(client: Client, company: Company) -> None:
    client.sign_in("region1")
    theirs = client.get("/orders/new?customer=KH002")
    none = client.get("/orders/new?customer=KH999")
    assert theirs.status_code == none.status_code == 404
    assert client.get("/orders/new?customer=%00").status_code in (200, 404)
    client.sign_in("finance")
    assert client.get("/orders/new").status_code == 403


def test_articles_are_suggested_by_code_and_initials(client: Client, company: Company) -> None:
    client.sign_in("sales")
    found = client.get("/orders/products?q=bolt").get_json()
    assert [one["value"] for one in found] == ["BOLT-8"]
    assert client.get("/orders/products?q=%00").get_json() == []


def test_the_forms_speak_both_languages(client: Client, company: Company) -> None:
    client.sign_in("sales")
    for language, word in {"zh-CN": "提交订货单", "en": "Place the order"}.items():
        client.submit(client.page("/orders"), f"[name=language][value={language}]")
        assert word in client.get("/orders/new?customer=KH001").get_data(as_text=True)
