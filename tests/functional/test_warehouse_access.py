"""Who enters the warehouse and what he finds there: rights, numbers, languages, cost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.support.client import Client
from tests.support.company import Company
from tests.support.stages import Stages
from webapp.models import Order, Shipment
from webapp.services.orders import kinds


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.fixture
def keeper(client: Client, company: Company) -> Client:
    client.sign_in("ship")
    return client


@pytest.fixture
def order(stages: Stages) -> Order:
    return stages.passed_until(kinds.OUTBOUND_REVIEW)


def pick_path(order: Order) -> str:
    return f"/warehouse/orders/{order.number}"


def ship_path(shipment: Shipment) -> str:
    return f"/warehouse/shipments/{shipment.number}"


def test_the_keeper_starts_in_the_warehouse(keeper: Client) -> None:
    assert keeper.get("/").location == "/warehouse"


def test_a_slip_is_printed_within_reach_only(
    client: Client, company: Company, stages: Stages
) -> None:
    far = stages.company.place(by="kh002")
    while far.status != kinds.SHIPMENT:
        far = stages.pass_on(far)
    (shipment,) = company.shipments(far.number)
    client.sign_in("finance")
    assert client.get(f"{ship_path(shipment)}/slip").status_code == 200
    client.sign_in("region1")
    assert client.get(f"{ship_path(shipment)}/slip").status_code == 404
    client.sign_in("kh002")
    assert client.get(f"{ship_path(shipment)}/slip").status_code == 403


@pytest.mark.parametrize("user_name", ["sales", "review", "finance", "region1", "kh001"])
def test_only_the_warehouse_enters(client: Client, order: Order, user_name: str) -> None:
    client.sign_in(user_name)
    for path in ("/warehouse", "/warehouse/to-ship", pick_path(order)):
        assert client.get(path).status_code == 403


def test_numbers_that_are_not_there_are_not_there(keeper: Client) -> None:
    for path in ("/warehouse/orders/DH-O-1", "/warehouse/shipments/CK-1", "/warehouse/orders/%25"):
        assert keeper.get(path).status_code == 404
    assert keeper.get("/warehouse/shipments/CK-1/slip").status_code == 404


def test_an_exact_number_opens_its_page(keeper: Client, stages: Stages) -> None:
    order = stages.part_out()
    assert keeper.get(f"/warehouse?q={order.number.lower()}").location == pick_path(order)
    (shipment,) = stages.company.shipments(order.number)
    assert keeper.get(f"/warehouse?q={shipment.number}").location == ship_path(shipment)
    assert keeper.get("/warehouse/to-ship?q=kh001").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=WyI5OTk5OS0wMS0wMSIsMV0",
        "after=WzFlMzA5XQ",
        "q=%00",
        "q=" + "9" * 500,
        "after=WyIwMDAwLTAxLTAxIiw5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
        "q=%ED%A0%80",
        "q=%25_",
    ],
)
def test_rubbish_in_the_address_is_passed_over(keeper: Client, order: Order, query: str) -> None:
    for path in ("/warehouse", "/warehouse/to-ship"):
        assert keeper.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_both_languages(keeper: Client, company: Company, order: Order, language: str) -> None:
    keeper.post("/language", data={"language": language, "next": "/warehouse"})
    for path in ("/warehouse", "/warehouse/to-ship", pick_path(order)):
        page = keeper.page(path, headers={"Accept-Language": language})
        assert page.css_first("h1") is not None


def test_a_page_costs_the_same_with_more_rows(
    keeper: Client, company: Company, stages: Stages
) -> None:
    def cost(path: str) -> int:
        # What depends on master data alone is remembered from the first time on.
        keeper.page(path)
        statements: list[str] = []
        engine = keeper.application.extensions["database"].engine

        def note(*args: Any) -> None:
            statements.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        keeper.page(path)
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    stages.passed_until(kinds.OUTBOUND_REVIEW)
    one = stages.passed_until(kinds.SHIPMENT)
    before = [cost("/warehouse"), cost("/warehouse/to-ship"), cost(pick_path(one))]
    for _ in range(3):
        stages.passed_until(kinds.OUTBOUND_REVIEW)
        stages.passed_until(kinds.SHIPMENT)
    after = [cost("/warehouse"), cost("/warehouse/to-ship"), cost(pick_path(one))]
    assert before == after
