"""What opinions and rulings amount to; pure decisions (B5–B8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from webapp.services.core.errors import N_
from webapp.services.reviews.panels import Panel, PanelRule, PanelSeat, RulingStep

CONVENING = "convening"
OPINIONS = "opinions"
RULING = "ruling"
APPEAL = "appeal"
CLOSED = "closed"
STATUSES = {
    CONVENING: N_("To be convened"),
    OPINIONS: N_("Opinions"),
    RULING: N_("Awaiting ruling"),
    APPEAL: N_("Awaiting ruling on appeal"),
    CLOSED: N_("Closed"),
}

ACCEPTED = "accepted"
NOT_ACCEPTABLE = "not_acceptable"
SENT_BACK = "sent_back"
WITHDRAWN = "withdrawn"
OUTCOMES = {
    ACCEPTED: N_("Accepted"),
    NOT_ACCEPTABLE: N_("Not acceptable"),
    SENT_BACK: N_("Sent back"),
    WITHDRAWN: N_("Withdrawn"),
}

ACCEPTABLE = "acceptable"
SUPERSEDED = "superseded"
RESULTS = {
    ACCEPTABLE: N_("Acceptable"),
    NOT_ACCEPTABLE: N_("Not acceptable"),
    SUPERSEDED: N_("Superseded by a newer version"),
}

AGREE = "agree"
CONDITIONAL = "conditional"
DISAGREE = "disagree"
VERDICTS = {
    AGREE: N_("Agree"),
    CONDITIONAL: N_("Agree with conditions"),
    DISAGREE: N_("Disagree"),
}

APPROVED = "approved"
REFUSED = "refused"
CONFIRMED = "confirmed"
DECISIONS = {
    APPROVED: N_("Approved"),
    REFUSED: N_("Refused"),
    CONFIRMED: N_("Result confirmed"),
}

Result = Literal["acceptable", "not_acceptable"]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a seat: its verdict, and its answers by question."""

    verdict: str
    answers: Mapping[str, Any]


def result_of(rule: PanelRule, said: Iterable[Said], seats: int) -> Result:
    """What the opinions make together, once the round ends: any one dissent makes a round under
    the rule of all not acceptable (B6), and so does a seat that has not spoken."""
    agreeing = sum(one.verdict != DISAGREE for one in said)
    if rule.kind == "advice":
        return "acceptable"
    needed = seats if rule.kind == "all" else rule.count
    return "acceptable" if agreeing >= needed else "not_acceptable"


def is_settled(panel: Panel, said: Mapping[str, Said]) -> bool:
    """Whether the seats still open can change neither the result nor who has to rule, so that the
    round may be ended without them; an advisory round waits for every seat."""
    seats = len(panel.seats)
    silent = seats - len(said)
    if not silent:
        return True
    if panel.rule.kind == "advice":
        return False
    agreeing = sum(one.verdict != DISAGREE for one in said.values())
    needed = seats if panel.rule.kind == "all" else panel.rule.count
    if agreeing + silent < needed:
        return True
    return agreeing >= needed and _tell_who_rules(panel, said)


def _tell_who_rules(panel: Panel, said: Mapping[str, Said]) -> bool:
    """Whether every seat has spoken whose answer may call for a ruling (E3)."""
    return all(step.when is None or step.when.seat in said for step in panel.rulings)


def rulings_due(panel: Panel, said: Mapping[str, Said]) -> tuple[RulingStep, ...]:
    """The rulings that this round needs, in their order: those without a condition, and those
    whose seat answered so (E3)."""

    def applies(step: RulingStep) -> bool:
        when = step.when
        if when is None:
            return True
        spoken = said.get(when.seat)
        return spoken is not None and str(spoken.answers.get(when.question, "")) == when.equals

    return tuple(step for step in panel.rulings if applies(step))


def decisions_open(result: str, *, is_appeal: bool) -> tuple[str, ...]:
    """What may be ruled: a not acceptable form can only be confirmed, except on appeal (B6, B7)."""
    if is_appeal or result == ACCEPTABLE:
        return (APPROVED, REFUSED)
    return (CONFIRMED,)


def fingerprints(inputs: Mapping[str, Any]) -> dict[str, str]:
    """A fingerprint of each part of a document, from its plain content."""

    def digest(content: Any) -> str:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    return {name: digest(content) for name, content in inputs.items()}


def changed_inputs(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the parts that differ, in their order."""
    return tuple(name for name in after if before.get(name) != after[name])


def is_asked_again(seat: PanelSeat, changed: Iterable[str]) -> bool:
    """Whether a seat judges any of what changed; one that names no inputs judges everything."""
    changed = set(changed)
    return bool(changed) and (not seat.inputs or bool(changed & set(seat.inputs)))
