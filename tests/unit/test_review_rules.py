"""What opinions and rulings amount to, as tables of every combination (B5–B8, E3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Literal

import pytest

from webapp.services.reviews import rules
from webapp.services.reviews.panels import (
    Panel,
    PanelRule,
    PanelSeat,
    RulingStep,
    When,
    panel_from_plain,
    panel_to_plain,
)
from webapp.services.reviews.rules import AGREE, CONDITIONAL, DISAGREE, Said

KEYS = ("a", "b", "c")
SEATS = tuple(PanelSeat(key, key, key, "TECH", inputs=(key,)) for key in KEYS)
SILENT = ""
ALL = PanelRule("all")
RULES = (ALL, *(PanelRule("at_least", count) for count in (1, 2, 3)), PanelRule("advice"))
PRESIDENT = RulingStep("president", "总裁", "President", "president")
#: Called for by what seat a answers.
DEVIATION = RulingStep(
    "deviation", "总经理", "GM", "general_manager", when=When("a", "deviation", "large")
)
PANEL = Panel(
    place="branch",
    product_kinds=("regular",),
    convenors=(),
    rule=ALL,
    seats=SEATS,
    rulings=(DEVIATION, PRESIDENT),
)


def said(*verdicts: str, deviation: str = "none") -> dict[str, Said]:
    """What stands in the seats a, b, c; a silent one stands for nothing."""
    answers = {"a": {"deviation": deviation}, "b": {}, "c": {}}
    spoken = zip(KEYS, verdicts, strict=True)
    return {key: Said(verdict, answers[key]) for key, verdict in spoken if verdict}


def result(rule: PanelRule, given: Mapping[str, Said]) -> str:
    return rules.result_of(rule, given.values(), len(SEATS))


#: Of three seats: how many disagree or are silent, and under which rules that is acceptable.
ACCEPTABLE = {
    0: {"all", "at_least 1", "at_least 2", "at_least 3", "advice"},
    1: {"at_least 1", "at_least 2", "advice"},
    2: {"at_least 1", "advice"},
    3: {"advice"},
}


@pytest.mark.rule("B6")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}-{rule.count}")
def test_every_combination_of_verdicts(rule: PanelRule) -> None:
    name = f"at_least {rule.count}" if rule.kind == "at_least" else rule.kind
    for verdicts in product((AGREE, CONDITIONAL, DISAGREE, SILENT), repeat=3):
        missing = sum(one in (DISAGREE, SILENT) for one in verdicts)
        expected = "acceptable" if name in ACCEPTABLE[missing] else "not_acceptable"
        assert result(rule, said(*verdicts)) == expected, verdicts


@pytest.mark.rule("B6")
@pytest.mark.parametrize("dissenting", KEYS)
def test_any_one_dissent_makes_it_not_acceptable(dissenting: str) -> None:
    verdicts = [DISAGREE if key == dissenting else AGREE for key in KEYS]
    assert result(ALL, said(*verdicts)) == rules.NOT_ACCEPTABLE


def _endings(given: Mapping[str, Said]) -> Iterator[dict[str, Said]]:
    """Every way in which the silent seats may still speak."""
    silent = [key for key in KEYS if key not in given]
    for verdicts in product((AGREE, DISAGREE), repeat=len(silent)):
        for deviation in ("none", "large"):
            answers = {"deviation": deviation}
            yield {**given, **{k: Said(v, answers) for k, v in zip(silent, verdicts, strict=True)}}


def _ends_one_way(panel: Panel, given: Mapping[str, Said]) -> bool:
    """Whether result and rulings are the same however the round goes on; who confirms a not
    acceptable result makes no difference to it."""
    ways = set()
    for ending in _endings(given):
        drawn = result(panel.rule, ending)
        due = rules.rulings_due(panel, ending) if drawn == rules.ACCEPTABLE else ()
        ways.add((drawn, due))
    return len(ways) == 1


@pytest.mark.rule("B6", "E3")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}-{rule.count}")
@pytest.mark.parametrize("deviation", ["none", "large"])
def test_a_round_is_settled_when_nobody_can_change_it(rule: PanelRule, deviation: str) -> None:
    panel = replace(PANEL, rule=rule)
    for verdicts in product((AGREE, DISAGREE, SILENT), repeat=3):
        given = said(*verdicts, deviation=deviation)
        waits = rule.kind == "advice" and SILENT in verdicts
        assert rules.is_settled(panel, given) == (_ends_one_way(panel, given) and not waits), given


@pytest.mark.rule("E3")
@pytest.mark.parametrize(
    ("given", "due"),
    [
        (said(AGREE, AGREE, AGREE, deviation="large"), (DEVIATION, PRESIDENT)),
        (said(AGREE, AGREE, AGREE, deviation="small"), (PRESIDENT,)),
        (said(DISAGREE, AGREE, AGREE, deviation="large"), (DEVIATION, PRESIDENT)),
        (said(SILENT, AGREE, AGREE), (PRESIDENT,)),
    ],
)
def test_who_has_to_rule(given: dict[str, Said], due: tuple[RulingStep, ...]) -> None:
    assert rules.rulings_due(PANEL, given) == due


@pytest.mark.rule("B6", "B7")
@pytest.mark.parametrize(
    ("drawn", "is_appeal", "decisions"),
    [
        ("acceptable", False, ("approved", "refused")),
        ("not_acceptable", False, ("confirmed",)),
        ("acceptable", True, ("approved", "refused")),
        ("not_acceptable", True, ("approved", "refused")),
    ],
)
def test_decisions_that_are_open(
    drawn: Literal["acceptable", "not_acceptable"], is_appeal: bool, decisions: tuple[str, ...]
) -> None:
    assert rules.decisions_open(drawn, is_appeal=is_appeal) == decisions


@pytest.mark.rule("B8")
def test_only_what_changed_is_asked_again() -> None:
    before = rules.fingerprints({"a": {"x": 1, "y": 2}, "b": [1], "c": "old"})
    after = rules.fingerprints({"a": {"y": 2, "x": 1}, "b": [2], "c": "old"})
    changed = rules.changed_inputs(before, after)
    assert changed == ("b",)
    assert [seat.key for seat in SEATS if rules.is_asked_again(seat, changed)] == ["b"]


@pytest.mark.parametrize("changed", list(product((False, True), repeat=3)))
def test_a_seat_without_inputs_judges_everything(changed: tuple[bool, ...]) -> None:
    named = [key for key, is_changed in zip(KEYS, changed, strict=True) if is_changed]
    assert rules.is_asked_again(replace(SEATS[0], inputs=()), named) == any(changed)


def test_a_new_part_counts_as_changed() -> None:
    assert rules.changed_inputs({"a": "1"}, {"a": "1", "b": "2"}) == ("b",)


@pytest.mark.rule("B5")
@pytest.mark.parametrize("panel", [PANEL, replace(PANEL, rulings=(), appeal=PRESIDENT)])
def test_a_panel_is_stored_and_read_as_it_was(panel: Panel) -> None:
    assert panel_from_plain(json.loads(json.dumps(panel_to_plain(panel)))) == panel
