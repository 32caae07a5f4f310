"""The keeper's tablet by plain forms: every act, every refusal, no script."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.client import Client
from tests.support.company import Company
from tests.support.stages import Stages
from webapp.models import Order, Shipment, StockBalance
from webapp.services.orders import kinds

Html = Callable[[TestResponse], LexborHTMLParser]


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def keeper(client: Client, company: Company) -> Client:
    client.sign_in("ship")
    return client


@pytest.fixture
def order(stages: Stages) -> Order:
    """20 bolts and 15 nuts, waiting to be picked."""
    return stages.passed_until(kinds.OUTBOUND_REVIEW)


def pick_path(order: Order) -> str:
    return f"/warehouse/orders/{order.number}"


def ship_path(shipment: Shipment) -> str:
    return f"/warehouse/shipments/{shipment.number}"


def picked(order: Order, *quantities: str) -> dict[str, str]:
    return {
        f"quantity.{line.id}": quantity
        for line, quantity in zip(order.lines, quantities, strict=True)
    }


def take_out(keeper: Client, order: Order, *quantities: str, **more: Any) -> TestResponse:
    page = keeper.page(pick_path(order))
    return keeper.submit(page, "#pick", **picked(order, *quantities), **more)


def text(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return found.text(strip=True)


def test_home_counts_what_waits_and_lists_it(keeper: Client, order: Order) -> None:
    page = keeper.page("/warehouse")
    assert text(page, "[data-queue=outbound_review] [data-count]") == "1"
    assert text(page, "[data-queue=shipment] [data-count]") == "0"
    row = page.css_first(f'[data-number="{order.number}"]')
    assert row is not None
    assert row.attributes["data-status"] == "outbound_review"


@pytest.mark.rule("A6")
def test_what_is_picked_goes_out_and_is_sent_off(
    keeper: Client, company: Company, order: Order
) -> None:
    answer = take_out(keeper, order, "20", "15")
    assert answer.status_code == 303
    (shipment,) = company.shipments(order.number)
    assert answer.location == ship_path(shipment)
    assert company.order(order.number).status == kinds.SHIPMENT

    page = keeper.page(answer.location)
    sent = keeper.submit(page, "#ship", carrier="顺丰", tracking_number="SF1234567890", parcels="3")
    assert sent.location == ship_path(shipment)
    (shipment,) = company.shipments(order.number)
    assert (shipment.status, shipment.carrier, shipment.parcels) == ("shipped", "顺丰", 3)
    assert company.order(order.number).status == kinds.RECEIPT
    shown = keeper.page(answer.location)
    assert text(shown, "main[data-status=shipped]")
    assert "SF1234567890" in shown.html


def test_part_of_an_order_leaves_the_rest_waiting(
    keeper: Client, company: Company, order: Order
) -> None:
    take_out(keeper, order, "8", "")
    assert company.order(order.number).status == kinds.OUTBOUND_REVIEW
    page = keeper.page(pick_path(order))
    line = page.css_first(f'[name="quantity.{order.lines[0].id}"]')
    assert line is not None
    assert line.attributes["max"] == "12"
    take_out(keeper, order, "12", "15")
    assert company.order(order.number).status == kinds.SHIPMENT
    assert len(company.shipments(order.number)) == 2
    listed = keeper.page("/warehouse/to-ship").css("li[data-number]")
    assert len(listed) == 2


def test_the_same_form_twice_ships_once(keeper: Client, company: Company, order: Order) -> None:
    page = keeper.page(pick_path(order))
    answers = [keeper.submit(page, "#pick", **picked(order, "20", "15")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(company.shipments(order.number)) == 1


def test_confirming_twice_counts_once(keeper: Client, company: Company, order: Order) -> None:
    take_out(keeper, order, "20", "15")
    (shipment,) = company.shipments(order.number)
    page = keeper.page(ship_path(shipment))
    answers = [keeper.submit(page, "#ship", carrier="a") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert company.order(order.number).lines[0].shipped == Decimal(20)


@pytest.mark.parametrize("typed", ["21", "-1", "abc", "1e3", "0.0001", "9" * 40, "\x00", "NaN"])
def test_a_quantity_that_cannot_go_out_is_told_at_its_line(
    keeper: Client, company: Company, order: Order, typed: str
) -> None:
    answer = take_out(keeper, order, typed, "7")
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    first, second = (page.css_first(f'[name="quantity.{line.id}"]') for line in order.lines)
    assert first is not None
    assert second is not None
    assert first.attributes["aria-invalid"] == "true"
    assert second.attributes["value"] == "7"
    assert page.css_first("[data-error-summary]") is not None
    assert company.shipments(order.number) == []


def test_nothing_picked_is_said(keeper: Client, company: Company, order: Order) -> None:
    answer = take_out(keeper, order, "0", "")
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert company.shipments(order.number) == []


def test_too_little_on_the_shelf_is_told_at_the_line(
    keeper: Client, company: Company, order: Order
) -> None:
    balance = company.session.scalars(
        select(StockBalance).where(StockBalance.product_id == order.lines[0].product_id)
    ).one()
    balance.allow_oversell, balance.on_hand = True, Decimal(4)
    company.session.commit()
    answer = take_out(keeper, order, "20", "15")
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    line = page.css_first(f'[data-article="{order.lines[0].code}"]')
    assert line is not None
    assert line.css_first(".dd-pick-error") is not None
    field = line.css_first("[data-picked]")
    assert field is not None
    assert field.attributes["value"] == "20"
    assert company.shipments(order.number) == []


def test_an_order_that_moved_is_shown_anew_with_what_was_picked(
    keeper: Client, company: Company, order: Order
) -> None:
    page = keeper.page(pick_path(order))
    take_out(keeper, order, "8", "")
    answer = keeper.submit(page, "#pick", **picked(order, "10", "15"))
    assert answer.status_code == 409
    shown = LexborHTMLParser(answer.text)
    field = shown.css_first(f'[name="quantity.{order.lines[0].id}"]')
    assert field is not None
    assert (field.attributes["value"], field.attributes["max"]) == ("10", "12")
    again = keeper.submit(shown, "#pick")
    assert again.status_code == 303
    assert company.order(order.number).lines[0].shipped_out == Decimal(18)


def test_an_order_that_left_the_warehouse_still_shows_what_was_picked(
    keeper: Client, company: Company, order: Order
) -> None:
    page = keeper.page(pick_path(order))
    take_out(keeper, order, "20", "15")
    answer = keeper.submit(page, "#pick", **picked(order, "11", "12"))
    assert answer.status_code == 409
    shown = LexborHTMLParser(answer.text)
    assert "11" in text(shown, ".dd-picked-before")
    assert shown.css_first("#pick") is None


def test_the_rest_is_closed_short_with_a_reason(
    keeper: Client, company: Company, order: Order
) -> None:
    take_out(keeper, order, "8", "15")
    page = keeper.page(pick_path(order))
    refused = keeper.submit(page, "form[data-act=close_short]", reason=" ")
    assert refused.status_code == 422
    assert LexborHTMLParser(refused.text).css_first("details[open] form[data-act=close_short]")
    closed = keeper.submit(page, "form[data-act=close_short]", reason="断货")
    assert closed.status_code == 303
    shown = company.order(order.number)
    assert shown.status == kinds.SHIPMENT
    assert shown.lines[0].closed == Decimal(12)


def test_nothing_can_be_closed_short_before_something_is_out(keeper: Client, order: Order) -> None:
    page = keeper.page(pick_path(order))
    assert page.css_first("form[data-act=close_short]") is None
    form = page.css_first("form[data-act=send_back]")
    assert form is not None
    sent = keeper.submit(page, "#pick", **picked(order, "0", "0"))
    assert sent.status_code == 422


@pytest.mark.rule("A10")
@pytest.mark.parametrize("target", ["order_review", "draft"])
def test_an_order_is_sent_back_with_a_reason(
    keeper: Client, company: Company, order: Order, target: str
) -> None:
    page = keeper.page(pick_path(order))
    refused = keeper.submit(page, "form[data-act=send_back]", target=target, reason="")
    assert refused.status_code == 422
    wrong = keeper.submit(page, "form[data-act=send_back]", target="completed", reason="x")
    assert wrong.status_code == 422
    sent = keeper.submit(page, "form[data-act=send_back]", target=target, reason="货损")
    assert sent.status_code == 303
    assert company.order(order.number).status == target
    assert company.order(order.number).sent_back_reason == "货损"


def test_a_shipment_is_cancelled_and_its_goods_are_back(
    keeper: Client, company: Company, order: Order
) -> None:
    take_out(keeper, order, "20", "15")
    (shipment,) = company.shipments(order.number)
    page = keeper.page(ship_path(shipment))
    refused = keeper.submit(page, "form[data-act=cancel_shipment]", reason="")
    assert refused.status_code == 422
    done = keeper.submit(page, "form[data-act=cancel_shipment]", reason="装错")
    assert done.location == pick_path(order)
    (shipment,) = company.shipments(order.number)
    assert shipment.status == "cancelled"
    assert company.order(order.number).status == kinds.OUTBOUND_REVIEW
    again = keeper.submit(page, "#ship", carrier="x")
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("parcels", "0"),
        ("parcels", "1.5"),
        ("parcels", "x"),
        ("parcels", "1e9"),
        ("carrier", "x" * 81),
    ],
)
def test_carrier_data_out_of_bounds_is_told_at_its_field(
    keeper: Client, company: Company, order: Order, field: str, typed: str
) -> None:
    take_out(keeper, order, "20", "15")
    (shipment,) = company.shipments(order.number)
    page = keeper.page(ship_path(shipment))
    answer = keeper.submit(page, "#ship", **{"tracking_number": "SF-1", field: typed})
    assert answer.status_code == 422
    shown = LexborHTMLParser(answer.text)
    assert shown.css_first(f"#f-{field}[aria-invalid=true]") is not None
    kept = shown.css_first("#f-tracking_number")
    assert kept is not None
    assert kept.attributes["value"] == "SF-1"


def test_a_slip_names_the_goods_and_no_price(
    keeper: Client, company: Company, order: Order
) -> None:
    take_out(keeper, order, "8", "15")
    (shipment,) = company.shipments(order.number)
    page = keeper.page(f"{ship_path(shipment)}/slip")
    words = text(page, "main")
    assert order.customer_name in words
    assert order.lines[0].code in words
    assert "1.4" not in words
