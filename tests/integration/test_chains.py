"""Chains: switching steps, versions, and what becomes of the documents under way (A8, A9)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.company import Company, a_picture
from webapp.db import Database
from webapp.models import Event, Order
from webapp.services.chains.commands import save_chain, split_chain
from webapp.services.chains.overview import (
    StepChange,
    chain_history,
    get_chain_view,
    list_chains,
    missing_variants,
)
from webapp.services.chains.queries import current_chain, get_chain
from webapp.services.chains.rules import Level, Step
from webapp.services.chains.trial import Foreseen, try_steps
from webapp.services.checking.books import check_books
from webapp.services.core.errors import Conflict, DomainError, Forbidden, NotFound, RuleBroken
from webapp.services.files.storing import Paper
from webapp.services.orders import kinds
from webapp.services.orders.review import pass_step
from webapp.services.settings.commands import save_rules
from webapp.services.settings.rules import CompanyRules
from webapp.services.shipping.commands import take_out
from webapp.services.shipping.receipts import ReceivedLine, confirm_receipt, settle_differences

PASSED_BY = dict(zip(kinds.STEP_KEYS, ("review", "finance", "ship", "ship"), strict=False))


def steps(*off: str, **levels: Sequence[Level]) -> list[Step]:
    """All steps but those named, with other levels where given."""
    return [
        Step(one.key, one.permission, one.key not in off, tuple(levels.get(one.key, (Level(),))))
        for one in kinds.STEPS
    ]


def save(company: Company, *off: str, adopt: bool = False, **levels: Sequence[Level]) -> int:
    """Saves the order chain; answers how many documents adopted it."""
    admin = company.actor("admin")
    view = get_chain_view(company.session, admin, kinds.KIND, "")
    done = save_chain(
        company.session,
        admin,
        kinds.KIND,
        "",
        view.version,
        steps(*off, **levels),
        adopt=adopt,
        note="because",
    )
    return int(done.details["adopted"])


def carried(company: Company, until: str) -> Order:
    """An order that waits for a step of the chain."""
    order = company.place()
    while order.status != until:
        who = company.actor(PASSED_BY[order.status])
        pass_step(company.session, who, order.number, order.version, order.status)
        order = company.order(order.number)
    return order


def passed(company: Company, order: Order) -> Order:
    who = company.actor(PASSED_BY[order.status])
    pass_step(company.session, who, order.number, order.version, order.status)
    return company.order(order.number)


def newest(company: Company) -> int:
    """The number of the order chain's newest version."""
    company.session.rollback()
    return get_chain_view(company.session, company.actor("admin"), kinds.KIND, "").chain.number


def last_event(company: Company, order: Order) -> str:
    name = company.session.scalar(
        select(Event.name)
        .where(Event.subject_number == order.number)
        .order_by(Event.position.desc())
    )
    return str(name)


@pytest.mark.rule("A8")
def test_a_disabled_step_is_passed_over(company: Company) -> None:
    save(company, kinds.FINANCE_REVIEW)
    order = passed(company, company.place())
    assert order.status == kinds.OUTBOUND_REVIEW


@pytest.mark.rule("A8")
def test_one_step_stays_on(company: Company) -> None:
    with pytest.raises(RuleBroken) as refused:
        save(company, *kinds.STEP_KEYS)
    assert "steps" in refused.value.fields
    assert newest(company) == 1


@pytest.mark.rule("A9")
def test_a_document_finishes_on_the_version_it_began_on(company: Company) -> None:
    order = carried(company, kinds.ORDER_REVIEW)
    assert save(company, kinds.FINANCE_REVIEW) == 0
    assert passed(company, company.order(order.number)).status == kinds.FINANCE_REVIEW
    assert passed(company, company.place()).status == kinds.OUTBOUND_REVIEW


@pytest.mark.rule("A9")
@pytest.mark.parametrize(
    ("standing", "off", "goes_to"),
    [
        (kinds.ORDER_REVIEW, (kinds.ORDER_REVIEW,), kinds.FINANCE_REVIEW),
        (kinds.FINANCE_REVIEW, (kinds.FINANCE_REVIEW,), kinds.OUTBOUND_REVIEW),
        (kinds.OUTBOUND_REVIEW, (kinds.OUTBOUND_REVIEW,), kinds.SHIPMENT),
        (kinds.OUTBOUND_REVIEW, (kinds.OUTBOUND_REVIEW, kinds.SHIPMENT), kinds.RECEIPT),
        (kinds.SHIPMENT, (kinds.SHIPMENT,), kinds.RECEIPT),
        (kinds.SHIPMENT, (kinds.SHIPMENT, kinds.RECEIPT), kinds.COMPLETED),
        (kinds.RECEIPT, (kinds.RECEIPT,), kinds.COMPLETED),
        (kinds.FINANCE_REVIEW, kinds.STEP_KEYS[1:], kinds.COMPLETED),
    ],
)
def test_adoption_moves_those_in_a_step_now_off(
    company: Company, standing: str, off: tuple[str, ...], goes_to: str
) -> None:
    order = carried(company, standing)
    admin = company.actor("admin")
    trial = try_steps(company.session, admin, kinds.KIND, "", steps(*off))
    assert trial.totals == (Foreseen(standing, 1, goes_to),)
    assert [move.number for move in trial.moves] == [order.number]
    assert save(company, *off, adopt=True) == 1
    order = company.order(order.number)
    assert order.status == goes_to
    assert last_event(company, order) == "ChainAdopted"
    assert get_chain(company.session, order.chain_version_id).number == 2
    if goes_to == kinds.COMPLETED:
        assert all(line.received == line.quantity for line in order.lines)


@pytest.mark.rule("A9")
@pytest.mark.parametrize("standing", kinds.STEP_KEYS)
def test_adoption_leaves_those_in_a_step_still_on(company: Company, standing: str) -> None:
    """Steps that come on again before the one it stands in do not call it back."""
    save(company, *[key for key in kinds.STEP_KEYS if key != standing])
    order = company.place() if standing == kinds.RECEIPT else carried(company, standing)
    assert save(company, adopt=True) == 1
    order = company.order(order.number)
    assert order.status == standing
    assert last_event(company, order) == "ChainAdopted"


@pytest.mark.rule("A9")
def test_goods_not_yet_taken_out_go_when_the_last_step_for_them_is_switched_off(
    company: Company,
) -> None:
    save(company, kinds.OUTBOUND_REVIEW)
    order = carried(company, kinds.SHIPMENT)
    save(company, kinds.SHIPMENT, adopt=True)
    order = company.order(order.number)
    assert order.status == kinds.RECEIPT
    assert all(line.shipped == line.quantity for line in order.lines)


@pytest.mark.rule("A9")
def test_what_is_partly_out_stays_out(company: Company) -> None:
    order = carried(company, kinds.OUTBOUND_REVIEW)
    first = {order.lines[0].id: Decimal(10)}
    take_out(company.session, company.actor("ship"), order.number, order.version, first)
    save(company, kinds.OUTBOUND_REVIEW, adopt=True)
    order = company.order(order.number)
    assert order.status == kinds.SHIPMENT
    assert [line.shipped_out for line in order.lines] == [10, 0]
    assert passed(company, order).status == kinds.RECEIPT
    order = company.order(order.number)
    assert all(line.shipped == line.quantity for line in order.lines)


@pytest.mark.rule("A9")
def test_differences_can_be_settled_though_receipt_was_switched_off(company: Company) -> None:
    order = carried(company, kinds.RECEIPT)
    shipment = company.shipments(order.number)[0]
    missing = {shipment.lines[0].id: ReceivedLine(Decimal(5), "short")}
    signed = [Paper("signature", a_picture())]
    buyer = company.actor("kh001")
    confirm_receipt(company.session, buyer, shipment.number, order.version, missing, signed)
    save(company, kinds.RECEIPT, adopt=True)
    order = company.order(order.number)
    assert order.status == kinds.COMPLETED
    assert list(check_books(company.session, Path("no-such-file"))) == []
    before = order.total_amount
    settle_differences(
        company.session, company.actor("sales"), order.number, order.version, "not delivered"
    )
    assert company.order(order.number).total_amount < before
    assert list(check_books(company.session, Path("no-such-file"))) == []


@pytest.mark.rule("A9")
def test_an_order_that_cannot_move_on_is_named_and_nothing_is_saved(company: Company) -> None:
    rules = CompanyRules(finance_check="paid")
    save_rules(company.session, company.actor("admin"), 1, rules)
    order = carried(company, kinds.FINANCE_REVIEW)
    with pytest.raises(RuleBroken) as refused:
        save(company, *kinds.STEP_KEYS[1:4], adopt=True)
    texts = [message.params.get("number") for message in refused.value.fields[""]]
    assert order.number in texts
    assert company.order(order.number).status == kinds.FINANCE_REVIEW
    assert newest(company) == 1


@pytest.mark.rule("A6", "A9")
def test_adopted_levels_wait_where_they_apply(company: Company) -> None:
    order = carried(company, kinds.ORDER_REVIEW)
    manager = Level("Manager", "order_reviewer", Decimal("1000000.00"))
    support = Level("Support", "sales_head")
    save(company, adopt=True, order_review=(manager, support))
    assert company.order(order.number).level == 1


@pytest.mark.rule("A9")
def test_drafts_and_closed_documents_are_left_alone(company: Company) -> None:
    save(company, *kinds.STEP_KEYS[1:])
    done = passed(company, company.place())
    assert done.status == kinds.COMPLETED
    before = done.version
    assert save(company, kinds.FINANCE_REVIEW, adopt=True) == 0
    assert company.order(done.number).version == before


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [Level(str(number)) for number in range(6)],
        [Level(min_amount=Decimal(1))],
        [Level(min_amount=Decimal(-1)), Level()],
        [Level(role="nobody")],
        [Level("x" * 41)],
    ],
    ids=["none", "six", "none for small ones", "negative", "no such role", "long name"],
)
def test_levels_have_bounds(company: Company, levels: list[Level]) -> None:
    with pytest.raises(RuleBroken) as refused:
        save(company, order_review=levels)
    assert kinds.ORDER_REVIEW in refused.value.fields


def test_only_who_manages_the_system_changes_or_sees_chains(company: Company) -> None:
    for name in ("sales", "kh001"):
        actor = company.actor(name)
        with pytest.raises(Forbidden):
            save_chain(company.session, actor, kinds.KIND, "", 1, steps())
        with pytest.raises(Forbidden):
            list_chains(company.session, actor)
        with pytest.raises(Forbidden):
            split_chain(company.session, actor, kinds.KIND, kinds.SPECIAL)


@pytest.mark.rule("A8")
def test_special_sales_may_have_a_chain_of_their_own(company: Company) -> None:
    admin = company.actor("admin")
    assert missing_variants(company.session, kinds.KIND) == [kinds.SPECIAL]
    save(company, kinds.FINANCE_REVIEW)
    split_chain(company.session, admin, kinds.KIND, kinds.SPECIAL)
    special = current_chain(company.session, kinds.KIND, kinds.SPECIAL)
    assert special.variant == kinds.SPECIAL
    assert not special.is_on(kinds.FINANCE_REVIEW)
    assert current_chain(company.session, kinds.KIND, kinds.ORDINARY).variant == ""
    with pytest.raises(Conflict):
        split_chain(company.session, admin, kinds.KIND, kinds.SPECIAL)
    with pytest.raises(NotFound):
        split_chain(company.session, admin, kinds.KIND, "ordinary")


@pytest.mark.rule("A9")
def test_the_history_says_what_changed_who_and_why(company: Company) -> None:
    company.place()
    save(company, kinds.FINANCE_REVIEW)
    save(company, adopt=True, order_review=(Level("First"), Level("Second")))
    rows = chain_history(company.session, company.actor("admin"), kinds.KIND, "")
    assert [(row.number, row.adopted) for row in rows] == [(3, 1), (2, 0), (1, 0)]
    assert rows[0].changes == (
        StepChange(kinds.FINANCE_REVIEW, "on"),
        StepChange(kinds.ORDER_REVIEW, "levels"),
    )
    assert rows[1].changes == (StepChange(kinds.FINANCE_REVIEW, "off"),)
    assert (rows[1].saved_by, rows[1].note) == ("Admin", "because")


@pytest.mark.rule("A9")
def test_of_two_who_save_at_once_one_wins(company: Company, database: Database) -> None:
    admin = company.actor("admin")
    company.session.rollback()
    start, outcomes = threading.Barrier(2), []

    def try_to_save(off: str) -> None:
        with database.session() as session:
            start.wait()
            try:
                save_chain(session, admin, kinds.KIND, "", 1, steps(off))
                outcomes.append("saved")
            except DomainError as refused:
                outcomes.append(type(refused).__name__)

    both = [
        threading.Thread(target=try_to_save, args=(key,))
        for key in (kinds.FINANCE_REVIEW, kinds.RECEIPT)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)
    assert sorted(outcomes) == ["Conflict", "saved"]
    assert newest(company) == 2
