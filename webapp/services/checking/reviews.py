"""Reviews: rounds without gaps, seats and what stands in them, and results that follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Opinion, Review, ReviewRound, ReviewSeat, Ruling
from webapp.services.core.findings import Finding
from webapp.services.reviews import rules
from webapp.services.reviews.asking import CARRIED, GIVEN, WAITING
from webapp.services.reviews.panels import Panel
from webapp.services.reviews.rules import Said
from webapp.services.reviews.saved_panels import get_panel

AREA = "reviews"
REVIEWS_AT_ONCE = 200
#: What kind of seat a review waits for, by its status.
WAITED_FOR = {
    rules.CONVENING: "convene",
    rules.OPINIONS: "opinion",
    rules.RULING: "ruling",
    rules.APPEAL: "appeal",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A review with all that stands in it, each in the order that it was made."""

    review: Review
    panel: Panel
    rounds: Sequence[ReviewRound]
    seats: Sequence[ReviewSeat]
    opinions: Sequence[Opinion]
    rulings: Sequence[Ruling]


def check(session: Session) -> Iterator[Finding]:
    """Every review, a page of them in memory at a time."""
    last = 0
    while True:
        statement = select(Review).where(Review.id > last).order_by(Review.id)
        reviews = session.scalars(statement.limit(REVIEWS_AT_ONCE)).all()
        for case in _cases(session, reviews):
            for what in _wrong_with(case):
                yield Finding(AREA, case.review.number, what)
            last = case.review.id
        session.expunge_all()
        if len(reviews) < REVIEWS_AT_ONCE:
            return


def _cases(session: Session, reviews: Sequence[Review]) -> list[Case]:
    ids = [review.id for review in reviews]
    panels = {one: get_panel(session, one).panel for one in {r.panel_version_id for r in reviews}}
    parts = [_parts(session, kind, ids) for kind in (ReviewRound, ReviewSeat, Opinion, Ruling)]
    return [
        Case(review, panels[review.panel_version_id], *(part[review.id] for part in parts))
        for review in reviews
    ]


def _parts(session: Session, kind: Any, review_ids: list[int]) -> dict[int, list[Any]]:
    """Rows of one kind in the order that they were made, by review."""
    found: dict[int, list[Any]] = {review_id: [] for review_id in review_ids}
    for row in session.scalars(
        select(kind).where(kind.review_id.in_(review_ids)).order_by(kind.id)
    ):
        found[row.review_id].append(row)
    return found


def _wrong_with(case: Case) -> Iterator[str]:
    numbers = [one.number for one in case.rounds]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"its rounds are {numbers}"
    if not numbers or case.review.round_number != numbers[-1]:
        yield f"stands in round {case.review.round_number}, which is not its last"
        return
    yield from _wrong_place(case)
    yield from _wrong_seats(case)
    yield from _wrong_people(case)
    for round_ in case.rounds:
        yield from _wrong_round(case, round_)
    yield from _wrong_outcome(case)


def _wrong_place(case: Case) -> Iterator[str]:
    """Whether exactly those seats wait for which the status stands."""
    review, current = case.review, case.rounds[-1]
    kinds = {seat.kind for seat in case.seats if seat.status == WAITING}
    expected = {WAITED_FOR[review.status]} if review.status in WAITED_FOR else set()
    if kinds != expected:
        yield f"{review.status}, but seats wait: {', '.join(sorted(kinds)) or 'none'}"
    if any(seat.status == WAITING and seat.round_id != current.id for seat in case.seats):
        yield "a seat of an earlier round waits"
    if (review.closed_at is None) == (review.status == rules.CLOSED):
        yield f"{review.status}, closed at {review.closed_at}"
    is_open = review.status in (rules.CONVENING, rules.OPINIONS)
    if is_open == (current.ended_at is not None):
        yield f"{review.status}, but its round ended at {current.ended_at}"
    if any(one.ended_at is None for one in case.rounds[:-1]):
        yield "an earlier round has not ended"


def _wrong_seats(case: Case) -> Iterator[str]:
    """Whether an opinion stands in each seat that was given or carried, and nowhere else."""
    of_round = {one.id: one.round_id for one in case.opinions}
    keys = {one.id: one.seat_key for one in case.opinions}
    standing = set()
    for seat in case.seats:
        if seat.kind != "opinion":
            continue
        filled = seat.status in (GIVEN, CARRIED)
        if filled != (seat.opinion_id in of_round):
            yield f"{seat.key}: {seat.status}, opinion {seat.opinion_id}"
        if seat.opinion_id is None or seat.opinion_id not in of_round:
            continue
        standing.add(seat.opinion_id)
        if keys[seat.opinion_id] != seat.key:
            yield f"{seat.key}: the opinion of {keys[seat.opinion_id]} stands in it"
        if (seat.status == GIVEN) != (of_round[seat.opinion_id] == seat.round_id):
            yield f"{seat.key}: {seat.status}, but its opinion is of another round"
    for lost in sorted(of_round.keys() - standing):
        yield f"{keys[lost]}: an opinion that was given stands in no seat"


def _wrong_people(case: Case) -> Iterator[str]:
    """Whether anybody speaks in two seats."""
    spoken: dict[int, set[tuple[str, str]]] = {}
    for opinion in case.opinions:
        spoken.setdefault(opinion.given_by_id, set()).add(("opinion", opinion.seat_key))
    for ruling in case.rulings:
        kind = "appeal" if ruling.is_appeal else "ruling"
        spoken.setdefault(ruling.ruled_by_id, set()).add((kind, ruling.key))
    for user_id, seats in spoken.items():
        if len(seats) > 1:
            yield f"user {user_id} speaks in several seats: {sorted(key for _, key in seats)}"


def _said(case: Case, round_: ReviewRound) -> dict[str, Said]:
    opinions = {one.id: one for one in case.opinions}
    return {
        seat.key: Said(opinions[seat.opinion_id].verdict, opinions[seat.opinion_id].answers)
        for seat in case.seats
        if seat.round_id == round_.id and seat.kind == "opinion" and seat.opinion_id in opinions
    }


def _wrong_round(case: Case, round_: ReviewRound) -> Iterator[str]:
    """Whether the result that is kept is what the opinions give."""
    if (round_.ended_at is None) != (not round_.result):
        yield f"round {round_.number}: result {round_.result!r}, ended at {round_.ended_at}"
    if round_.result in ("", rules.SUPERSEDED):
        return
    said = _said(case, round_)
    given = rules.result_of(case.panel.rule, said.values(), len(case.panel.seats))
    if round_.result != given:
        yield f"round {round_.number}: {round_.result} is kept, its opinions give {given}"


def _wrong_outcome(case: Case) -> Iterator[str]:
    """Whether it was accepted or not as its last round's result and rulings say."""
    outcome = case.review.outcome
    if outcome not in (rules.ACCEPTED, rules.NOT_ACCEPTABLE):
        return
    round_ = case.rounds[-1]
    accepted = _is_accepted(case, round_)
    if accepted != (outcome == rules.ACCEPTED):
        yield f"{outcome} is kept, opinions and rulings say otherwise"


def _is_accepted(case: Case, round_: ReviewRound) -> bool:
    here = [one for one in case.rulings if one.round_id == round_.id]
    appeals = [one.decision for one in here if one.is_appeal]
    if appeals:
        return appeals == [rules.APPROVED]
    approved = {one.key for one in here if one.decision == rules.APPROVED}
    due = {step.key for step in rules.rulings_due(case.panel, _said(case, round_))}
    return round_.result == rules.ACCEPTABLE and approved == due
