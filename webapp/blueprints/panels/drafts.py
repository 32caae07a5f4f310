"""A panel as it is being edited: kept in the form until it is saved, so that it also works step by
step without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from flask_babel import gettext

from webapp.blueprints.panels.shapes import PANEL, SEAT, Typed, blank, flat
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.naming import Named
from webapp.services.reviews.panel_rules import answers_of
from webapp.services.reviews.panels import (
    Option,
    Panel,
    PanelRule,
    PanelSeat,
    Question,
    RulingStep,
    When,
)
from webapp.web.language import say
from webapp.web.templating import named

LONGEST_NUMBER = 5


@dataclass(slots=True)
class PanelDraft:
    """What the form holds; ``values`` and ``errors`` are what its macros read."""

    typed: Typed
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        return dict(flat(self.typed))

    @property
    def note(self) -> str:
        return str(self.typed["note"])

    @property
    def names(self) -> Named:
        return Named(self.typed["name"], self.typed["name_en"])

    def absorb(self, refused: RuleBroken) -> None:
        for name, messages in refused.fields.items():
            self.errors.setdefault(name, []).extend(say(one) for one in messages)

    def wanted(self) -> Panel:
        """The panel as typed; raises RuleBroken at every number that cannot be read."""
        problems = Problems()
        panel = _Reading(problems).panel(self.typed)
        problems.refuse()
        return panel

    def conditions(self) -> list[tuple[str, str]]:
        """What a ruling may depend on: pairs of seat, question and answer, and their words."""
        panel = _Reading(Problems()).panel(self.typed)
        return [
            (f"{seat.key}:{question.key}:{option.code}", _condition(seat, question, option))
            for seat in panel.seats
            for question in seat.questions
            for option in answers_of(question)
        ]


def draft_of(panel: Panel, names: Named | None = None) -> PanelDraft:
    """The draft that a panel begins its editing with."""
    names = names or Named("")
    appeal = [panel.appeal] if panel.appeal else []
    return PanelDraft(
        {
            "place": panel.place,
            "rule.kind": panel.rule.kind,
            "rule.count": str(panel.rule.count or ""),
            "convene_hours": str(panel.convene_hours),
            "escalates_to": panel.escalates_to,
            "escalate_hours": str(panel.escalate_hours),
            "note": "",
            "name": names.name,
            "name_en": names.name_en,
            "product_kinds": list(panel.product_kinds),
            "convenors": list(panel.convenors),
            "seats": [_typed_seat(seat) for seat in panel.seats],
            "rulings": [_typed_ruling(step) for step in panel.rulings],
            "appeal": [_typed_ruling(step) for step in appeal],
        }
    )


def new_draft() -> PanelDraft:
    """A panel with one seat, nothing chosen."""
    typed = dict.fromkeys(PANEL.texts, "")
    typed |= {"place": "branch", "rule.kind": "all", "convene_hours": "24", "escalate_hours": "24"}
    chosen: Typed = {name: [] for name in PANEL.chosen}
    parts: Typed = {name: [] for name in PANEL.parts}
    return PanelDraft({**typed, **chosen, **parts, "seats": [blank(SEAT, "s1")]})


def _condition(seat: PanelSeat, question: Question, option: Option) -> str:
    answer = gettext(option.label_en) if question.kind == "yes_no" else named(option, "label")
    return f"{named(seat, 'label')} · {named(question, 'label')} = {answer}"


def _typed_seat(seat: PanelSeat) -> Typed:
    return {
        **_labels(seat),
        "department": seat.department,
        "post": seat.post,
        "due_hours": str(seat.due_hours),
        "time_order": str(seat.time_order),
        "inputs": list(seat.inputs),
        "questions": [
            {
                **_labels(one),
                "kind": one.kind,
                "is_required": "1" if one.is_required else "",
                "product_kinds": list(one.product_kinds),
                "options": [
                    {"key": option.code, "label": option.label, "label_en": option.label_en}
                    for option in one.options
                ],
            }
            for one in seat.questions
        ],
    }


def _typed_ruling(step: RulingStep) -> Typed:
    when = step.when
    return {
        **_labels(step),
        "post": step.post,
        "place": step.place,
        "due_hours": str(step.due_hours),
        "when": f"{when.seat}:{when.question}:{when.equals}" if when else "",
    }


def _labels(thing: PanelSeat | Question | RulingStep) -> Typed:
    return {"key": thing.key, "label": thing.label, "label_en": thing.label_en}


class _Reading:
    """Makes a panel out of what was typed; the services check what its codes stand for."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def panel(self, typed: Typed) -> Panel:
        count = self._number(typed["rule.count"] or "0", "rule.count")
        return Panel(
            place=typed["place"],
            product_kinds=tuple(typed["product_kinds"]),
            convenors=tuple(typed["convenors"]),
            rule=PanelRule(typed["rule.kind"], count),
            seats=tuple(self._seats(typed["seats"])),
            rulings=tuple(self._rulings("rulings", typed["rulings"])),
            appeal=next(self._rulings("appeal", typed["appeal"]), None),
            convene_hours=self._number(typed["convene_hours"], "convene_hours"),
            escalates_to=typed["escalates_to"],
            escalate_hours=self._number(typed["escalate_hours"], "escalate_hours"),
        )

    def _seats(self, typed: list[Typed]) -> Iterator[PanelSeat]:
        for index, one in enumerate(typed):
            yield PanelSeat(
                key=one["key"],
                label=one["label"],
                label_en=one["label_en"],
                department=one["department"],
                post=one["post"],
                inputs=tuple(one["inputs"]),
                due_hours=self._number(one["due_hours"], f"seats.{index}.due_hours"),
                time_order=self._number(one["time_order"] or "0", f"seats.{index}.time_order"),
                questions=tuple(_question(each) for each in one["questions"]),
            )

    def _rulings(self, name: str, typed: list[Typed]) -> Iterator[RulingStep]:
        for index, one in enumerate(typed):
            yield RulingStep(
                key=one["key"],
                label=one["label"],
                label_en=one["label_en"],
                post=one["post"],
                place=cast(Any, one["place"]),
                due_hours=self._number(one["due_hours"], f"{name}.{index}.due_hours"),
                when=_when(one["when"]),
            )

    def _number(self, text: str, name: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
        self.problems.add(name, N_("Please enter a whole number."))
        return 0


def _question(typed: Typed) -> Question:
    return Question(
        key=typed["key"],
        label=typed["label"],
        label_en=typed["label_en"],
        kind=cast(Any, typed["kind"]),
        is_required=bool(typed["is_required"]),
        product_kinds=tuple(typed["product_kinds"]),
        options=tuple(
            Option(one["key"], one["label"], one["label_en"]) for one in typed["options"]
        ),
    )


def _when(text: str) -> When | None:
    seat, _, rest = text.partition(":")
    question, _, equals = rest.partition(":")
    return When(seat, question, equals) if text else None
