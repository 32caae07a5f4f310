"""Questions back to the author: the round goes on, and nobody else is heard."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.reviewing import CONVENED, Reviewing
from webapp.models import Notice, ReviewQuestion, User
from webapp.services.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from webapp.services.reviews.questions import LONGEST, answer_question, ask_question
from webapp.services.reviews.ruling import rule

pytestmark = pytest.mark.rule("B3", "B5")


@pytest.fixture
def number(reviewing: Reviewing) -> str:
    reviewing.panel()
    return reviewing.file()[0]


def told(reviewing: Reviewing, name: str) -> list[tuple[str, str]]:
    reviewing.session.rollback()
    rows = reviewing.session.execute(
        select(User.user_name, Notice.params)
        .join(Notice, Notice.user_id == User.id)
        .where(Notice.name == name)
        .order_by(Notice.id)
    )
    return [(who, params["reason"]) for who, params in rows]


def asked(reviewing: Reviewing, number: str, who: str = "tech1", text: str = "Which steel?") -> int:
    done = reviewing.act(ask_question, who, number, reviewing.round(number).number, text)
    return int(done.details["question"])


def test_a_question_goes_to_the_authors_and_the_answer_back(
    reviewing: Reviewing, number: str
) -> None:
    before = reviewing.seats(number)
    question = asked(reviewing, number)
    assert told(reviewing, "QuestionAsked") == [("sales1", "Which steel?")]
    reviewing.act(answer_question, "sales1", number, question, "45, hot rolled")
    assert told(reviewing, "QuestionAnswered") == [("tech1", "45, hot rolled")]
    assert (reviewing.seats(number), reviewing.round(number).ended_at) == (before, None)
    kept = reviewing.session.scalars(select(ReviewQuestion)).one()
    assert (kept.seat_key, kept.text, kept.answer) == ("shape", "Which steel?", "45, hot rolled")


def test_whoever_has_spoken_may_still_ask(reviewing: Reviewing, number: str) -> None:
    reviewing.fill(number, "tech1", "shape", "conditional")
    asked(reviewing, number)
    asked(reviewing, number, "tech2")


def test_convenors_and_whoever_rules_may_ask(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    asked(reviewing, number, "gm1")
    reviewing.panel(code="other")
    other = reviewing.file("TR-2")[1]
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(other, who, key)
    asked(reviewing, other, "president1")


@pytest.mark.parametrize("who", ["qual1", "president1", "sales1", "admin", "kh001"])
def test_nobody_else_asks(reviewing: Reviewing, number: str, who: str) -> None:
    with pytest.raises(Forbidden):
        asked(reviewing, number, who)


@pytest.mark.parametrize("who", ["tech1", "gm1", "kh001"])
def test_nobody_else_answers(reviewing: Reviewing, number: str, who: str) -> None:
    question = asked(reviewing, number)
    with pytest.raises(Forbidden):
        reviewing.act(answer_question, who, number, question, "45")


def test_a_question_is_answered_once_in_any_round(reviewing: Reviewing, number: str) -> None:
    question = asked(reviewing, number)
    reviewing.file(inputs={"shape": 2, "price": 1, "dates": 1})
    reviewing.act(answer_question, "sales1", number, question, "45")
    with pytest.raises(Conflict):
        reviewing.act(answer_question, "sales1", number, question, "40")


def test_words_are_needed_and_not_too_many(reviewing: Reviewing, number: str) -> None:
    question = asked(reviewing, number, text="x" * LONGEST)
    for text in (" ", "x" * (LONGEST + 1)):
        with pytest.raises(RuleBroken):
            asked(reviewing, number, text=text)
        with pytest.raises(RuleBroken):
            reviewing.act(answer_question, "sales1", number, question, text)


def test_questions_belong_to_their_review(reviewing: Reviewing, number: str) -> None:
    question = asked(reviewing, number)
    (other,) = reviewing.file("TR-2")
    with pytest.raises(NotFound):
        reviewing.act(answer_question, "sales1", other, question, "45")


def test_nobody_asks_in_a_round_that_is_over(reviewing: Reviewing, number: str) -> None:
    for who, key in (("tech1", "shape"), ("purch1", "price"), ("prod1", "dates")):
        reviewing.fill(number, who, key)
    reviewing.act(rule, "president1", number, 1, "approved")
    with pytest.raises(Conflict):
        asked(reviewing, number)
    reviewing.file(inputs={"shape": 2, "price": 1, "dates": 1})
    with pytest.raises(Conflict):
        reviewing.act(ask_question, "tech1", number, 1, "Which steel?")
