"""Many hands on one document, one shelf, one form: one wins, the others are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.racing import at_once, winners
from tests.support.stages import SIGNED, Stages
from webapp.db import Database
from webapp.models import CompanySettings, Event, Order
from webapp.services.core.actor import Actor
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.core.transaction import Done
from webapp.services.orders import kinds
from webapp.services.orders.commands import place_order
from webapp.services.orders.placing import OrderInput, WantedLine
from webapp.services.orders.review import pass_step, void_order
from webapp.services.shipping.commands import take_out

KEY = "k" * 24


def _wanted(company: Company, code: str, quantity: str) -> OrderInput:
    return OrderInput(
        lines=[WantedLine(company.products[code], Decimal(quantity))],
        requested_date=datetime.now(UTC).date() + timedelta(days=2),
        papers=SIGNED,
    )


@pytest.mark.rule("A10")
def test_two_reviewers_at_once(company: Company, database: Database) -> None:
    order = Stages(company).submitted()
    people = [company.actor(name) for name in ("admin", "sales", "review", "admin")]

    def act(actor: Actor, session: Session) -> Done:
        return pass_step(session, actor, order.number, order.version, kinds.ORDER_REVIEW)

    outcomes = at_once(database, [partial(act, one) for one in people])
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(one, Conflict) for one in outcomes) == 3
    after = company.order(order.number)
    assert (after.status, after.trail_length) == (kinds.FINANCE_REVIEW, order.trail_length + 1)


def test_the_last_goods_are_sold_once(company: Company, database: Database) -> None:
    """Five locks on the shelf, eight customers' orders of two."""
    buyers = [company.actor("kh001"), company.actor("kh002")] * 4

    def act(buyer: Actor, session: Session) -> Done:
        assert buyer.customer_id is not None
        return place_order(session, buyer, buyer.customer_id, _wanted(company, "LOCK-1", "2"))

    outcomes = at_once(database, [partial(act, one) for one in buyers])
    assert len(winners(outcomes)) == 2
    assert sum(isinstance(one, RuleBroken) for one in outcomes) == 6
    assert company.stock("LOCK-1") == (5, 4)


@pytest.mark.rule("D4")
def test_the_same_form_sent_many_times_is_one_order(company: Company, database: Database) -> None:
    buyer = company.actor("kh001")

    def act(session: Session) -> Done:
        given = _wanted(company, "NUT-8", "3")
        return place_order.once(KEY, session, buyer, company.customers[0], given)

    outcomes = winners(at_once(database, [act] * 6))
    assert len(outcomes) == 6
    assert len({one.number for one in outcomes}) == 1
    assert sum(not one.repeated for one in outcomes) == 1
    assert company.stock("NUT-8") == (500, 3)


def test_numbers_never_repeat(company: Company, database: Database) -> None:
    buyer = company.actor("kh001")

    def act(session: Session) -> Done:
        return place_order(session, buyer, company.customers[0], _wanted(company, "NUT-8", "1"))

    numbers = [one.number for one in winners(at_once(database, [act] * 12))]
    assert len(numbers) == len(set(numbers)) == 12


def test_void_and_take_out_at_once(company: Company, database: Database) -> None:
    order = Stages(company).passed_until(kinds.OUTBOUND_REVIEW)
    admin, keeper = company.actor("admin"), company.actor("ship")
    picked = {order.lines[0].id: Decimal(20)}
    outcomes = at_once(
        database,
        [
            lambda s: void_order(s, admin, order.number, order.version, "no"),
            lambda s: take_out(s, keeper, order.number, order.version, picked),
        ],
    )
    assert len(winners(outcomes)) == 1
    on_hand, reserved = company.stock("BOLT-8")
    assert (on_hand, reserved) in {(1000, 0), (980, 0)}
    assert (company.order(order.number).status == kinds.VOID) == (on_hand == 1000)


def test_a_picked_quantity_leaves_once(company: Company, database: Database) -> None:
    """The tablet sends the same form again because the answer was lost."""
    order = Stages(company).passed_until(kinds.OUTBOUND_REVIEW)
    keeper = company.actor("ship")
    picked = {order.lines[0].id: Decimal(8)}

    def act(session: Session) -> Done:
        return take_out.once(KEY, session, keeper, order.number, order.version, picked)

    outcomes = winners(at_once(database, [act] * 4))
    assert len({one.details["shipment"] for one in outcomes}) == 1
    assert company.stock("BOLT-8") == (992, 12)
    assert len(company.shipments(order.number)) == 1


def test_orders_never_pass_one_credit_limit_together(company: Company, database: Database) -> None:
    """The limit is 1,000.00; three orders of more than 400 are let through at once."""
    values = {"finance_check": "credit"}
    company.session.execute(update(CompanySettings).values(values=values))
    company.session.commit()
    stages = Stages(company)
    wanted = [{"PIPE_20": "35"}, {"PIPE_20": "35"}, {"BOLT_8": "290"}]
    orders = [stages.pass_on(company.place(company.wanted(**one))) for one in wanted]
    finance = company.actor("finance")

    def act(order: Order, session: Session) -> Done:
        return pass_step(session, finance, order.number, order.version, kinds.FINANCE_REVIEW)

    outcomes = at_once(database, [partial(act, one) for one in orders])
    assert len(winners(outcomes)) == 2
    assert sum(isinstance(one, RuleBroken) for one in outcomes) == 1
    assert sum(company.order(one.number).exposure for one in orders) <= 1000


@pytest.mark.parametrize("statement", [delete(Event), update(Event).values(reason="x")])
def test_the_trail_is_append_only(company: Company, statement: object) -> None:
    Stages(company).submitted()
    with pytest.raises(DBAPIError, match="append-only"):
        company.session.execute(statement)  # type: ignore[call-overload]
    company.session.rollback()


def test_the_database_refuses_overselling(company: Company) -> None:
    with pytest.raises(DBAPIError, match="oversold"):
        company.session.execute(text("UPDATE stock_balance SET reserved = on_hand + 1"))
    company.session.rollback()


def test_each_act_has_one_event_that_carries_the_hash_before(company: Company) -> None:
    order = Stages(company).completed()
    events = company.session.scalars(
        select(Event)
        .where(Event.subject_kind == "sales_order", Event.subject_id == order.id)
        .order_by(Event.position)
    ).all()
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    assert [one.previous_hash for one in events] == ["", *(one.hash for one in events[:-1])]
    assert events[-1].hash == order.trail_head
    assert [one.name for one in events] == [
        "OrderSubmitted",
        *["StepPassed"] * 4,
        "ReceiptConfirmed",
    ]
