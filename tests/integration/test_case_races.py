"""A hold, an answer and a step of one case at the same moment: never both past each other (B4,
B5, C3, G8, L2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.agreeing import Agreeing, choose
from tests.support.company import NO_PASSWORD, Company
from tests.support.quoting import Quoting
from tests.support.racing import Outcome, at_once, winners
from tests.support.reviewing import Reviewing, opinion
from webapp.db import Database
from webapp.models import Event, Order, PaymentException, Review, Role, SupervisionWatch
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.errors import Conflict
from webapp.services.core.transaction import Done, writing
from webapp.services.documents.holds import NOT_NOW, ON_HOLD
from webapp.services.exceptions.commands import apply_for_exception, withdraw_exception
from webapp.services.identity.opening import open_staff_account
from webapp.services.quotations.answering import accept_offer
from webapp.services.quotations.dealing import abandon_quotation, offer_quotation
from webapp.services.reviews.commands import give_opinion
from webapp.services.reviews.reading import get_review
from webapp.services.reviews.ruling import rule
from webapp.services.reviews.saved_panels import get_panel
from webapp.services.supervision.commands import hold_case

ON_POSTGRESQL = pytest.mark.databases("postgresql")
REASON = "核查价格"


@pytest.fixture
def watched(company: Company) -> Company:
    """The small company, in which every case is large and somebody watches it."""
    with writing(company.session, SYSTEM) as tx:
        role = tx.session.scalars(select(Role).where(Role.code == "supervisor")).one()
        open_staff_account(tx, "watcher", "监察员", NO_PASSWORD, [role])
    choose(company, supervision_amount=Decimal("20.00"))
    return company


@pytest.fixture
def quoting(watched: Company) -> Quoting:
    return Quoting(Reviewing(watched))


@pytest.fixture
def agreeing(watched: Company) -> Agreeing:
    return Agreeing(Reviewing(watched))


def holding(company: Company, number: str) -> Callable[[Session], Done]:
    """The act that puts the case of a document, the only one, on hold as it stands now."""
    first = select(SupervisionWatch.version).order_by(SupervisionWatch.id).limit(1)
    with Session(company.session.get_bind()) as fresh:
        version = fresh.scalars(first).one()
    watcher = company.actor("watcher")
    return lambda session: hold_case(session, watcher, number, version, REASON)


def in_turn(database: Database, turn: int, *acts: Callable[[Session], Done]) -> list[Outcome]:
    """What became of the acts in their own order; who starts first changes with the turn."""
    if turn % 2:
        return at_once(database, acts[::-1])[::-1]
    return at_once(database, acts)


def holding_meanwhile(
    company: Company,
    database: Database,
    turn: int,
    number: str,
    act: Callable[[Session], Done],
    name: str,
) -> Outcome:
    """What became of a step, whose event has this name, while its case was put on hold: the hold
    came last, or the step found it. Nothing was done after it."""
    held, step = in_turn(database, turn, holding(company, number), act)
    assert isinstance(held, Done)
    company.session.rollback()
    moments = {
        event.name: event.id
        for event in company.session.scalars(
            select(Event).where(Event.name.in_((name, "CaseHeld"))).order_by(Event.id.desc())
        )
    }
    if isinstance(step, Done):
        assert moments[name] < moments["CaseHeld"]
    else:
        assert isinstance(step, Conflict)
        assert step.message.text in (ON_HOLD, NOT_NOW)
    return step


@pytest.mark.rule("B5", "L2")
@ON_POSTGRESQL
@pytest.mark.parametrize("turn", range(2))
def test_a_hold_and_an_opinion(quoting: Quoting, database: Database, turn: int) -> None:
    number = quoting.in_review()
    review = quoting.review(number)
    seat = get_panel(quoting.session, review.panel_version_id).panel.seat("finance")
    given, who = opinion(seat, review.product_kind), quoting.company.actor("fin1")

    def speak(session: Session) -> Done:
        return give_opinion(session, who, review.number, 1, "finance", given)

    holding_meanwhile(quoting.company, database, turn, number, speak, "SeatFilled")


@pytest.mark.rule("B4", "L2")
@ON_POSTGRESQL
@pytest.mark.parametrize("turn", range(2))
def test_a_hold_and_an_acceptance(quoting: Quoting, database: Database, turn: int) -> None:
    number = quoting.approved()
    quoting.on(number, offer_quotation, 1)
    seen, buyer = quoting.seen(number), quoting.company.actor("kh001")

    def accept(session: Session) -> Done:
        return accept_offer(session, buyer, seen)

    holding_meanwhile(quoting.company, database, turn, number, accept, "OfferAccepted")


@pytest.mark.rule("B4", "B8")
@ON_POSTGRESQL
@pytest.mark.parametrize("turn", range(2))
def test_accepting_and_abandoning(quoting: Quoting, database: Database, turn: int) -> None:
    number = quoting.approved()
    quoting.on(number, offer_quotation, 1)
    seen, company = quoting.seen(number), quoting.company
    buyer, admin = company.actor("kh001"), company.actor("admin")
    outcomes = in_turn(
        database,
        turn,
        lambda session: accept_offer(session, buyer, seen),
        lambda session: abandon_quotation(session, admin, number, seen.version, "亏本"),
    )
    (won,) = winners(outcomes)
    assert quoting.status(number) == won.status


@pytest.mark.rule("G8", "L2")
@ON_POSTGRESQL
@pytest.mark.parametrize("turn", range(2))
def test_a_hold_and_an_order_from_the_contract(
    agreeing: Agreeing, database: Database, turn: int
) -> None:
    number, company = agreeing.contract(), agreeing.company
    buyer = company.actor("kh001")

    def order(session: Session) -> Done:
        return agreeing.ask(session, buyer, number, "10")

    ordered = holding_meanwhile(company, database, turn, number, order, "OrderSubmitted")
    with database.session() as session:
        watched = set(session.scalars(select(SupervisionWatch.held_at.is_not(None))))
        orders = session.scalar(select(func.count(Order.id)))
    assert watched == {True}
    assert orders == isinstance(ordered, Done)


@pytest.mark.rule("G8")
@ON_POSTGRESQL
def test_the_whole_rest_is_ordered_once(agreeing: Agreeing, database: Database) -> None:
    number = agreeing.contract()
    agreeing.order(number, "400")
    people = [agreeing.company.actor(name) for name in ("kh001", "sales", "admin")]

    def order(session: Session, by: int) -> Done:
        return agreeing.ask(session, people[by], number, "600")

    outcomes = at_once(database, [partial(order, by=index) for index in range(3)])
    assert len(winners(outcomes)) == 1


@pytest.mark.rule("C3")
@ON_POSTGRESQL
def test_one_application_waits_for_a_contract(agreeing: Agreeing, database: Database) -> None:
    number = agreeing.contract(paid=False)
    sales = agreeing.company.actor("sales")

    def apply(session: Session) -> Done:
        return apply_for_exception(session, sales, number, "老客户")

    outcomes = at_once(database, [apply] * 3)
    assert len(winners(outcomes)) == 1
    assert all(isinstance(one, Done | Conflict) for one in outcomes)


@pytest.mark.rule("C3", "L2")
def test_an_exception_stands_still_with_its_contract(agreeing: Agreeing) -> None:
    """Nobody advises on, decides or gives up an application while its case is on hold."""
    number, company = agreeing.contract(paid=False), agreeing.company
    reviewing, session = agreeing.contracting.reviewing, agreeing.session
    sales, manager = company.actor("sales"), company.actor("gm1")
    applied = apply_for_exception(session, sales, number, "老客户").number
    version = session.scalars(select(PaymentException.version)).one()
    found = select(Review.number).where(Review.document_number == applied)
    review = session.scalars(found).one()
    session.rollback()

    def stopped(act: Callable[[], Any]) -> None:
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.message.params["reason"] == REASON

    holding(company, number)(session)
    stopped(lambda: reviewing.fill(review, "deputy1", "deputy"))
    stopped(lambda: withdraw_exception(session, sales, applied, version))
    _release(agreeing)
    reviewing.fill(review, "deputy1", "deputy")
    holding(company, number)(session)
    stopped(lambda: rule(session, manager, review, 1, "approved"))
    shown = get_review(session, company.actor("deputy1"), review, utc_now())
    assert shown.hold_reason == REASON
    _release(agreeing)
    rule(session, manager, review, 1, "approved")
    assert session.scalars(select(PaymentException.status)).one() == "admitted"


@pytest.mark.rule("C3", "L2")
@ON_POSTGRESQL
@pytest.mark.parametrize("turn", range(2))
def test_a_hold_and_the_managers_word_on_an_exception(
    agreeing: Agreeing, database: Database, turn: int
) -> None:
    number, company = agreeing.contract(paid=False), agreeing.company
    applied = apply_for_exception(agreeing.session, company.actor("sales"), number, "老客户").number
    found = select(Review.number).where(Review.document_number == applied)
    review = agreeing.session.scalars(found).one()
    agreeing.contracting.reviewing.fill(review, "deputy1", "deputy")
    manager = company.actor("gm1")

    def decide(session: Session) -> Done:
        return rule(session, manager, review, 1, "approved")

    holding_meanwhile(company, database, turn, number, decide, "Ruled")


def _release(agreeing: Agreeing) -> None:
    with writing(agreeing.session, SYSTEM) as tx:
        for watch in tx.session.scalars(select(SupervisionWatch)):
            watch.held_at, watch.held_by_id, watch.hold_reason = None, None, ""
