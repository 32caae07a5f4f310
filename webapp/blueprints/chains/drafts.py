"""A chain as it is being edited: kept in the form until it is saved, so that it also works step
by step without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from webapp.services.chains.rules import MOST_LEVELS, Chain, Level, Step
from webapp.services.core.errors import Problems, RuleBroken
from webapp.services.core.parsing import parse_money
from webapp.web.forms import clean_text
from webapp.web.language import say

LONGEST_NOTE = 200
LONGEST_TEXT = 80
PARTS = ("name", "role", "amount")


@dataclass(slots=True)
class StepDraft:
    """A step as typed: each level is its name, role and amount as text."""

    step: Step
    is_on: bool
    levels: list[dict[str, str]]

    @property
    def key(self) -> str:
        return self.step.key


@dataclass(slots=True)
class ChainDraft:
    """What the form holds; ``values`` and ``errors`` are what its macros read."""

    steps: list[StepDraft]
    note: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        found = {"note": self.note}
        for step in self.steps:
            if step.is_on:
                found[f"on.{step.key}"] = "1"
            for index, level in enumerate(step.levels):
                found |= {f"{step.key}.{index}.{part}": level[part] for part in PARTS}
        return found

    def absorb(self, refused: RuleBroken) -> None:
        for name, messages in refused.fields.items():
            self.errors.setdefault(name, []).extend(say(one) for one in messages)

    def add_level(self, key: str) -> None:
        for step in self.steps:
            if step.key == key and len(step.levels) < MOST_LEVELS:
                step.levels.append(dict.fromkeys(PARTS, ""))

    def remove_level(self, key: str, index: str) -> None:
        for step in self.steps:
            if step.key == key and len(step.levels) > 1 and index.isascii() and index.isdigit():
                del step.levels[int(index) : int(index) + 1]

    def wanted(self) -> tuple[Step, ...]:
        """The steps as typed; raises RuleBroken at every amount that cannot be read."""
        problems = Problems()
        steps = tuple(_step(draft, problems) for draft in self.steps)
        problems.refuse()
        return steps


def draft_of(chain: Chain) -> ChainDraft:
    """The draft that a chain begins its editing with."""
    return ChainDraft(
        [
            StepDraft(step, step.is_on, [_typed(level) for level in step.levels])
            for step in chain.steps
        ]
    )


def read_draft(form: Mapping[str, str], chain: Chain) -> ChainDraft:
    """What was typed into the form of this chain."""
    steps = []
    for step in chain.steps:
        levels = [
            {part: _text(form, f"{step.key}.{index}.{part}") for part in PARTS}
            for index in range(MOST_LEVELS)
            if f"{step.key}.{index}.name" in form
        ]
        steps.append(StepDraft(step, f"on.{step.key}" in form, levels or [_typed(Level())]))
    return ChainDraft(steps, clean_text(form.get("note", ""))[:LONGEST_NOTE])


def _text(form: Mapping[str, str], name: str) -> str:
    return clean_text(form.get(name, ""))[:LONGEST_TEXT]


def _typed(level: Level) -> dict[str, str]:
    amount = "" if level.min_amount is None else f"{level.min_amount:f}"
    return {"name": level.name, "role": level.role, "amount": amount}


def _step(draft: StepDraft, problems: Problems) -> Step:
    levels = tuple(
        Level(level["name"], level["role"], _amount(f"{draft.key}.{index}.amount", level, problems))
        for index, level in enumerate(draft.levels)
    )
    return Step(draft.key, draft.step.permission, draft.is_on, levels)


def _amount(name: str, level: Mapping[str, str], problems: Problems) -> Decimal | None:
    if not level["amount"]:
        return None
    try:
        return parse_money(level["amount"])
    except RuleBroken as refused:
        problems.take(name, refused)
        return None
