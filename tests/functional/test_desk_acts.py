"""Each act on an order's page: done, refused, repeated, out of reach."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.client import Client
from tests.support.company import Company, a_picture
from tests.support.desk import act, at
from tests.support.pages import parse
from tests.support.stages import Stages
from webapp.services.files.storing import Paper
from webapp.services.orders.placing import RemittanceClaim
from webapp.services.orders.review import pass_step
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt


@pytest.mark.rule("A6", "D3")
def test_passing_order_review_keeps_the_salespersons_statement(
    client: Client, company: Company
) -> None:
    order = company.place()
    client.sign_in("review")
    options = ["call_before_delivery", "neutral_packaging"]
    answer = act(client, order, "pass", free_goods="yes", note_options=options)
    assert answer.status_code == 303
    kept = company.order(order.number)
    assert kept.status == "finance_review"
    assert kept.free_goods is True
    assert kept.note_options == options
    assert kept.confirmed_by_id is not None
    text = client.page(at(order)).css_first("main").text()
    assert "送货前电话联系、中性包装" in text


@pytest.mark.rule("D3")
def test_an_unknown_note_is_refused_at_its_field(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    answer = act(client, order, "pass", free_goods="no", note_options=["paint_it_black"])
    assert answer.status_code == 422
    assert parse(answer).css_first("[data-error-summary]") is not None
    assert company.order(order.number).status == "order_review"


@pytest.mark.rule("A6")
def test_an_order_goes_through_all_company_steps_on_its_page(
    client: Client, company: Company
) -> None:
    order = company.place()
    for person in ("review", "finance", "ship", "ship"):
        client.sign_in(person)
        assert act(client, order, "pass").status_code == 303
    shipment = company.shipments(order.number)[0]
    assert company.order(order.number).status == "receipt"
    assert shipment.status == "shipped"


def test_the_carrier_is_kept_when_shipping_from_the_desk(client: Client, company: Company) -> None:
    order = Stages(company).passed_until("shipment")
    client.sign_in("ship")
    assert act(client, order, "pass", parcels="0").status_code == 422
    answer = act(client, order, "pass", carrier="顺丰", tracking_number="SF1", parcels="3")
    assert answer.status_code == 303
    shipment = company.shipments(order.number)[0]
    assert (shipment.carrier, shipment.tracking_number, shipment.parcels) == ("顺丰", "SF1", 3)


@pytest.mark.rule("A10")
def test_sending_back_takes_a_target_and_a_reason(client: Client, company: Company) -> None:
    order = Stages(company).passed_until("finance_review")
    client.sign_in("finance")
    page = client.page(at(order))
    targets = [one.attributes["value"] for one in page.css("form[data-act=send_back] option")]
    assert targets == ["order_review", "draft"]
    refused = act(client, order, "send_back", reason="  ")
    assert refused.status_code == 422
    assert parse(refused).css_first("details[open] form[data-act=send_back]") is not None
    assert act(client, order, "send_back", target="receipt", reason="no").status_code == 422
    answer = act(client, order, "send_back", target="draft", reason="付款方不符")
    assert answer.status_code == 303
    assert company.order(order.number).status == "draft"
    client.sign_in("kh001")
    assert "付款方不符" in client.get(f"/my/orders/{order.number}").get_data(as_text=True)


def test_a_row_key_opens_the_dialog_of_sending_back(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(f"{at(order)}?ask=send_back")
    assert page.css_first("details[open] form[data-act=send_back]") is not None
    client.sign_in("finance")
    assert client.page(f"{at(order)}?ask=send_back").css_first("form[data-act=send_back]") is None


@pytest.mark.rule("A10")
def test_voiding_says_why_and_frees_the_stock(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    assert act(client, order, "void").status_code == 422
    assert act(client, order, "void", reason="客户取消").status_code == 303
    assert company.order(order.number).status == "void"
    assert company.stock("BOLT-8")[1] == 0
    assert "客户取消" in client.page(at(order)).css_first("main").text()


def test_a_stale_page_changes_nothing(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(at(order))
    sales = company.actor("sales")
    pass_step(company.session, sales, order.number, order.version, order.status)
    for name in ("pass", "void", "send_back", "change_remark"):
        answer = client.submit(page, f"form[data-act={name}]", reason="late", target="draft")
        assert answer.status_code == 409, name
        assert "Sales" in answer.get_data(as_text=True)
    toast = client.submit(page, "form[data-act=pass]", htmx=True)
    assert toast.status_code == 409
    assert company.order(order.number).status == "finance_review"


def test_a_form_sent_twice_acts_once(client: Client, company: Company) -> None:
    order = company.place()
    client.sign_in("review")
    page = client.page(at(order))
    for _ in range(2):
        assert client.submit(page, "form[data-act=pass]").status_code == 303
    assert company.order(order.number).version == order.version + 1


ACTS = {
    "pass": "finance",
    "send-back": "finance",
    "void": "finance",
    "close-short": "review",
    "settle": "finance",
    "pay": "review",
    "remark": "finance",
}


@pytest.mark.rule("A10")
@pytest.mark.parametrize("path", ACTS)
def test_the_wrong_right_is_refused(client: Client, company: Company, path: str) -> None:
    order = company.place()
    client.sign_in(ACTS[path])
    token = client.page(at(order)).css_first("[name=csrf_token]").attributes["value"]
    data = {
        "csrf_token": token,
        "key": "k" * 24,
        "version": str(order.version),
        "status": order.status,
        "reason": "because",
        "target": "draft",
    }
    assert client.post(f"{at(order)}/{path}", data=data).status_code == 403
    assert company.order(order.number).version == order.version


@pytest.mark.parametrize("path", ["pass", "send-back", "close-short", "settle", "void"])
def test_the_wrong_state_is_refused(client: Client, company: Company, path: str) -> None:
    order = Stages(company).completed()
    client.sign_in("admin")
    token = client.page(at(order)).css_first("[name=csrf_token]").attributes["value"]
    data = {
        "csrf_token": token,
        "key": "k" * 24,
        "version": str(order.version),
        "status": order.status,
        "reason": "because",
        "target": "draft",
    }
    assert client.post(f"{at(order)}/{path}", data=data).status_code == 409
    assert company.order(order.number).status == "completed"


def test_the_rest_is_closed_short(client: Client, company: Company) -> None:
    order = Stages(company).part_out()
    client.sign_in("ship")
    page = client.page(at(order))
    assert "BOLT-8 × 15" in page.css_first("form[data-act=close_short]").text()
    assert act(client, order, "close_short", reason="停产").status_code == 303
    kept = company.order(order.number)
    assert [line.closed for line in kept.lines] == [Decimal(15), Decimal(15)]


def test_a_shipment_is_taken_back(client: Client, company: Company) -> None:
    order = Stages(company).passed_until("receipt")
    client.sign_in("ship")
    assert act(client, order, "cancel_shipment").status_code == 422
    assert act(client, order, "cancel_shipment", reason="地址错误").status_code == 303
    assert company.order(order.number).status == "outbound_review"
    assert "地址错误" in client.page(at(order)).css_first("[data-shipments]").text()


def test_differences_are_settled(client: Client, company: Company) -> None:
    stages = Stages(company)
    order = stages.passed_until("receipt")
    shipment = company.shipments(order.number)[0]
    received = {shipment.lines[0].id: ReceivedLine(Decimal(18), "short", "少两个")}
    signed = (Paper("signature", a_picture()),)
    version = company.order(order.number).version
    confirm_receipt(company.session, stages.customer, shipment.number, version, received, signed)
    client.sign_in("review")
    page = client.page(at(order))
    assert "BOLT-8 × 2" in page.css_first("form[data-act=settle_differences]").text()
    assert "少两个" in page.css_first("[data-shipments]").text()
    assert act(client, order, "settle_differences", reason="补款").status_code == 303
    assert company.order(order.number).status == "completed"


@pytest.mark.rule("D4")
def test_finance_decides_on_remittances(client: Client, company: Company) -> None:
    papers = (Paper("signature", a_picture()), Paper("remittance", a_picture("slip.png")))
    claim = RemittanceClaim("王老板", Decimal("10.00"))
    first = company.place(papers=papers, remittance=claim)
    second = company.place(papers=papers, remittance=claim)
    client.sign_in("review")
    assert client.page(at(first)).css_first("[data-act=confirm_remittance]") is None
    client.sign_in("finance")
    assert act(client, first, "confirm_remittance").status_code == 303
    assert company.order(first.number).paid_amount == Decimal("10.00")
    assert act(client, second, "refuse_remittance").status_code == 422
    assert act(client, second, "refuse_remittance", reason="未到账").status_code == 303
    page = client.page(at(second))
    assert page.css_first("[data-remittance]").attributes["data-status"] == "refused"
    assert "未到账" in page.css_first("[data-remittances]").text()


def test_an_order_is_paid_from_the_prepayment(client: Client, company: Company) -> None:
    papers = (Paper("signature", a_picture()), Paper("remittance", a_picture("slip.png")))
    claim = RemittanceClaim("王老板", Decimal("100.00"))
    paid = company.place(papers=papers, remittance=claim)
    unpaid = company.place()
    client.sign_in("finance")
    act(client, paid, "confirm_remittance")
    assert act(client, unpaid, "pay").status_code == 303
    assert company.order(unpaid.number).payment_status == "paid"
    assert client.page(at(unpaid)).css_first("form[data-act=pay]") is None
