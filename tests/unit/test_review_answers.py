"""What a department fills in, question by question, and what follows from its time (L4, L10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.reviewing import CHAIRMAN, SMALL, opinion
from tests.support.trials import STEEL
from webapp.services.core.errors import RuleBroken
from webapp.services.reviews.answers import LONGEST_TEXT, OpinionInput, checked_answers
from webapp.services.reviews.commitments import lead_days, plan_of
from webapp.services.reviews.founding_panels import COMMITTEE, PRELIMINARY
from webapp.services.reviews.panels import Option, Panel, PanelSeat, Question, QuestionKind

OPTIONS = (Option("rail", "铁路", "Rail"), Option("road", "公路", "Road"))


def seat_asking(kind: QuestionKind, *, must: bool = True) -> PanelSeat:
    options = OPTIONS if kind == "choice" else ()
    question = Question("q", "问题", "Question", kind, must, options=options)
    return PanelSeat("s", "席位", "Seat", "TECH", questions=(question,))


def answered(kind: QuestionKind, text: str, *, must: bool = True) -> Any:
    given = OpinionInput("agree", {"q": text})
    return checked_answers(seat_asking(kind, must=must), "regular", given, ())["q"]


def refused(seat: PanelSeat, given: OpinionInput, kind: str = "regular") -> set[str]:
    with pytest.raises(RuleBroken) as broken:
        checked_answers(seat, kind, given, (STEEL,))
    return set(broken.value.fields)


@pytest.mark.rule("B5")
@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("yes_no", "yes", "yes"),
        ("yes_no", "no", "no"),
        ("choice", "rail", "rail"),
        ("text", "  by ship ", "by ship"),
        ("percent", "12.50", "12.5"),
        ("percent", "－3", "-3"),
        ("money", "1,234,567.8", "1234567.8"),
        ("number", "0", "0"),
        ("day", "2026-12-01", "2026-12-01"),
        ("day", "2026/12/1", "2026-12-01"),
    ],
)
def test_an_answer_is_kept_in_one_spelling(kind: QuestionKind, text: str, kept: str) -> None:
    assert answered(kind, text) == kept


@pytest.mark.rule("B5")
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "maybe"),
        ("yes_no", ""),
        ("choice", "air"),
        ("text", " "),
        ("text", "x" * (LONGEST_TEXT + 1)),
        ("percent", "NaN"),
        ("percent", "1e-999999"),
        ("number", "Infinity"),
        ("number", "twelve"),
        ("number", "0.00001"),
        ("money", "1000000000000"),
        ("day", "2026-02-30"),
        ("day", "0000-01-01"),
    ],
)
def test_no_other_answer_is_taken(kind: QuestionKind, text: str) -> None:
    assert refused(seat_asking(kind), OpinionInput("agree", {"q": text})) == {"answers.q"}


@pytest.mark.parametrize("kind", ["yes_no", "choice", "text", "percent", "day"])
def test_what_is_not_required_may_be_left_out(kind: QuestionKind) -> None:
    assert answered(kind, "", must=False) == ""


@pytest.mark.rule("B5")
def test_each_material_is_judged_beside_its_market_price() -> None:
    seat = COMMITTEE.panel.seat("purchasing")
    given = opinion(seat, answers={"materials.steel": "too_high"})
    kept = checked_answers(seat, "regular", given, (STEEL,))["materials"]
    assert kept == {
        "steel": {
            "name": "45 钢",
            "verdict": "too_high",
            "price": "4100",
            "market_price": "4000",
        }
    }
    unjudged = opinion(seat, answers={"materials.steel": ""})
    assert refused(seat, unjudged) == {"answers.materials.steel"}


@pytest.mark.rule("B3", "B17")
@pytest.mark.parametrize(
    ("verdict", "more", "fields"),
    [
        ("", {}, {"verdict"}),
        ("perhaps", {}, {"verdict"}),
        ("conditional", {"conditions": " "}, {"conditions"}),
        ("disagree", {"remark": ""}, {"remark"}),
        ("agree", {"remark": "x" * (LONGEST_TEXT + 1)}, {"remark"}),
        ("agree", {"committed_days": None}, {"committed_days"}),
        ("conditional", {"committed_days": None}, {"committed_days"}),
        ("agree", {"committed_days": -1}, {"committed_days"}),
        ("disagree", {"committed_days": 3651}, {"committed_days"}),
    ],
)
def test_a_verdict_comes_with_what_it_needs(
    verdict: str, more: dict[str, Any], fields: set[str]
) -> None:
    seat = PRELIMINARY.panel.seat("production")
    assert refused(seat, opinion(seat, verdict=verdict, **more)) == fields


def test_who_disagrees_commits_no_time() -> None:
    seat = PRELIMINARY.panel.seat("production")
    assert checked_answers(
        seat, "regular", opinion(seat, verdict="disagree", committed_days=None), ()
    )


def test_everything_that_is_wrong_is_said_at_once() -> None:
    seat = PRELIMINARY.panel.seat("technology")
    fields = refused(seat, OpinionInput("", {}), "new")
    assert fields == {
        "verdict",
        "committed_days",
        "answers.feasible",
        "answers.deviation",
        "answers.deviation_reason",
    }


def _days(**seats: int) -> list[tuple[str, int]]:
    return [(one.seat, one.due_after) for one in plan_of(TIMED, seats)]


def _timed(key: str, order: int) -> PanelSeat:
    return PanelSeat(key, key, key, "TECH", time_order=order)


#: Technology first, purchasing and tools side by side, then production; sales commits nothing.
TIMED: Panel = replace(
    SMALL,
    seats=(
        _timed("production", 3),
        _timed("technology", 1),
        _timed("purchasing", 2),
        _timed("tools", 2),
        _timed("sales", 0),
    ),
    appeal=CHAIRMAN,
)


@pytest.mark.rule("L4", "L10")
@pytest.mark.parametrize(
    ("committed", "due", "lead"),
    [
        (
            {"technology": 3, "purchasing": 10, "tools": 4, "production": 5, "sales": 99},
            [("technology", 3), ("purchasing", 13), ("tools", 7), ("production", 18)],
            18,
        ),
        ({"technology": 3, "production": 5}, [("technology", 3), ("production", 8)], 8),
        ({"purchasing": 0, "production": 2}, [("purchasing", 0), ("production", 2)], 2),
        ({"purchasing": 30, "production": 0}, [("purchasing", 30), ("production", 30)], 30),
        ({}, [], 0),
    ],
)  # fmt: skip
def test_the_promised_time_follows_from_the_committed_ones(
    committed: dict[str, int], due: list[tuple[str, int]], lead: int
) -> None:
    assert _days(**committed) == due
    assert lead_days(TIMED, committed) == lead


@pytest.mark.rule("L10")
def test_each_department_has_its_due_date() -> None:
    first, second = plan_of(TIMED, {"technology": 3, "production": 5})
    assert first.due_on(date(2026, 12, 30)) == date(2027, 1, 2)
    assert second.due_on(date(2026, 12, 30)) == date(2027, 1, 7)
