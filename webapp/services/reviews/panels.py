"""A panel as it is declared: who convenes, who judges what, by which rule, and who rules above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Place = Literal["branch", "head_office"]
RuleKind = Literal["all", "at_least", "advice"]
QuestionKind = Literal["yes_no", "percent", "money", "number", "day", "choice", "text", "materials"]

CHOICE = "choice"
MATERIALS = "materials"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose."""

    code: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a seat's form. Asked for the product kinds named, for all when none is (E3)."""

    key: str
    label: str
    label_en: str
    kind: QuestionKind
    is_required: bool = True
    product_kinds: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()

    def is_asked(self, product_kind: str) -> bool:
        return not self.product_kinds or product_kind in self.product_kinds


@dataclass(frozen=True, slots=True)
class PanelSeat:
    """A department, or a post, and what it has to judge (B17).

    ``inputs`` are the parts of the document that it judges: when none of them changed, its
    opinion is carried into the next round. ``time_order`` places the time that it commits: equal
    numbers work side by side, higher ones after lower ones, 0 commits none (L4).
    """

    key: str
    label: str
    label_en: str
    department: str = ""
    post: str = ""
    inputs: tuple[str, ...] = ()
    due_hours: int = 48
    time_order: int = 0
    questions: tuple[Question, ...] = ()

    def asked(self, product_kind: str) -> tuple[Question, ...]:
        """Its form for a product of this kind."""
        return tuple(one for one in self.questions if one.is_asked(product_kind))


@dataclass(frozen=True, slots=True)
class When:
    """A ruling asked for only when a seat answered so."""

    seat: str
    question: str
    equals: str


@dataclass(frozen=True, slots=True)
class RulingStep:
    """A single decision above the panel, by whoever holds a post (B6)."""

    key: str
    label: str
    label_en: str
    post: str
    place: Place = "head_office"
    due_hours: int = 72
    when: When | None = None


@dataclass(frozen=True, slots=True)
class PanelRule:
    """How opinions make a result: all agree, at least ``count`` agree, or mere advice."""

    kind: RuleKind = "all"
    count: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """One immutable version of a panel."""

    place: Place
    product_kinds: tuple[str, ...]
    convenors: tuple[str, ...]
    rule: PanelRule
    seats: tuple[PanelSeat, ...]
    rulings: tuple[RulingStep, ...] = ()
    appeal: RulingStep | None = None
    convene_hours: int = 24
    #: Post of the branch that is told when a seat is this long overdue; '' for nobody.
    escalates_to: str = ""
    escalate_hours: int = 24

    def seat(self, key: str) -> PanelSeat:
        """Raises StopIteration for a key that it does not have."""
        return next(one for one in self.seats if one.key == key)

    def fits(self, product_kind: str) -> bool:
        return product_kind in self.product_kinds


@dataclass(frozen=True, slots=True)
class SavedPanel:
    """A version of a panel with where it stands."""

    panel_id: int
    version_id: int
    number: int
    code: str
    stage: str
    name: str
    name_en: str
    panel: Panel


def panel_to_plain(panel: Panel) -> dict[str, Any]:
    """A panel as it is stored."""
    return asdict(panel)


def panel_from_plain(plain: Mapping[str, Any]) -> Panel:
    """A stored panel."""
    appeal = plain["appeal"]
    return Panel(
        place=plain["place"],
        product_kinds=tuple(plain["product_kinds"]),
        convenors=tuple(plain["convenors"]),
        rule=PanelRule(**plain["rule"]),
        seats=tuple(_seat(one) for one in plain["seats"]),
        rulings=tuple(_ruling(one) for one in plain["rulings"]),
        appeal=None if appeal is None else _ruling(appeal),
        convene_hours=plain["convene_hours"],
        escalates_to=plain["escalates_to"],
        escalate_hours=plain["escalate_hours"],
    )


def _seat(plain: Mapping[str, Any]) -> PanelSeat:
    return PanelSeat(
        **{
            **plain,
            "inputs": tuple(plain["inputs"]),
            "questions": tuple(_question(one) for one in plain["questions"]),
        }
    )


def _question(plain: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **plain,
            "product_kinds": tuple(plain["product_kinds"]),
            "options": _options(plain["options"]),
        }
    )


def _options(plain: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(**one) for one in plain)


def _ruling(plain: Mapping[str, Any]) -> RulingStep:
    when = plain["when"]
    return RulingStep(**{**plain, "when": None if when is None else When(**when)})
