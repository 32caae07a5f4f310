"""What a panel must be like before it is saved; pure. Everything is said at its field, such as
``seats.0.questions.2.label``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, get_args

from webapp.services.core.errors import N_, Problems
from webapp.services.reviews.founding_panels import ALL_KINDS
from webapp.services.reviews.panels import (
    CHOICE,
    Option,
    Panel,
    PanelRule,
    PanelSeat,
    Place,
    Question,
    QuestionKind,
    RuleKind,
    RulingStep,
    When,
)

T = TypeVar("T", PanelSeat, RulingStep, Question, Option)

MOST_SEATS = 12
MOST_QUESTIONS = 15
MOST_OPTIONS = 8
MOST_RULINGS = 5
MOST_HOURS = 2400
MOST_ORDERS = 20
LONGEST_LABEL = 80
KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
YES_NO = (Option("yes", "是", "Yes"), Option("no", "否", "No"))

NEEDED = N_("Please fill this in.")
UNKNOWN = N_("This choice does not exist.")
LONG = N_("At most %(most)s characters.")
BETWEEN = N_("From %(least)s to %(most)s.")
ALIKE = N_("Two of them have the same key.")


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """What a panel may name: codes of departments and of posts, inputs of its stage's kind."""

    departments: frozenset[str]
    posts: frozenset[str]
    inputs: frozenset[str]


def tidy_panel(panel: Panel) -> Panel:
    """The panel as it is kept: without outer spaces, and never without an English word."""
    return replace(
        panel,
        seats=tuple(_tidy_seat(seat) for seat in panel.seats),
        rulings=tuple(_tidy(step) for step in panel.rulings),
        appeal=None if panel.appeal is None else replace(_tidy(panel.appeal), when=None),
        rule=panel.rule if panel.rule.kind == "at_least" else PanelRule(panel.rule.kind),
    )


def _tidy_seat(seat: PanelSeat) -> PanelSeat:
    return replace(_tidy(seat), questions=tuple(_tidy_question(one) for one in seat.questions))


def _tidy_question(question: Question) -> Question:
    options = tuple(_tidy(one) for one in question.options) if question.kind == CHOICE else ()
    return replace(_tidy(question), options=options)


def _tidy(thing: T) -> T:
    label = thing.label.strip()
    return replace(thing, label=label, label_en=thing.label_en.strip() or label)


def check_panel(panel: Panel, facts: PanelFacts) -> None:
    """Raises RuleBroken at every field that will not do."""
    problems = Problems()
    _check_whole(panel, facts, problems)
    if not 1 <= len(panel.seats) <= MOST_SEATS:
        problems.add("seats", N_("A panel has 1 to %(most)s seats."), most=MOST_SEATS)
    _check_keys("seats", [seat.key for seat in panel.seats], problems)
    for index, seat in enumerate(panel.seats):
        _check_seat(f"seats.{index}", seat, facts, problems)
    if len(panel.rulings) > MOST_RULINGS:
        problems.add("rulings", N_("At most %(most)s rulings."), most=MOST_RULINGS)
    _check_keys("rulings", [step.key for step in panel.rulings], problems)
    for index, step in enumerate(panel.rulings):
        _check_ruling(f"rulings.{index}", step, facts, problems)
        _check_when(f"rulings.{index}.when", step.when, panel, problems)
    if panel.appeal is not None:
        _check_ruling("appeal.0", panel.appeal, facts, problems)
    problems.refuse()


def _check_whole(panel: Panel, facts: PanelFacts, problems: Problems) -> None:
    if panel.place not in get_args(Place):
        problems.add("place", UNKNOWN)
    if not panel.product_kinds:
        problems.add("product_kinds", N_("Please choose at least one."))
    _check_known("product_kinds", panel.product_kinds, frozenset(ALL_KINDS), problems)
    _check_known("convenors", panel.convenors, facts.posts, problems)
    if panel.escalates_to:
        _check_known("escalates_to", [panel.escalates_to], facts.posts, problems)
    _check_number("convene_hours", panel.convene_hours, 1, MOST_HOURS, problems)
    _check_number("escalate_hours", panel.escalate_hours, 1, MOST_HOURS, problems)
    if panel.rule.kind not in get_args(RuleKind):
        problems.add("rule.kind", UNKNOWN)
    elif panel.rule.kind == "at_least":
        _check_number("rule.count", panel.rule.count, 1, max(len(panel.seats), 1), problems)
    elif panel.rule.kind == "advice" and not any(step.when is None for step in panel.rulings):
        problems.add("rule.kind", N_("Where departments only advise, somebody must rule."))


def _check_seat(name: str, seat: PanelSeat, facts: PanelFacts, problems: Problems) -> None:
    _check_labels(name, seat, problems)
    if not seat.department and not seat.post:
        problems.add(f"{name}.department", N_("Please choose a department or a post."))
    if seat.department:
        _check_known(f"{name}.department", [seat.department], facts.departments, problems)
    if seat.post:
        _check_known(f"{name}.post", [seat.post], facts.posts, problems)
    _check_known(f"{name}.inputs", seat.inputs, facts.inputs, problems)
    _check_number(f"{name}.due_hours", seat.due_hours, 1, MOST_HOURS, problems)
    _check_number(f"{name}.time_order", seat.time_order, 0, MOST_ORDERS, problems)
    if len(seat.questions) > MOST_QUESTIONS:
        problems.add(f"{name}.label", N_("At most %(most)s questions."), most=MOST_QUESTIONS)
    _check_keys(f"{name}.questions", [one.key for one in seat.questions], problems)
    for index, question in enumerate(seat.questions):
        _check_question(f"{name}.questions.{index}", question, problems)


def _check_question(name: str, question: Question, problems: Problems) -> None:
    _check_labels(name, question, problems)
    if question.kind not in get_args(QuestionKind):
        problems.add(f"{name}.kind", UNKNOWN)
    _check_known(f"{name}.product_kinds", question.product_kinds, frozenset(ALL_KINDS), problems)
    if question.kind != CHOICE:
        return
    if not 2 <= len(question.options) <= MOST_OPTIONS:
        problems.add(f"{name}.kind", N_("2 to %(most)s answers to choose from."), most=MOST_OPTIONS)
    _check_keys(f"{name}.options", [one.code for one in question.options], problems)
    for index, option in enumerate(question.options):
        _check_labels(f"{name}.options.{index}", option, problems)


def _check_ruling(name: str, step: RulingStep, facts: PanelFacts, problems: Problems) -> None:
    _check_labels(name, step, problems)
    _check_known(f"{name}.post", [step.post], facts.posts, problems)
    if step.place not in get_args(Place):
        problems.add(f"{name}.place", UNKNOWN)
    _check_number(f"{name}.due_hours", step.due_hours, 1, MOST_HOURS, problems)


def _check_when(name: str, when: When | None, panel: Panel, problems: Problems) -> None:
    """A condition names a seat, a question of it that is answered by choosing, and an answer."""
    if when is None:
        return
    asked = [
        option.code
        for seat in panel.seats
        for question in seat.questions
        if (seat.key, question.key) == (when.seat, when.question)
        for option in answers_of(question)
    ]
    if when.equals not in asked:
        problems.add(name, N_("No seat is asked this any more. Please choose anew."))


def answers_of(question: Question) -> Sequence[Option]:
    """What can be chosen as an answer; nothing for a question that is answered by typing."""
    if question.kind == "yes_no":
        return YES_NO
    return question.options if question.kind == CHOICE else ()


def _check_labels(
    name: str, thing: PanelSeat | Question | Option | RulingStep, problems: Problems
) -> None:
    if not thing.label:
        problems.add(f"{name}.label", NEEDED)
    for field, text in (("label", thing.label), ("label_en", thing.label_en)):
        if len(text) > LONGEST_LABEL:
            problems.add(f"{name}.{field}", LONG, most=LONGEST_LABEL)


def _check_keys(name: str, keys: Sequence[str], problems: Problems) -> None:
    for index, key in enumerate(keys):
        if not KEY.fullmatch(key):
            problems.add(f"{name}.{index}.label", UNKNOWN)
        elif key in keys[:index]:
            problems.add(f"{name}.{index}.label", ALIKE)


def _check_known(
    name: str, codes: Sequence[str], known: frozenset[str], problems: Problems
) -> None:
    if not set(codes) <= known:
        problems.add(name, UNKNOWN)


def _check_number(name: str, value: int, least: int, most: int, problems: Problems) -> None:
    if not least <= value <= most:
        problems.add(name, BETWEEN, least=least, most=most)
