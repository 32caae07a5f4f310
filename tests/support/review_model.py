"""What a review must amount to, reckoned from the acts that succeeded and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.support.reviewing import CONVENED, SHAPE, SMALL
from webapp.services.reviews.panels import Option, Panel, PanelRule, Question, RulingStep, When

#: The seat whose answer calls for the general manager's ruling.
TELLS = "shape"
DEVIATIONS = ("none", "large")
ASKS = Question(
    "deviation",
    "偏差",
    "Deviation",
    "choice",
    options=tuple(Option(code, code, code) for code in DEVIATIONS),
)
LARGE = RulingStep(
    "large", "总经理", "GM", "general_manager", when=When(TELLS, "deviation", "large")
)


def _judged(panel: Panel, *, of_three: int) -> Panel:
    """The panel with a general manager for large deviations, all or so many of three agreeing."""
    counted = PanelRule("all") if of_three == 3 else PanelRule("at_least", of_three)
    seats = (replace(SHAPE, questions=(ASKS,)), *panel.seats[1:])
    return replace(panel, rule=counted, seats=seats, rulings=(LARGE, *panel.rulings))


PANELS = [_judged(panel, of_three=count) for panel in (SMALL, CONVENED) for count in (3, 2)]
OTHER = replace(SMALL, seats=(replace(SHAPE, key="other"),), rulings=(), appeal=None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody said in a seat."""

    who: str
    verdict: str
    deviation: str


@dataclass(slots=True)
class Round:
    """A round over one version: what stands in its seats, and what was ruled, in order."""

    parts: Mapping[str, int]
    standing: dict[str, Spoken]
    rulings: list[str] = field(default_factory=list)
    on_appeal: str = ""
    carried: frozenset[str] = frozenset()


@dataclass(slots=True)
class ReviewModel:
    """Rounds in order, round n over version n; the panel is the one that it began on."""

    panel: Panel
    rounds: list[Round] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    is_abandoned: bool = False

    def file(self, parts: Mapping[str, int], authors: set[str]) -> None:
        self.authors |= authors
        standing = {}
        if self.rounds:
            last = self.rounds[-1]
            standing = {
                key: spoken
                for key, spoken in last.standing.items()
                if last.parts[key] == parts[key] and spoken.who not in self.authors
            }
        self.rounds.append(Round(dict(parts), standing, carried=frozenset(standing)))

    def approves(self, version: int) -> bool:
        """All seats agree by the rule and every ruling that is due approved it, in the round over
        exactly this version; or the chairman admitted it."""
        if version != len(self.rounds) or self.is_abandoned:
            return False
        last = self.rounds[-1]
        if last.on_appeal:
            return last.on_appeal == "approved"
        ruled = len(last.rulings) == self._rulings_due(last) and set(last.rulings) == {"approved"}
        return ruled and self._agree(last)

    def _agree(self, last: Round) -> bool:
        agreeing = sum(one.verdict != "disagree" for one in last.standing.values())
        seats = len(self.panel.seats)
        return agreeing >= (seats if self.panel.rule.kind == "all" else self.panel.rule.count)

    def _rulings_due(self, last: Round) -> int:
        tells = last.standing.get(TELLS)
        return 2 if tells is not None and tells.deviation == "large" else 1
