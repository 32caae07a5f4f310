"""What a panel must be like, and what one version changed against another; without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from webapp.services.core.errors import RuleBroken
from webapp.services.reviews.founding_panels import COMMITTEE, FOUNDING_PANELS, PRELIMINARY
from webapp.services.reviews.panel_changes import PanelChange, panel_changes
from webapp.services.reviews.panel_rules import (
    MOST_HOURS,
    MOST_SEATS,
    PanelFacts,
    check_panel,
    tidy_panel,
)
from webapp.services.reviews.panel_vacancies import (
    DISABLED,
    NOBODY,
    Office,
    Staffing,
    Working,
    vacancies,
)
from webapp.services.reviews.panels import (
    Option,
    Panel,
    PanelRule,
    PanelSeat,
    Question,
    RulingStep,
    When,
)
from webapp.services.settings.lists import FOUNDING, POST
from webapp.services.setup.departments import DEPARTMENTS

pytestmark = pytest.mark.rule("B17")

FACTS = PanelFacts(
    departments=frozenset(code for code, *_ in DEPARTMENTS),
    posts=frozenset(code for key, code, *_ in FOUNDING if key == POST),
    inputs=frozenset(
        name for one in FOUNDING_PANELS for seat in one.panel.seats for name in seat.inputs
    ),
)
YES_NO = Question("good", "好吗", "Is it good", "yes_no")
COLOUR = Question(
    "colour",
    "颜色",
    "Colour",
    "choice",
    options=(Option("red", "红", "Red"), Option("blue", "蓝", "Blue")),
)
TECH = PanelSeat(
    "tech", "技术", "Technology", "TECH", inputs=("products",), questions=(YES_NO, COLOUR)
)
BOSS = RulingStep("boss", "总裁", "President", "president")
PANEL = Panel(
    place="branch",
    product_kinds=("regular",),
    convenors=(),
    rule=PanelRule("all"),
    seats=(TECH,),
    rulings=(BOSS,),
)


def refused(panel: Panel) -> set[str]:
    """The fields that are refused."""
    try:
        check_panel(panel, FACTS)
    except RuleBroken as error:
        return set(error.fields)
    return set()


@pytest.mark.parametrize("founding", FOUNDING_PANELS, ids=lambda one: one.code)
def test_the_founding_panels_will_do(founding: Any) -> None:
    assert refused(founding.panel) == set()
    assert tidy_panel(founding.panel) == founding.panel


def with_seat(**given: Any) -> Panel:
    return replace(PANEL, seats=(replace(TECH, **given),))


def with_question(question: Question) -> Panel:
    return with_seat(questions=(question,))


def with_ruling(**given: Any) -> Panel:
    return replace(PANEL, rulings=(replace(BOSS, **given),))


@pytest.mark.parametrize(
    ("panel", "field"),
    [
        (replace(PANEL, seats=()), "seats"),
        (
            replace(PANEL, seats=tuple(replace(TECH, key=f"s{n}") for n in range(MOST_SEATS + 1))),
            "seats",
        ),
        (replace(PANEL, seats=(TECH, TECH)), "seats.1.label"),
        (replace(PANEL, product_kinds=()), "product_kinds"),
        (replace(PANEL, product_kinds=("odd",)), "product_kinds"),
        (replace(PANEL, convenors=("emperor",)), "convenors"),
        (replace(PANEL, escalates_to="emperor"), "escalates_to"),
        (replace(PANEL, convene_hours=0), "convene_hours"),
        (replace(PANEL, place="moon"), "place"),  # type: ignore[arg-type]
        (replace(PANEL, rule=PanelRule("at_least", 0)), "rule.count"),
        (replace(PANEL, rule=PanelRule("at_least", 2)), "rule.count"),
        (replace(PANEL, rule=PanelRule("advice"), rulings=()), "rule.kind"),
        (replace(PANEL, rule=PanelRule("dice")), "rule.kind"),  # type: ignore[arg-type]
        (with_seat(label=""), "seats.0.label"),
        (with_seat(key="Bad key"), "seats.0.label"),
        (with_seat(department=""), "seats.0.department"),
        (with_seat(department="MOON"), "seats.0.department"),
        (with_seat(post="emperor"), "seats.0.post"),
        (with_seat(inputs=("weather",)), "seats.0.inputs"),
        (with_seat(due_hours=MOST_HOURS + 1), "seats.0.due_hours"),
        (with_seat(time_order=-1), "seats.0.time_order"),
        (with_seat(questions=(YES_NO, YES_NO)), "seats.0.questions.1.label"),
        (with_question(replace(YES_NO, label="x" * 81)), "seats.0.questions.0.label"),
        (with_question(replace(YES_NO, kind="essay")), "seats.0.questions.0.kind"),  # type: ignore[arg-type]
        (
            with_question(replace(YES_NO, product_kinds=("odd",))),
            "seats.0.questions.0.product_kinds",
        ),
        (with_question(replace(COLOUR, options=COLOUR.options[:1])), "seats.0.questions.0.kind"),
        (
            with_question(replace(COLOUR, options=COLOUR.options[:1] * 2)),
            "seats.0.questions.0.options.1.label",
        ),
        (with_ruling(post=""), "rulings.0.post"),
        (with_ruling(post="emperor"), "rulings.0.post"),
        (with_ruling(place="moon"), "rulings.0.place"),
        (with_ruling(when=When("tech", "good", "maybe")), "rulings.0.when"),
        (with_ruling(when=When("tech", "weather", "yes")), "rulings.0.when"),
        (with_ruling(when=When("nobody", "good", "yes")), "rulings.0.when"),
        (replace(PANEL, rulings=(BOSS, BOSS)), "rulings.1.label"),
        (replace(PANEL, appeal=replace(BOSS, post="emperor")), "appeal.0.post"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(panel: Panel, field: str) -> None:
    assert refused(panel) == {field}


@pytest.mark.parametrize("when", [When("tech", "good", "no"), When("tech", "colour", "blue")])
def test_a_ruling_may_depend_on_an_answer_that_is_chosen(when: When) -> None:
    assert refused(with_ruling(when=when)) == set()


def test_a_panel_is_kept_tidy() -> None:
    panel = replace(
        PANEL, seats=(replace(TECH, label=" 技术 ", label_en=" "),), rule=PanelRule("all", 7)
    )
    kept = tidy_panel(panel)
    assert (kept.seats[0].label, kept.seats[0].label_en) == ("技术", "技术")
    assert kept.rule == PanelRule("all")


def test_differences_are_told_seat_by_seat() -> None:
    quality = PanelSeat("quality", "质量", "Quality", "QUAL")
    before = replace(PANEL, seats=(TECH, quality), appeal=BOSS)
    after = replace(
        PANEL,
        rule=PanelRule("at_least", 1),
        seats=(replace(quality, due_hours=12), replace(TECH, key="new"), TECH),
        rulings=(),
    )
    assert panel_changes(before, after) == (
        PanelChange("changed", "panel", fields=("rule",)),
        PanelChange("changed", "seat", "质量", "Quality", ("due_hours", "position")),
        PanelChange("added", "seat", "技术", "Technology"),
        PanelChange("changed", "seat", "技术", "Technology", ("position",)),
        PanelChange("removed", "ruling", "总裁", "President"),
        PanelChange("removed", "appeal", "总裁", "President"),
    )
    assert panel_changes(before, before) == ()


def test_another_order_of_what_a_seat_judges_is_no_change() -> None:
    panel = COMMITTEE.panel
    turned = tuple(replace(one, inputs=one.inputs[::-1]) for one in panel.seats)
    after = replace(panel, seats=turned, product_kinds=panel.product_kinds[::-1])
    assert panel_changes(panel, after) == ()


HEAD = Office("HQ", "总部", "Head office", is_head_office=True)
BRANCH = Office("GZ", "广州", "Guangzhou", is_head_office=False)


def test_places_that_nobody_fills_are_named_with_the_reason() -> None:
    people = (
        Working("HQ", "TECH", "", is_enabled=True),
        Working("GZ", "TECH", "", is_enabled=False),
        Working("GZ", "MGMT", "president", is_enabled=True),
    )
    found = vacancies(
        replace(PANEL, convenors=("president", "assistant")), Staffing((HEAD, BRANCH), people)
    )
    told = {(one.kind, one.office.code, one.reason) for one in found}
    assert told == {
        ("convening", "HQ", NOBODY),
        ("seat", "GZ", DISABLED),
        ("ruling", "HQ", NOBODY),
    }


def test_a_panel_of_the_head_office_asks_nobody_elsewhere() -> None:
    there = Staffing((HEAD, BRANCH), ())
    for founding in (COMMITTEE, PRELIMINARY):
        offices = {
            one.office.code for one in vacancies(founding.panel, there) if one.kind == "seat"
        }
        assert offices == ({"HQ"} if founding.panel.place == "head_office" else {"HQ", "GZ"})
