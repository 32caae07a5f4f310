"""Rounds on the way to an approval: every combination of verdicts, ruling, appeal and re-quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select

from tests.support.reviewing import CONVENED, DATES, NUMBER, PRICE, SHAPE, SMALL, Reviewing, opinion
from tests.support.trials import Trial, abandon_trial, file_trial
from webapp.models import ReviewSeat
from webapp.services.core.errors import Conflict, RuleBroken
from webapp.services.reviews.commands import (
    conclude_round,
    convene,
    give_opinion,
    send_case_back,
)
from webapp.services.reviews.panels import PanelRule, When
from webapp.services.reviews.rules import AGREE, CONDITIONAL, DISAGREE
from webapp.services.reviews.ruling import appeal, rule

#: Who fills each seat of the small panel.
WHO = {"shape": "tech1", "price": "purch1", "dates": "prod1"}
PARTS = {"shape": 1, "price": 1, "dates": 1}
#: What changes in the second version.
CHANGES = {"one": ("price",), "two": ("shape", "dates"), "all": tuple(PARTS)}
VERDICTS = [
    *product((AGREE, DISAGREE), repeat=3),
    (CONDITIONAL, AGREE, AGREE),
    (CONDITIONAL, CONDITIONAL, DISAGREE),
]


def _paths() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Verdicts of the three departments, the president's decision, the chairman's on appeal."""
    for verdicts in VERDICTS:
        for decision in ("confirmed",) if DISAGREE in verdicts else ("approved", "refused"):
            for admitted in ("",) if decision == "approved" else ("", "approved", "refused"):
                yield verdicts, decision, admitted


PATHS = list(_paths())


def _speak(reviewing: Reviewing, number: str, verdicts: dict[str, str]) -> None:
    for key, verdict in verdicts.items():
        reviewing.fill(number, WHO[key], key, verdict)


def _changed(*parts: str) -> dict[str, int]:
    return {part: 2 if part in parts else 1 for part in PARTS}


@pytest.mark.rule("B6", "B7", "B8")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("change", CHANGES)
def test_every_way_through_two_rounds(reviewing: Reviewing, change: str) -> None:
    reviewing.panel()
    for place, (verdicts, decision, admitted) in enumerate(PATHS):
        document = f"TR-{place}"
        given = dict(zip(PARTS, verdicts, strict=True))
        _first_round(reviewing, document, given, decision, admitted)
        _second_round(reviewing, document, given, CHANGES[change])


def _first_round(
    reviewing: Reviewing, document: str, given: dict[str, str], decision: str, admitted: str
) -> None:
    (number,) = reviewing.file(document)
    _speak(reviewing, number, given)
    assert reviewing.review(number).status == "ruling"
    assert reviewing.approval(document) is None
    reviewing.act(rule, "president1", number, 1, decision, "seen")
    if admitted:
        reviewing.act(appeal, "sales1", number, 1, "a customer for years")
        assert (reviewing.review(number).status, reviewing.status(document)) == ("appeal", "review")
        reviewing.act(rule, "chairman1", number, 1, admitted, "decided")
    accepted = "approved" in (decision, admitted)
    assert (reviewing.approval(document) is not None) == accepted
    assert reviewing.status(document) == ("approved" if accepted else "not_acceptable")
    assert reviewing.review(number).outcome == ("accepted" if accepted else "not_acceptable")


def _second_round(
    reviewing: Reviewing, document: str, given: dict[str, str], changed: tuple[str, ...]
) -> None:
    (number,) = reviewing.file(document, inputs=_changed(*changed))
    asked = {key for key, status in reviewing.seats(number).items() if status == "waiting"}
    assert asked == set(changed)
    assert reviewing.approval(document) is reviewing.approval(document, 1) is None
    _speak(reviewing, number, dict.fromkeys(changed, AGREE))
    dissent = any(given[key] == DISAGREE for key in PARTS if key not in changed)
    decision = "confirmed" if dissent else "approved"
    wrong = "approved" if dissent else "confirmed"
    with pytest.raises(RuleBroken):
        reviewing.act(rule, "president1", number, 2, wrong, "seen")
    reviewing.act(rule, "president1", number, 2, decision)
    assert (reviewing.approval(document) is not None) == (not dissent)
    assert reviewing.approval(document, 1) is None


@pytest.mark.rule("B3", "L9")
def test_a_convenor_calls_the_departments_once_for_all_rounds(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    assert reviewing.seats(number, "convene") == dict.fromkeys(CONVENED.convenors, "waiting")
    with pytest.raises(Conflict):
        reviewing.fill(number, "tech1", "shape")
    reviewing.act(convene, "helper1", number, 1)
    assert set(reviewing.seats(number, "convene").values()) == {"given"}
    assert set(reviewing.seats(number).values()) == {"waiting"}
    reviewing.fill(number, "tech1", "shape")
    reviewing.file(inputs=_changed("price"))
    assert reviewing.seats(number) == {"shape": "carried", "price": "waiting", "dates": "waiting"}


@pytest.mark.rule("B3", "B8")
def test_a_case_sent_back_may_be_filed_again_unchanged(reviewing: Reviewing) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    reviewing.act(send_case_back, "gm1", number, 1, "the drawing is missing")
    review = reviewing.review(number)
    assert (review.status, review.outcome, reviewing.status()) == (
        "closed",
        "sent_back",
        "sent_back",
    )
    reviewing.file()
    assert reviewing.review(number).status == "convening"
    reviewing.act(convene, "gm1", number, 2)
    assert set(reviewing.seats(number).values()) == {"waiting"}


@pytest.mark.rule("B8")
def test_nothing_is_filed_again_unchanged_otherwise(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    with pytest.raises(RuleBroken):
        reviewing.file()
    assert reviewing.review(number).round_number == 1


@pytest.mark.rule("B8")
def test_an_abandoned_case_is_over(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    _speak(reviewing, number, {"shape": DISAGREE, "price": AGREE, "dates": AGREE})
    reviewing.act(abandon_trial, "sales1", NUMBER)
    review, round_ = reviewing.review(number), reviewing.round(number)
    assert (review.outcome, round_.result) == ("withdrawn", "not_acceptable")
    assert reviewing.seats(number, "ruling") == {"president": "dropped"}
    for act, who, *given in ((rule, "president1", "confirmed"), (appeal, "sales1", "why not")):
        with pytest.raises(Conflict):
            reviewing.act(act, who, number, 1, *given)
    assert reviewing.approval() is None


@pytest.mark.rule("B6")
@pytest.mark.parametrize("filer", ["sales1", "gm1"])
def test_a_round_that_nobody_can_change_may_be_ended(reviewing: Reviewing, filer: str) -> None:
    reviewing.panel(CONVENED)
    (number,) = reviewing.file()
    reviewing.act(convene, "gm1", number, 1)
    reviewing.fill(number, "tech1", "shape")
    with pytest.raises(Conflict):
        reviewing.act(conclude_round, filer, number, 1)
    reviewing.fill(number, "purch1", "price", DISAGREE)
    reviewing.act(conclude_round, filer, number, 1)
    assert reviewing.seats(number)["dates"] == "dropped"
    assert reviewing.seats(number, "ruling") == {"president": "waiting"}
    assert reviewing.round(number).result == "not_acceptable"


@pytest.mark.rule("E3")
def test_two_of_three_wait_for_whose_answer_calls_for_a_ruling(reviewing: Reviewing) -> None:
    when = When("shape", "deviation", "large")
    step = replace(SMALL.rulings[0], when=when)
    reviewing.panel(replace(SMALL, rule=PanelRule("at_least", 2), rulings=(step,)))
    (number,) = reviewing.file()
    _speak(reviewing, number, {"price": AGREE, "dates": AGREE})
    with pytest.raises(Conflict):
        reviewing.act(conclude_round, "sales1", number, 1)
    reviewing.fill(number, "tech1", "shape", DISAGREE)
    assert reviewing.review(number).outcome == "accepted"


@pytest.mark.rule("B8")
def test_what_was_said_to_an_older_round_is_not_heard(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    reviewing.fill(number, "purch1", "price")
    first = reviewing.round(number).id
    reviewing.file(inputs=_changed(*PARTS))
    with pytest.raises(Conflict):
        reviewing.act(give_opinion, "tech1", number, 1, "shape", opinion(SHAPE))
    reviewing.session.rollback()
    seats = select(ReviewSeat.key, ReviewSeat.status).where(ReviewSeat.round_id == first)
    assert {tuple(row) for row in reviewing.session.execute(seats)} == {
        ("shape", "dropped"),
        ("price", "given"),
        ("dates", "dropped"),
    }


@pytest.mark.rule("B5")
def test_a_panel_that_is_edited_changes_no_review_under_way(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    before = reviewing.review(number).panel_version_id
    reviewing.panel(replace(SMALL, seats=(SHAPE, PRICE, DATES, replace(DATES, key="extra"))))
    reviewing.file(inputs=_changed("price"))
    assert reviewing.review(number).panel_version_id == before
    assert set(reviewing.seats(number)) == {"shape", "price", "dates"}
    (other,) = reviewing.file("TR-2")
    assert "extra" in reviewing.seats(other)


@pytest.mark.rule("E1")
def test_another_kind_of_product_brings_in_the_panels_that_it_needs(reviewing: Reviewing) -> None:
    reviewing.panel(replace(SMALL, product_kinds=("regular", "special")))
    reviewing.panel(replace(SMALL, product_kinds=("special",)), code="special")
    (number,) = reviewing.file()
    _approve(reviewing, number)
    assert reviewing.approval() is not None
    again, further = reviewing.file(inputs=PARTS, product_kind="special")
    assert again == number
    assert set(reviewing.seats(number).values()) == {"waiting"}
    _approve(reviewing, number)
    assert reviewing.approval() is None
    _approve(reviewing, further)
    approval = reviewing.approval()
    assert approval is not None
    assert (approval.version, approval.reviews) == (2, (number, further))


def _approve(reviewing: Reviewing, number: str) -> None:
    _speak(reviewing, number, dict.fromkeys(PARTS, AGREE))
    at = reviewing.round(number).number
    reviewing.act(rule, "president1", number, at, "approved")


def test_without_a_panel_what_is_filed_is_approved(reviewing: Reviewing) -> None:
    assert reviewing.file() == ()
    approval = reviewing.approval()
    assert approval is not None
    assert (approval.version, approval.reviews) == (1, ())
    assert reviewing.approval(version=2) is None


def test_a_department_that_is_gone_is_named_when_a_case_is_filed(reviewing: Reviewing) -> None:
    reviewing.panel(replace(SMALL, seats=(replace(SHAPE, department="GONE"),)))
    actor = reviewing.company.actor("sales1")
    with pytest.raises(Conflict) as refused:
        file_trial(reviewing.session, actor, NUMBER, Trial())
    assert refused.value.message.params == {"name": "GONE"}
