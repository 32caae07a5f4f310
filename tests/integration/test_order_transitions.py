"""Every act from every place where an order can stand: those of the table work, all others are
refused and change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.support.company import Company
from tests.support.stages import SIGNED, Stages
from webapp.models import Order
from webapp.services.core.errors import Conflict, DomainError
from webapp.services.core.transaction import Done
from webapp.services.orders import kinds
from webapp.services.orders.commands import discard_draft, resubmit_order, withdraw_order
from webapp.services.orders.placing import OrderInput
from webapp.services.orders.review import edit_lines, pass_step, send_back, void_order
from webapp.services.shipping.commands import (
    cancel_shipment,
    close_short,
    confirm_shipment,
    take_out,
)
from webapp.services.shipping.making import CarrierData
from webapp.services.shipping.receipts import confirm_receipt, settle_differences

Act = Callable[[Stages, Order], Done]


def _input(stages: Stages) -> OrderInput:
    return OrderInput(
        lines=stages.company.wanted(NUT_8="7"),
        requested_date=datetime.now(UTC).date() + timedelta(days=2),
        papers=SIGNED,
    )


def _shipment(stages: Stages, order: Order) -> str:
    """The order's last shipment; a number of no shipment when it has none."""
    shipments = stages.company.shipments(order.number)
    return shipments[-1].number if shipments else "CK-20260101-999999"


ACTS: dict[str, Act] = {
    "resubmit": lambda s, o: resubmit_order(s.session, s.customer, o.number, o.version, _input(s)),
    "withdraw": lambda s, o: withdraw_order(s.session, s.customer, o.number, o.version),
    "discard": lambda s, o: discard_draft(s.session, s.customer, o.number, o.version, "no need"),
    "edit": lambda s, o: edit_lines(
        s.session, s.admin, o.number, o.version, s.company.wanted(NUT_8="7")
    ),
    "pass_order_review": lambda s, o: pass_step(
        s.session, s.admin, o.number, o.version, kinds.ORDER_REVIEW
    ),
    "pass_finance_review": lambda s, o: pass_step(
        s.session, s.admin, o.number, o.version, kinds.FINANCE_REVIEW
    ),
    "pass_outbound_review": lambda s, o: pass_step(
        s.session, s.admin, o.number, o.version, kinds.OUTBOUND_REVIEW
    ),
    "pass_shipment": lambda s, o: pass_step(
        s.session, s.admin, o.number, o.version, kinds.SHIPMENT
    ),
    "pass_receipt": lambda s, o: pass_step(s.session, s.admin, o.number, o.version, kinds.RECEIPT),
    "back_to_customer": lambda s, o: send_back(
        s.session, s.admin, o.number, o.version, kinds.DRAFT, "why"
    ),
    "back_to_review": lambda s, o: send_back(
        s.session, s.admin, o.number, o.version, kinds.ORDER_REVIEW, "why"
    ),
    "void": lambda s, o: void_order(s.session, s.admin, o.number, o.version, "why"),
    "take_out": lambda s, o: take_out(
        s.session, s.admin, o.number, o.version, {o.lines[1].id: Decimal(4)}
    ),
    "confirm_shipment": lambda s, o: confirm_shipment(
        s.session, s.admin, _shipment(s, o), o.version, CarrierData("顺丰", "SF1")
    ),
    "cancel_shipment": lambda s, o: cancel_shipment(
        s.session, s.admin, _shipment(s, o), o.version, "why"
    ),
    "confirm_receipt": lambda s, o: confirm_receipt(
        s.session, s.customer, _shipment(s, o), o.version, {}, SIGNED
    ),
    "close_short": lambda s, o: close_short(s.session, s.admin, o.number, o.version, "why"),
    "settle": lambda s, o: settle_differences(s.session, s.admin, o.number, o.version, "why"),
}

#: Place → act → where the order stands then. What is not here is refused.
TABLE: dict[str, dict[str, str]] = {
    "draft": {"resubmit": "order_review", "discard": "void", "void": "void"},
    "order_review": {
        "withdraw": "draft",
        "edit": "order_review",
        "pass_order_review": "finance_review",
        "back_to_customer": "draft",
        "void": "void",
    },
    "finance_review": {
        "pass_finance_review": "outbound_review",
        "back_to_customer": "draft",
        "back_to_review": "order_review",
        "void": "void",
    },
    "outbound_review": {
        "pass_outbound_review": "shipment",
        "back_to_customer": "draft",
        "back_to_review": "order_review",
        "void": "void",
        "take_out": "outbound_review",
    },
    "part_out": {
        "pass_outbound_review": "shipment",
        "back_to_review": "order_review",
        "take_out": "outbound_review",
        "confirm_shipment": "outbound_review",
        "cancel_shipment": "outbound_review",
        "close_short": "shipment",
    },
    "shipment": {
        "pass_shipment": "receipt",
        "back_to_review": "order_review",
        "confirm_shipment": "receipt",
        "cancel_shipment": "outbound_review",
    },
    "receipt": {"cancel_shipment": "outbound_review", "confirm_receipt": "completed"},
    "completed": {},
    "void": {},
}


def _state(order: Order) -> tuple[object, ...]:
    lines = tuple((one.quantity, one.reserved, one.shipped_out, one.shipped) for one in order.lines)
    return (order.status, order.version, order.trail_length, order.total_amount, lines)


@pytest.fixture
def stages(company: Company) -> Stages:
    return Stages(company)


@pytest.mark.rule("A6", "A10")
@pytest.mark.parametrize(
    ("place", "name"), [(place, act) for place in TABLE for act in TABLE[place]]
)
def test_an_act_of_the_table_moves_the_order(stages: Stages, place: str, name: str) -> None:
    order = stages.each()[place]()
    done = ACTS[name](stages, order)
    now = stages.company.order(order.number)
    assert (done.status, now.status) == (TABLE[place][name], TABLE[place][name])
    assert now.version > order.version
    assert now.trail_length == order.trail_length + 1


@pytest.mark.rule("A6", "A10")
@pytest.mark.parametrize("place", TABLE)
def test_an_act_that_is_not_in_the_table_changes_nothing(stages: Stages, place: str) -> None:
    order = stages.each()[place]()
    for name, act in ACTS.items():
        if name not in TABLE[place]:
            with pytest.raises(DomainError):
                act(stages, order)
            assert _state(stages.company.order(order.number)) == _state(order), name


@pytest.mark.rule("A10")
@pytest.mark.parametrize("name", ["pass_order_review", "back_to_customer", "void", "edit"])
def test_a_second_click_changes_nothing(stages: Stages, name: str) -> None:
    order = stages.submitted()
    ACTS[name](stages, order)
    after = _state(stages.company.order(order.number))
    with pytest.raises(Conflict):
        ACTS[name](stages, order)
    assert _state(stages.company.order(order.number)) == after
