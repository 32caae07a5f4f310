"""The customer's returns by plain forms: asking, following, changing, giving up (A7)."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company
from tests.support.returning import KEY, NOBODYS, Returning, token_of, typed
from tests.support.stages import Stages
from webapp.models import Attachment
from webapp.services.returns import kinds

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
#: A page of the customer's that has a form.
ANY = "/my/returns"
LATER = (kinds.GOODS_RECEIPT, kinds.REFUND_REVIEW, kinds.COMPLETED, kinds.VOID)


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def returns(stages: Stages) -> Returning:
    return Returning(stages)


@pytest.fixture
def customer(client: Client, company: Company) -> Client:
    client.sign_in("kh001")
    return client


def send_request(
    client: Client, returns: Returning, *quantities: str, files: Any = None, **more: Any
) -> TestResponse:
    page = client.page(f"/my/returns/new?order={returns.order.number}")
    values = {"reason": "到货破损", **typed(returns.order, *quantities), **more}
    return client.submit(page, "main form[data-act=submit]", files=files, **values)


@pytest.mark.rule("A7")
def test_a_customer_asks_for_a_return_with_photos(
    customer: Client, company: Company, returns: Returning
) -> None:
    link = customer.page(f"/my/orders/{returns.order.number}").css_first(
        'a[href^="/my/returns/new"]'
    )
    assert link is not None
    photos = [(io.BytesIO(PNG), "破损.png"), (io.BytesIO(PNG), "side.png")]
    answer = send_request(customer, returns, "4", "", files={"photos": photos})
    assert answer.status_code == 303
    request = returns.read()
    assert answer.location == f"/my/returns/{request.number}"
    assert [(line.quantity, line.reason) for line in request.lines] == [(Decimal(4), "坏")]
    page = customer.page(answer.location)
    main = page.css_first(f'main[data-number="{request.number}"]')
    assert main is not None
    assert main.attributes["data-status"] == kinds.RETURN_REVIEW
    assert page.css_first('[data-step=return_review][data-state="current"]') is not None
    papers = company.session.scalars(select(Attachment).where(Attachment.document_kind == "return"))
    assert [paper.purpose for paper in papers] == ["photo", "photo"]
    assert len(page.css(".dd-files li")) == 2


@pytest.mark.rule("A7")
def test_the_orders_that_arrived_are_offered(
    customer: Client, stages: Stages, returns: Returning
) -> None:
    stages.submitted()
    page = customer.page("/my/returns/new")
    assert [row.attributes["data-number"] for row in page.css("li[data-number]")] == [
        returns.order.number
    ]


@pytest.mark.parametrize("typed", ["21", "-1", "abc", "1e3", "0.0001", "9" * 40, "\x00x", "NaN"])
def test_a_quantity_that_cannot_come_back_is_told_at_its_line(
    customer: Client, returns: Returning, typed: str
) -> None:
    answer = send_request(customer, returns, typed, "7")
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    wrong, right = (page.css_first(f"#f-quantity-{line.id}") for line in returns.order.lines)
    assert wrong is not None
    assert right is not None
    assert wrong.attributes["aria-invalid"] == "true"
    assert right.attributes["value"] == "7"
    assert returns.there_are() == 0


def test_an_incomplete_request_is_refused(customer: Client, returns: Returning) -> None:
    nothing = send_request(customer, returns, "", "")
    no_reason = send_request(customer, returns, "4", reason="")
    no_line_reason = send_request(
        customer, returns, "4", **{f"reason.{returns.order.lines[0].id}": " "}
    )
    not_a_photo = send_request(
        customer, returns, "4", files={"photos": (io.BytesIO(b"x"), "a.svg")}
    )
    for answer in (nothing, no_reason, no_line_reason, not_a_photo):
        assert answer.status_code == 422
        assert "data-error-summary" in answer.text
    assert returns.there_are() == 0


def test_the_same_form_twice_asks_once(customer: Client, returns: Returning) -> None:
    page = customer.page(f"/my/returns/new?order={returns.order.number}")
    values = {"reason": "坏", **typed(returns.order, "4")}
    selector = "main form[data-act=submit]"
    answers = [customer.submit(page, selector, **values) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert returns.there_are() == 1


def test_what_is_all_asked_for_offers_nothing_more(customer: Client, returns: Returning) -> None:
    returns.ask("20")
    page = customer.page(f"/my/returns/new?order={returns.order.number}")
    assert [one.attributes["data-code"] for one in page.css("li[data-line]")] == ["NUT-8"]


@pytest.mark.rule("A7", "A10")
def test_what_came_back_is_changed_and_submitted_again(
    customer: Client, returns: Returning
) -> None:
    request = returns.brought_to(kinds.DRAFT)
    path = f"/my/returns/{request.number}"
    shown = customer.page(path)
    assert "请附照片" in shown.html
    assert shown.css_first("[data-action=resubmit]") is not None
    page = customer.page(f"{path}/edit")
    quantity = page.css_first(f"#f-quantity-{returns.order.lines[0].id}")
    assert quantity is not None
    assert quantity.attributes["value"] == "4"
    answer = customer.submit(page, "form[data-act=resubmit]", **typed(returns.order, "20"))
    assert (answer.status_code, answer.location) == (303, path)
    request = returns.read(request.number)
    assert (request.status, request.lines[0].quantity) == (kinds.RETURN_REVIEW, Decimal(20))
    assert customer.get(f"{path}/edit").status_code == 409
    late = customer.submit(page, "form[data-act=resubmit]", key="another-key-that-is-long-enough")
    assert late.status_code == 409


@pytest.mark.rule("A7")
def test_a_customer_gives_up_before_it_is_reviewed(customer: Client, returns: Returning) -> None:
    request = returns.ask()
    path = f"/my/returns/{request.number}"
    page = customer.page(path)
    assert customer.submit(page, "form[data-act=void]", reason=" ").status_code == 422
    assert customer.submit(page, "form[data-act=void]", reason="不退了").status_code == 303
    assert returns.read().status == kinds.VOID
    assert "不退了" in customer.page(path).html


@pytest.mark.parametrize("status", LATER)
def test_later_it_is_not_the_customers_to_give_up(
    customer: Client, returns: Returning, status: str
) -> None:
    request = returns.brought_to(status)
    page = customer.page(f"/my/returns/{request.number}")
    assert page.css_first("form[data-act]") is None
    data = {"version": request.version, "key": KEY, "reason": "x"}
    data["csrf_token"] = token_of(customer.page(ANY))
    assert customer.post(f"/my/returns/{request.number}/void", data=data).status_code == 409
    assert returns.read().status == status


@pytest.mark.rule("A7")
def test_another_customers_return_is_not_there(client: Client, returns: Returning) -> None:
    request = returns.brought_to(kinds.DRAFT)
    client.sign_in("kh002")
    paths = [
        "/my/returns/{}",
        "/my/returns/{}/edit",
    ]
    for path in paths:
        theirs = client.get(path.format(request.number))
        nobodys = client.get(path.format(NOBODYS))
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert client.get(f"/my/returns/new?order={returns.order.number}").status_code == 404
    assert client.page("/my/returns").css_first("li[data-number]") is None
    data = {
        "version": request.version,
        "key": KEY,
        "reason": "x",
        "csrf_token": token_of(client.page(ANY)),
    }
    assert client.post(f"/my/returns/{request.number}/void", data=data).status_code == 404
    assert returns.read().status == kinds.DRAFT
