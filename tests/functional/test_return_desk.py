"""Returns at the company, by plain forms: every act and every refusal (A7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from tests.support.client import Client
from tests.support.company import Company
from tests.support.returning import KEY, Returning, token_of, typed
from tests.support.stages import Stages
from webapp.models import CustomerAccount
from webapp.services.returns import kinds
from webapp.services.returns.commands import pass_return
from webapp.services.returns.placing import ReturnedLine, request_return

ANY = "/work"
STEPS = kinds.STEP_KEYS


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def returns(stages: Stages) -> Returning:
    return Returning(stages)


@pytest.mark.rule("A7", "A10")
def test_the_company_takes_a_return_through_its_steps(
    client: Client, company: Company, returns: Returning
) -> None:
    request = returns.ask()
    path = f"/returns/{request.number}"
    for name, status, after in zip(
        ("review", "ship", "finance"), STEPS, (*STEPS[1:], kinds.COMPLETED), strict=True
    ):
        client.sign_in(name)
        queue = client.page(f"/returns?status={status}")
        assert queue.css_first(f'tr[data-number="{request.number}"]') is not None
        page = client.page(path)
        values = {}
        if status == kinds.GOODS_RECEIPT:
            values = {f"received.{request.lines[0].id}": "3"}
        assert client.submit(page, "[data-action=pass]", **values).status_code == 303
        assert returns.read().status == after
    assert company.stock("BOLT-8") == (983, 0)
    account = company.session.scalars(select(CustomerAccount)).one()
    assert account.prepayment == returns.read().refunded_amount == Decimal("4.28")
    client.sign_in("kh001")
    assert "4.28" in client.page(f"/my/returns/{request.number}").html
    said = client.page("/notices").html
    assert request.number in said
    assert "Completed" in said or "已完成" in said


@pytest.mark.parametrize("typed", ["5", "-1", "abc", "1e3", "9" * 40, "\x00x"])
def test_no_more_arrives_than_was_asked_for(client: Client, returns: Returning, typed: str) -> None:
    request = returns.brought_to(kinds.GOODS_RECEIPT)
    client.sign_in("ship")
    page = client.page(f"/returns/{request.number}")
    name = f"received.{request.lines[0].id}"
    answer = client.submit(page, "[data-action=pass]", **{name: typed})
    assert answer.status_code == 422
    shown = LexborHTMLParser(answer.text).css_first(f'[name="{name}"]')
    assert shown is not None
    assert shown.attributes["aria-invalid"] == "true"
    assert returns.read().status == kinds.GOODS_RECEIPT


@pytest.mark.rule("A7", "A10")
def test_sent_back_with_a_reason_and_void_with_a_reason(client: Client, returns: Returning) -> None:
    request = returns.brought_to(kinds.GOODS_RECEIPT)
    client.sign_in("admin")
    path = f"/returns/{request.number}"
    page = client.page(path)
    assert client.submit(page, "form[data-act=send_back]", reason="").status_code == 422
    odd = client.submit(page, "form[data-act=send_back]", reason="x", target="completed")
    assert odd.status_code == 422
    back = client.submit(
        page, "form[data-act=send_back]", reason="数量不清", target="return_review"
    )
    assert back.status_code == 303
    assert "数量不清" in client.page(path).html
    page = client.page(path)
    assert client.submit(page, "form[data-act=void]", reason="").status_code == 422
    assert client.submit(page, "form[data-act=void]", reason="超过期限").status_code == 303
    assert returns.read().status == kinds.VOID
    assert "超过期限" in client.page(path).html
    client.sign_in("kh001")
    assert "超过期限" in client.page("/notices").html


@pytest.mark.rule("A7")
def test_a_regional_manager_gives_his_opinion_only(client: Client, returns: Returning) -> None:
    request = returns.ask()
    client.sign_in("region1")
    path = f"/returns/{request.number}"
    page = client.page(path)
    for action in ("pass", "void", "send_back"):
        assert page.css_first(f"[data-action={action}]") is None
    assert client.submit(page, "form[data-act=opinion]", opinion=" ").status_code == 422
    assert client.submit(page, "form[data-act=opinion]", opinion="同意退货").status_code == 303
    assert "同意退货" in client.page(path).html
    data = {
        "version": returns.read().version,
        "key": KEY,
        "status": kinds.RETURN_REVIEW,
        "csrf_token": token_of(client.page(ANY)),
    }
    assert client.post(f"{path}/pass", data=data).status_code == 403
    queues = client.page("/work")
    assert queues.css_first('tr[data-number="return_review"]') is not None
    client.sign_in("kh001")
    assert "同意退货" not in client.page(f"/my/returns/{request.number}").html


def test_an_older_page_changes_nothing(client: Client, stages: Stages, returns: Returning) -> None:
    request = returns.ask()
    client.sign_in("review")
    page = client.page(f"/returns/{request.number}")
    brought = returns.read()
    pass_return(stages.session, stages.admin, brought.number, brought.version, brought.status)
    assert client.submit(page, "[data-action=pass]").status_code == 409
    assert returns.read().status == kinds.GOODS_RECEIPT


@pytest.mark.rule("A7")
def test_staff_ask_for_a_customer_in_their_reach(client: Client, returns: Returning) -> None:
    client.sign_in("region1")
    link = client.page(f"/orders/{returns.order.number}").css_first('a[href^="/returns/new"]')
    assert link is not None
    page = client.page(str(link.attributes["href"]))
    wrong = client.submit(page, "form[data-act=submit]", reason="坏", **typed(returns.order, "99"))
    assert wrong.status_code == 422
    answer = client.submit(page, "form[data-act=submit]", reason="坏", **typed(returns.order, "2"))
    assert answer.location == f"/returns/{returns.read().number}"


def test_staff_submit_again_for_the_customer(client: Client, returns: Returning) -> None:
    request = returns.brought_to(kinds.DRAFT)
    client.sign_in("sales")
    page = client.page(f"/returns/{request.number}/edit")
    assert client.submit(page, "form[data-act=resubmit]").status_code == 303
    assert returns.read().status == kinds.RETURN_REVIEW
    assert client.get(f"/returns/{request.number}/edit").status_code == 409


def test_out_of_reach_is_absent_for_staff(client: Client, company: Company, stages: Stages) -> None:
    stages.customer = company.actor("kh002")
    order = company.place(company.wanted(BOLT_8="20"), by="kh002")
    while order.status != "receipt":
        order = stages.pass_on(order)
    stages.receive(order)
    lines = [ReturnedLine(order.lines[0].id, Decimal(1), "坏")]
    done = request_return(stages.session, stages.customer, order.number, lines, "坏")
    client.sign_in("region1")
    assert client.get(f"/returns/{done.number}").status_code == 404
    assert client.get(f"/returns/new?order={order.number}").status_code == 404
    assert client.page("/returns").css_first("tr[data-number]") is None
    for path in ("pass", "opinion", "send-back"):
        data = {
            "version": 1,
            "key": f"a-key-that-is-long-enough-{path}",
            "opinion": "x",
            "reason": "x",
            "target": "draft",
            "status": kinds.RETURN_REVIEW,
            "csrf_token": token_of(client.page(ANY)),
        }
        assert client.post(f"/returns/{done.number}/{path}", data=data).status_code == 404


def test_nothing_that_arrived_is_refused(client: Client, returns: Returning) -> None:
    request = returns.brought_to(kinds.GOODS_RECEIPT)
    client.sign_in("ship")
    page = client.page(f"/returns/{request.number}")
    for nothing in ("0", ""):
        values = {f"received.{request.lines[0].id}": nothing}
        answer = client.submit(page, "[data-action=pass]", **values)
        assert answer.status_code == 422
        assert "data-error-summary" in answer.text
    assert returns.read().status == kinds.GOODS_RECEIPT
