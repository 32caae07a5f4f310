"""Checking what a department fills in: the typed form of its seat, its verdict, its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.services.core.errors import N_, Problems
from webapp.services.core.parsing import ParseError, parse_date, parse_money
from webapp.services.core.quantities import plain
from webapp.services.files.storing import Paper
from webapp.services.reviews import rules
from webapp.services.reviews.panels import MATERIALS, PanelSeat, Question
from webapp.services.reviews.sheets import MaterialToJudge

LONGEST_TEXT = 1000
MOST_DAYS = 3650
#: Decimals of a number that is answered.
PLACES = 4
REASONABLE = "reasonable"
TOO_HIGH = "too_high"
TOO_LOW = "too_low"
MATERIAL_VERDICTS = {
    REASONABLE: N_("Matches the market"),
    TOO_HIGH: N_("Above the market"),
    TOO_LOW: N_("Below the market"),
}
REQUIRED = N_("Please answer this.")
TOO_LONG = N_("At most %(most)s characters.")


@dataclass(frozen=True, slots=True)
class OpinionInput:
    """What is entered in a seat. ``answers`` are strings by question; those about materials
    under ``<question>.<material>``. ``committed_days`` is the time that the department needs."""

    verdict: str
    answers: Mapping[str, str]
    conditions: str = ""
    remark: str = ""
    committed_days: int | None = None
    papers: tuple[Paper, ...] = ()


def checked_answers(
    seat: PanelSeat,
    product_kind: str,
    given: OpinionInput,
    materials: tuple[MaterialToJudge, ...],
) -> dict[str, Any]:
    """The answers as they are stored: numbers and days as canonical strings, materials as an
    object by material. Raises RuleBroken at ``answers.<key>`` and the other fields, all at
    once."""
    problems = Problems()
    _check_verdict(given, problems)
    _check_time(seat, given, problems)
    stored: dict[str, Any] = {}
    for question in seat.asked(product_kind):
        if question.kind == MATERIALS:
            stored[question.key] = _materials(question, given, materials, problems)
        else:
            stored[question.key] = _answer(question, given.answers, problems)
    problems.refuse()
    return stored


def _check_verdict(given: OpinionInput, problems: Problems) -> None:
    if given.verdict not in rules.VERDICTS:
        problems.add("verdict", N_("Please choose what you say."))
    if given.verdict == rules.CONDITIONAL and not given.conditions.strip():
        problems.add("conditions", N_("Please name the conditions."))
    if given.verdict == rules.DISAGREE and not given.remark.strip():
        problems.add("remark", N_("Please say why you disagree."))
    for field, text in (("conditions", given.conditions), ("remark", given.remark)):
        if len(text) > LONGEST_TEXT:
            problems.add(field, TOO_LONG, most=LONGEST_TEXT)


def _check_time(seat: PanelSeat, given: OpinionInput, problems: Problems) -> None:
    days = given.committed_days
    if days is None:
        if seat.time_order and given.verdict != rules.DISAGREE:
            problems.add("committed_days", N_("Please state the days that your department needs."))
    elif not 0 <= days <= MOST_DAYS:
        problems.add("committed_days", N_("From 0 to %(most)s."), most=MOST_DAYS)


def _answer(question: Question, answers: Mapping[str, str], problems: Problems) -> str:
    """One answer as it is stored, '' when nothing was said."""
    field = f"answers.{question.key}"
    text = answers.get(question.key, "").strip()
    if not text:
        if question.is_required:
            problems.add(field, REQUIRED)
        return ""
    if question.kind in ("percent", "money", "number"):
        return _number(text, field, problems)
    if question.kind == "day":
        return _day(text, field, problems)
    if question.kind == "text":
        return _text(text, field, problems)
    if text not in _words(question):
        problems.add(field, REQUIRED)
    return text


def _words(question: Question) -> set[str]:
    if question.kind == "yes_no":
        return {"yes", "no"}
    return {option.code for option in question.options}


def _text(text: str, field: str, problems: Problems) -> str:
    if len(text) > LONGEST_TEXT:
        problems.add(field, TOO_LONG, most=LONGEST_TEXT)
    return text


def _number(text: str, field: str, problems: Problems) -> str:
    try:
        return plain(parse_money(text, decimals=PLACES, allow_negative=True))
    except ParseError as refused:
        problems.take(field, refused)
        return ""


def _day(text: str, field: str, problems: Problems) -> str:
    try:
        return parse_date(text).isoformat()
    except ParseError as refused:
        problems.take(field, refused)
        return ""


def _materials(
    question: Question,
    given: OpinionInput,
    materials: tuple[MaterialToJudge, ...],
    problems: Problems,
) -> dict[str, Any]:
    """A judgement of each material, beside the prices that were judged."""
    judged = {}
    for material in materials:
        verdict = given.answers.get(f"{question.key}.{material.key}", "")
        if verdict not in MATERIAL_VERDICTS:
            problems.add(f"answers.{question.key}.{material.key}", REQUIRED)
        market = material.market_price
        judged[material.key] = {
            "name": material.name,
            "verdict": verdict,
            "price": str(material.price),
            "market_price": None if market is None else str(market),
        }
    return judged
