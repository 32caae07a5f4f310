"""Chains as pure data: which steps are on, what comes next, who may act, and where the duty of a
step falls that is switched off (A6, A8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission

#: Where the duties of steps fall when no company step is left: the customer's submitting.
SUBMIT = "submit"
MOST_LEVELS = 5


@dataclass(frozen=True, slots=True)
class StepKind:
    """A step a chain of this kind may have; without a permission it is the customer's own."""

    key: str
    label: str
    permission: Permission | None

    @property
    def is_company(self) -> bool:
        return self.permission is not None


@dataclass(frozen=True, slots=True)
class Level:
    """One approval within a step; ``role`` narrows it to holders of a role, and ``min_amount``
    (CNY) to documents of that amount and more (J2)."""

    name: str = ""
    role: str = ""
    min_amount: Decimal | None = None

    def applies_to(self, amount: Decimal) -> bool:
        return self.min_amount is None or amount >= self.min_amount


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    permission: Permission | None
    is_on: bool
    levels: tuple[Level, ...] = (Level(),)

    @property
    def is_company(self) -> bool:
        return self.permission is not None


@dataclass(frozen=True, slots=True)
class Chain:
    """One immutable version of a chain; steps in their order, those switched off included."""

    version_id: int
    number: int
    document_kind: str
    variant: str
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    def has(self, key: str) -> bool:
        return any(step.key == key for step in self.steps)

    def is_on(self, key: str) -> bool:
        return self.has(key) and self.step(key).is_on

    @property
    def on(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_on)

    @property
    def first_company_step(self) -> str | None:
        return next((step.key for step in self.on if step.is_company), None)

    def on_after(self, key: str) -> tuple[Step, ...]:
        """The steps that are on behind ``key``; all of them for ``submit``."""
        if key == SUBMIT:
            return self.on
        keys = [step.key for step in self.steps]
        return tuple(step for step in self.steps[keys.index(key) + 1 :] if step.is_on)

    def duty_falls_on(self, key: str) -> str:
        """The step, or ``submit``, where the duty of step ``key`` is done: itself when on, else
        the next company step that is on, else the last one before it, else the submitting."""
        if self.is_on(key):
            return key
        later = [step.key for step in self.on_after(key) if step.is_company]
        if later:
            return later[0]
        keys = [step.key for step in self.steps]
        before = self.steps[: keys.index(key)]
        earlier = [step.key for step in before if step.is_on and step.is_company]
        return earlier[-1] if earlier else SUBMIT


def all_on(kinds: Sequence[StepKind]) -> tuple[Step, ...]:
    """The steps that a chain begins with: all on, one level each (A6, A7)."""
    return tuple(Step(kind.key, kind.permission, True, (Level(),)) for kind in kinds)


def first_level(step: Step, amount: Decimal) -> int:
    """Index of the first level that applies to an amount; 0 when none does."""
    return next((i for i, level in enumerate(step.levels) if level.applies_to(amount)), 0)


def next_level(step: Step, level: int, amount: Decimal) -> int | None:
    """Index of the next level of this step after ``level``; None when the step is passed."""
    later = range(level + 1, len(step.levels))
    return next((i for i in later if step.levels[i].applies_to(amount)), None)


def adopted_level(step: Step, level: int, amount: Decimal) -> int:
    """Where a document that waits at ``level`` waits under other levels of the same step: at the
    first one from there on that applies to it, else at the last one before."""
    applying = [i for i, one in enumerate(step.levels) if one.applies_to(amount)]
    return next((i for i in applying if i >= level), applying[-1] if applying else 0)


def may_act(actor: Actor, step: Step, level: int) -> bool:
    """Whether the actor's rights and roles let him act at this level of a company step (A10)."""
    if step.permission is None or not actor.may(step.permission):
        return False
    role = step.levels[level].role if level < len(step.levels) else ""
    return not role or actor.kind == "system" or actor.is_administrator or role in actor.roles


def steps_to_plain(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as they are stored in a chain version."""
    return [
        {
            "key": step.key,
            "on": step.is_on,
            "levels": [
                {
                    "name": level.name,
                    "role": level.role,
                    "min_amount": None if level.min_amount is None else str(level.min_amount),
                }
                for level in step.levels
            ],
        }
        for step in steps
    ]


def steps_from_plain(
    plain: Sequence[Mapping[str, Any]], permissions: Mapping[str, Permission | None]
) -> tuple[Step, ...]:
    """Stored steps of a version, with the permissions that their document kind declares."""
    return tuple(
        Step(
            key=item["key"],
            permission=permissions[item["key"]],
            is_on=item["on"],
            levels=tuple(
                Level(
                    name=level["name"],
                    role=level["role"],
                    min_amount=None
                    if level["min_amount"] is None
                    else Decimal(level["min_amount"]),
                )
                for level in item["levels"]
            ),
        )
        for item in plain
    )
