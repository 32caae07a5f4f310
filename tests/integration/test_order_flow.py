"""The order's way from submitting to the receipt, over every combination of steps."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from tests.support.company import Company
from webapp.services.chains.commands import save_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.core.actor import SYSTEM
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step
from webapp.services.shipping.receipts import confirm_receipt

COMBINATIONS = [
    on for count in range(1, 6) for on in itertools.combinations(kinds.STEP_KEYS, count)
]


def switch_on(company: Company, on: tuple[str, ...]) -> None:
    steps = [Step(one.key, one.permission, one.key in on, (Level(),)) for one in kinds.STEPS]
    save_chain(company.session, SYSTEM, kinds.KIND, "", 1, steps)


def carry_through(company: Company, number: str) -> list[str]:
    """Passes whatever the order waits for until it is completed; answers the statuses."""
    seen = []
    while True:
        order = company.order(number)
        seen.append(order.status)
        if order.status == kinds.COMPLETED:
            return seen
        if order.status == kinds.RECEIPT:
            shipment = company.shipments(number)[0]
            confirm_receipt(company.session, SYSTEM, shipment.number, order.version, {})
        else:
            pass_step(company.session, SYSTEM, number, order.version, order.status)


@pytest.mark.rule("A6", "A8")
@pytest.mark.parametrize("on", COMBINATIONS, ids="+".join)
def test_every_combination_of_steps_ends_alike(company: Company, on: tuple[str, ...]) -> None:
    switch_on(company, on)
    placed = company.place(company.wanted(BOLT_8="20", NUT_8="30"))
    seen = carry_through(company, placed.number)

    assert seen == [key for key in kinds.STEP_KEYS if key in on] + [kinds.COMPLETED]
    order = company.order(placed.number)
    assert order.total_amount == Decimal("38.00")
    for line in order.lines:
        assert line.quantity == line.shipped_out == line.shipped == line.received
        assert line.reserved == 0
    assert order.delivery_status == "shipped"
    assert [one.status for one in company.shipments(placed.number)] == ["received"]
    assert company.stock("BOLT-8") == (980, 0)
    assert company.stock("NUT-8") == (470, 0)
