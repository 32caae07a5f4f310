"""Many hands on one review: one wins, and the others are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.racing import Outcome, at_once, winners
from tests.support.reviewing import CONVENED, DATES, NUMBER, PRICE, SHAPE, SMALL, Reviewing, opinion
from tests.support.trials import Trial, abandon_trial, file_trial
from webapp.db import Database
from webapp.models import Event, Opinion, ReviewRound, ReviewSeat, Ruling
from webapp.services.core.errors import Conflict
from webapp.services.core.transaction import Done
from webapp.services.reviews.commands import conclude_round, convene, give_opinion, send_case_back
from webapp.services.reviews.panels import PanelSeat
from webapp.services.reviews.questions import answer_question, ask_question
from webapp.services.reviews.ruling import appeal, rule

pytestmark = [pytest.mark.rule("B5"), pytest.mark.databases("postgresql")]
KEY = "k" * 24
CHANGED = Trial(inputs={"shape": 2, "price": 2, "dates": 2})
Act = Callable[[Session], Done]


def act(reviewing: Reviewing, command: Any, who: str, *given: Any) -> Act:
    actor = reviewing.company.actor(who)
    return lambda session: command(session, actor, *given)


def says(
    reviewing: Reviewing, number: str, who: str, seat: PanelSeat, verdict: str = "agree"
) -> Act:
    given = opinion(seat, verdict=verdict)
    return act(reviewing, give_opinion, who, number, 1, seat.key, given)


def count(reviewing: Reviewing, what: Any, *conditions: Any) -> int:
    reviewing.session.rollback()
    found = reviewing.session.scalar(select(func.count()).select_from(what).where(*conditions))
    return int(found or 0)


def one_wins(outcomes: list[Outcome]) -> None:
    assert len(winners(outcomes)) == 1
    assert all(isinstance(one, Done | Conflict) for one in outcomes), outcomes


@pytest.fixture
def number(reviewing: Reviewing) -> str:
    reviewing.panel()
    return reviewing.file()[0]


@pytest.fixture
def ended(reviewing: Reviewing, number: str) -> str:
    """All agree, and the president's turn has come."""
    for who, seat in (("tech1", SHAPE), ("purch1", PRICE), ("prod1", DATES)):
        reviewing.fill(number, who, seat.key)
    return number


def test_two_people_fill_one_seat(reviewing: Reviewing, number: str, database: Database) -> None:
    people = ("tech1", "tech2", "tech1", "tech2")
    one_wins(at_once(database, [says(reviewing, number, who, SHAPE) for who in people]))
    assert count(reviewing, Opinion) == 1
    assert count(reviewing, Event, Event.name == "SeatFilled") == 1


def test_the_last_seats_at_once_end_the_round_once(
    reviewing: Reviewing, number: str, database: Database
) -> None:
    seats = (("tech1", SHAPE), ("purch1", PRICE), ("prod1", DATES))
    outcomes = at_once(database, [says(reviewing, number, who, seat) for who, seat in seats])
    assert len(winners(outcomes)) == 3
    assert reviewing.review(number).status == "ruling"
    assert count(reviewing, ReviewSeat, ReviewSeat.kind == "ruling") == 1
    assert count(reviewing, Event, Event.name == "RoundEnded") == 1


def test_one_person_does_not_fill_two_seats_at_once(
    reviewing: Reviewing, database: Database
) -> None:
    seats = [PanelSeat(key, key, key, "TECH") for key in ("a", "b", "c")]
    reviewing.panel(replace(SMALL, seats=tuple(seats)))
    (number,) = reviewing.file()
    outcomes = at_once(database, [says(reviewing, number, "tech1", seat) for seat in seats])
    assert len(winners(outcomes)) == 1
    assert count(reviewing, Opinion) == 1


def test_an_opinion_and_a_new_version(
    reviewing: Reviewing, number: str, database: Database
) -> None:
    """Either it was given on the old version and is asked for again, or its giver is told."""
    outcomes = at_once(
        database,
        [
            says(reviewing, number, "tech1", SHAPE),
            act(reviewing, file_trial, "sales1", NUMBER, CHANGED),
        ],
    )
    assert all(isinstance(one, Done | Conflict) for one in outcomes)
    assert isinstance(outcomes[1], Done)
    assert reviewing.seats(number)["shape"] == "waiting"
    first = ReviewRound.number == 1
    given = select(ReviewRound.id).where(first).scalar_subquery()
    on_old = count(reviewing, Opinion, Opinion.round_id == given)
    assert on_old == count(reviewing, Opinion) == isinstance(outcomes[0], Done)


def test_a_ruling_and_a_new_version(reviewing: Reviewing, ended: str, database: Database) -> None:
    """The new version is never approved by what was ruled on the old one."""
    at_once(
        database,
        [
            act(reviewing, rule, "president1", ended, 1, "approved"),
            act(reviewing, file_trial, "sales1", NUMBER, CHANGED),
        ],
    )
    assert reviewing.approval(version=2) is None
    assert reviewing.review(ended).status == "opinions"


def test_a_ruling_is_made_once(reviewing: Reviewing, ended: str, database: Database) -> None:
    acts = [
        act(reviewing, rule, "president1", ended, 1, decision, "seen")
        for decision in ("approved", "refused", "approved", "refused")
    ]
    one_wins(at_once(database, acts))
    assert count(reviewing, Ruling) == 1
    accepted = reviewing.review(ended).outcome == "accepted"
    assert (reviewing.approval() is not None) == accepted


def test_a_ruling_and_giving_up(reviewing: Reviewing, ended: str, database: Database) -> None:
    outcomes = at_once(
        database,
        [
            act(reviewing, rule, "president1", ended, 1, "approved"),
            act(reviewing, abandon_trial, "sales1", NUMBER),
        ],
    )
    assert isinstance(outcomes[1], Done)
    assert reviewing.status() == "abandoned"
    assert reviewing.review(ended).status == "closed"


def test_an_appeal_is_made_once(reviewing: Reviewing, ended: str, database: Database) -> None:
    reviewing.act(rule, "president1", ended, 1, "refused", "no profit")
    one_wins(at_once(database, [act(reviewing, appeal, "sales1", ended, 1, "why not")] * 3))
    assert count(reviewing, ReviewSeat, ReviewSeat.kind == "appeal") == 1


@pytest.mark.rule("L9")
def test_it_is_convened_once_or_sent_back(reviewing: Reviewing, database: Database) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    acts = [
        act(reviewing, convene, "gm1", number, 1),
        act(reviewing, convene, "helper1", number, 1),
        act(reviewing, send_case_back, "gm1", number, 1, "unclear"),
    ]
    one_wins(at_once(database, acts))
    seats = count(reviewing, ReviewSeat, ReviewSeat.kind == "opinion")
    assert seats == (0 if reviewing.review(number).outcome == "sent_back" else 3)


def test_ending_a_round_and_the_last_opinion(
    reviewing: Reviewing, number: str, database: Database
) -> None:
    reviewing.fill(number, "tech1", "shape", "disagree")
    reviewing.fill(number, "purch1", "price")
    outcomes = at_once(
        database,
        [
            act(reviewing, conclude_round, "sales1", number, 1),
            says(reviewing, number, "prod1", DATES),
        ],
    )
    one_wins(outcomes)
    assert count(reviewing, Event, Event.name == "RoundEnded") == 1


def test_a_version_is_filed_once(reviewing: Reviewing, number: str, database: Database) -> None:
    """Two people file at once: each files a version of his own, never one version twice."""
    at_once(database, [act(reviewing, file_trial, "sales1", NUMBER, CHANGED)] * 2)
    reviewing.session.rollback()
    rounds = reviewing.session.scalars(
        select(ReviewRound.document_version).order_by(ReviewRound.number)
    ).all()
    assert rounds == [1, 2]


def test_the_same_form_sent_again_is_one_opinion(
    reviewing: Reviewing, number: str, database: Database
) -> None:
    actor, given = reviewing.company.actor("tech1"), opinion(SHAPE)

    def send(session: Session) -> Done:
        return give_opinion.once(KEY, session, actor, number, 1, "shape", given)

    assert sorted(one.repeated for one in winners(at_once(database, [send] * 3))) == [
        False,
        True,
        True,
    ]


def test_a_question_is_answered_once(reviewing: Reviewing, number: str, database: Database) -> None:
    asked = reviewing.act(ask_question, "tech1", number, 1, "Which steel?").details["question"]
    answers = [
        act(reviewing, answer_question, "sales1", number, asked, text) for text in ("45", "40")
    ]
    one_wins(at_once(database, answers))
