"""Overdue seats: who is told, when, and that nobody is told twice (L9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.support.racing import at_once
from tests.support.reviewing import CONVENED, SMALL, Reviewing
from webapp.db import Database
from webapp.models import Notice, Review, ReviewSeat, SupervisionWatch, User
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import utc_now
from webapp.services.core.transaction import Done, writing
from webapp.services.reviews import reminding
from webapp.services.reviews.reminding import escalate_seats, remind_of_seats

pytestmark = pytest.mark.rule("B3")
HOUR = timedelta(hours=1)
#: Seats wait for 48 hours, the panel for another 24.
OVERDUE, STUCK = 49 * HOUR, 73 * HOUR


@pytest.fixture
def waiting(reviewing: Reviewing) -> Iterator[Reviewing]:
    """One review in which purchasing has spoken, and nobody has been told anything since."""
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "purch1", "price")
    with writing(reviewing.session, SYSTEM) as tx:
        tx.session.execute(delete(Notice))
    yield reviewing
    reviewing.session.info.pop("clock", None)


def later(reviewing: Reviewing, by: timedelta) -> None:
    """Lets the commands' clock stand so long after now."""
    then = utc_now() + by
    reviewing.session.info["clock"] = lambda: then


def told(reviewing: Reviewing, name: str) -> list[str]:
    """Who was told so, in alphabetical order."""
    reviewing.session.rollback()
    rows = reviewing.session.scalars(
        select(User.user_name)
        .join(Notice, Notice.user_id == User.id)
        .where(Notice.name == name)
        .order_by(User.user_name)
    )
    return list(rows)


def marks(reviewing: Reviewing) -> set[tuple[str, bool, bool]]:
    reviewing.session.rollback()
    rows = reviewing.session.execute(
        select(ReviewSeat.key, ReviewSeat.reminded_at, ReviewSeat.escalated_at)
    )
    return {(key, reminded is not None, escalated is not None) for key, reminded, escalated in rows}


def test_nobody_is_reminded_before_the_hour(waiting: Reviewing) -> None:
    later(waiting, 47 * HOUR)
    assert (remind_of_seats(waiting.session), escalate_seats(waiting.session)) == (0, 0)


def test_everybody_who_could_fill_it_is_reminded_once(waiting: Reviewing) -> None:
    later(waiting, OVERDUE)
    assert remind_of_seats(waiting.session) == 2
    assert told(waiting, "SeatOverdue") == ["prod1", "tech1", "tech2"]
    assert remind_of_seats(waiting.session) == 0
    assert escalate_seats(waiting.session) == 0
    assert marks(waiting) == {
        ("shape", True, False),
        ("price", False, False),
        ("dates", True, False),
    }


def test_a_seat_that_stays_empty_goes_higher_once(waiting: Reviewing) -> None:
    later(waiting, STUCK)
    assert escalate_seats(waiting.session) == 2
    assert told(waiting, "SeatEscalated") == ["gm1", "sales1"]
    assert escalate_seats(waiting.session) == 0


def test_a_panel_that_names_no_post_tells_the_authors_alone(reviewing: Reviewing) -> None:
    reviewing.panel(replace(SMALL, escalates_to="", escalate_hours=1))
    reviewing.file()
    later(reviewing, OVERDUE)
    assert escalate_seats(reviewing.session) == 3
    assert set(told(reviewing, "SeatEscalated")) == {"sales1"}


@pytest.mark.rule("L2")
def test_of_a_case_on_hold_nobody_is_reminded(waiting: Reviewing) -> None:
    with writing(waiting.session, SYSTEM) as tx:
        review = tx.session.scalars(select(Review)).one()
        tx.session.add(
            SupervisionWatch(
                document_kind=review.document_kind,
                document_id=review.document_id,
                document_number=review.document_number,
                customer_id=review.customer_id,
                amount=0,
                since=tx.now,
                held_at=tx.now,
            )
        )
    later(waiting, STUCK)
    assert (remind_of_seats(waiting.session), escalate_seats(waiting.session)) == (0, 0)


def test_convenors_and_whoever_rules_are_reminded_too(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    reviewing.file()
    later(reviewing, 25 * HOUR)
    assert remind_of_seats(reviewing.session) == 2
    assert told(reviewing, "SeatOverdue") == ["gm1", "helper1"]


def test_many_seats_go_in_batches(waiting: Reviewing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 1)
    later(waiting, STUCK)
    assert (remind_of_seats(waiting.session), escalate_seats(waiting.session)) == (2, 2)


@pytest.mark.databases("postgresql")
def test_two_workers_at_once_remind_once(waiting: Reviewing, database: Database) -> None:
    then = utc_now() + STUCK

    def remind(session: Session) -> Done:
        session.info["clock"] = lambda: then
        return Done(details={"seats": remind_of_seats(session) + escalate_seats(session)})

    outcomes = at_once(database, [remind] * 3)
    assert sum(one.details["seats"] for one in outcomes if isinstance(one, Done)) == 4
    assert told(waiting, "SeatOverdue") == ["prod1", "tech1", "tech2"]


def test_a_reminder_names_its_document(waiting: Reviewing) -> None:
    later(waiting, OVERDUE)
    remind_of_seats(waiting.session)
    waiting.session.rollback()
    notice = waiting.session.scalars(select(Notice).limit(1)).one()
    assert (notice.document_kind, notice.params) == ("review", {"document": "TR-1"})
