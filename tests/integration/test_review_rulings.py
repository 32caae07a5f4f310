"""Rulings above a panel: in their order, one of those open, and final on appeal (B6, B7, E3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.reviewing import SMALL, Reviewing
from webapp.services.core.errors import Conflict, Forbidden, RuleBroken
from webapp.services.reviews import ruling
from webapp.services.reviews.rules import AGREE, DISAGREE
from webapp.services.reviews.ruling import appeal, rule

#: Who fills each seat of the small panel.
WHO = {"shape": "tech1", "price": "purch1", "dates": "prod1"}
PARTS = {"shape": 1, "price": 1, "dates": 1}


def _speak(reviewing: Reviewing, number: str, verdicts: dict[str, str]) -> None:
    for key, verdict in verdicts.items():
        reviewing.fill(number, WHO[key], key, verdict)


@pytest.mark.rule("E3", "B6")
def test_rulings_follow_each_other_and_one_refusal_ends_it(reviewing: Reviewing) -> None:
    manager = replace(SMALL.rulings[0], key="manager", post="general_manager")
    reviewing.panel(replace(SMALL, rulings=(manager, *SMALL.rulings)))
    for document, decision in (("TR-1", "approved"), ("TR-2", "refused")):
        (number,) = reviewing.file(document)
        _speak(reviewing, number, dict.fromkeys(PARTS, AGREE))
        with pytest.raises(Forbidden):
            reviewing.act(rule, "president1", number, 1, "approved")
        reviewing.act(rule, "gm1", number, 1, decision, "seen")
        assert reviewing.approval(document) is None
    assert reviewing.review(number).outcome == "not_acceptable"
    assert reviewing.seats(number, "ruling") == {"manager": "given"}


@pytest.mark.rule("B6", "B7")
@pytest.mark.parametrize(
    ("act", "who", "given", "error"),
    [
        (rule, "president1", ("confirmed", "seen"), RuleBroken),
        (rule, "president1", ("nonsense", "seen"), RuleBroken),
        (rule, "president1", ("refused", " "), RuleBroken),
        (rule, "president1", ("refused", "x" * 501), RuleBroken),
        (appeal, "sales1", ("too early",), Conflict),
    ],
)
def test_a_ruling_is_one_of_those_open_and_has_its_reason(
    reviewing: Reviewing, act: Any, who: str, given: tuple[str, ...], error: type[Exception]
) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    _speak(reviewing, number, dict.fromkeys(PARTS, AGREE))
    with pytest.raises(error):
        reviewing.act(act, who, number, 1, *given)
    assert reviewing.review(number).status == "ruling"


@pytest.mark.rule("B7")
def test_an_appeal_is_decided_once(reviewing: Reviewing) -> None:
    reviewing.panel()
    (number,) = reviewing.file()
    _speak(reviewing, number, dict.fromkeys(PARTS, DISAGREE))
    reviewing.act(rule, "president1", number, 1, "confirmed")
    reviewing.act(appeal, "sales1", number, 1, "a customer for years")
    with pytest.raises(RuleBroken):
        reviewing.act(rule, "chairman1", number, 1, "refused")
    reviewing.act(rule, "chairman1", number, 1, "refused", "no profit in it")
    with pytest.raises(Conflict):
        reviewing.act(appeal, "sales1", number, 1, "once more")


@pytest.mark.rule("B7")
def test_who_appeals_does_not_decide_on_it(
    reviewing: Reviewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruling, "appeals_for", lambda *case: True)
    reviewing.panel()
    (number,) = reviewing.file()
    _speak(reviewing, number, dict.fromkeys(PARTS, DISAGREE))
    reviewing.act(rule, "president1", number, 1, "confirmed")
    reviewing.act(appeal, "chairman1", number, 1, "I know this customer")
    with pytest.raises(Forbidden):
        reviewing.act(rule, "chairman1", number, 1, "approved", "and I decide")
    assert reviewing.approval() is None
