"""What a reader of a review can do in it now, by the rules that the acts themselves ask."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.models import Review, ReviewRound, ReviewSeat, User
from webapp.services.core.actor import Actor
from webapp.services.reviews import rules, views
from webapp.services.reviews.panels import Panel
from webapp.services.reviews.reach import appeals_for
from webapp.services.reviews.round_reading import Spoken, ruling_step
from webapp.services.reviews.seating import may_fill_as, sits_there

#: Of each waiting seat that the reader may fill: whom he would stand in for, '' for nobody.
Seats = dict[tuple[str, str], str]


def turn_of(
    session: Session,
    actor: Actor,
    review: Review,
    panel: Panel,
    spoken: Spoken,
    day: date,
    *,
    is_held: bool,
) -> views.Turn:
    """What is open to the reader; of a case on hold, no more than to talk."""
    round_ = spoken.rounds[-1]
    mine, rounds = _seats(session, actor, review, day)
    convenes = any(kind == "convene" for kind, _ in mine)
    wrote = actor.user_id in spoken.authors
    answers = wrote or any(one.opened_by_id == actor.user_id for one in spoken.rounds)
    is_open = review.status != rules.CLOSED
    said = _said(spoken, round_)
    return views.Turn(
        convene=convenes and not is_held,
        send_back=convenes and not is_held,
        seats=() if is_held else _open_seats(mine, panel, review.product_kind),
        ruling=None if is_held else _open_ruling(mine, panel, review, round_, said),
        appeal=not is_held
        and _may_be_appealed(review, panel, round_)
        and (answers or appeals_for(session, actor, review)),
        conclude=not is_held and _may_be_concluded(actor, review, panel, round_, said),
        ask=is_open and not wrote and round_.id in rounds,
        answers=answers,
    )


def _seats(session: Session, actor: Actor, review: Review, day: date) -> tuple[Seats, set[int]]:
    """What the reader may fill, and the rounds in which any seat is at a place of his."""
    person = aliased(User)
    rows = session.execute(
        select(
            ReviewSeat.kind,
            ReviewSeat.key,
            ReviewSeat.round_id,
            person.id.label("person_id"),
            person.name.label("person"),
            may_fill_as(actor, person).label("is_open"),
        )
        .join(person, sits_there(actor, day, person))
        .where(ReviewSeat.review_id == review.id)
    ).all()
    found: Seats = {}
    for row in rows:
        if row.is_open and row.person_id == actor.user_id:
            found[row.kind, row.key] = ""
        elif row.is_open:
            found.setdefault((row.kind, row.key), row.person)
    return found, {row.round_id for row in rows}


def _said(spoken: Spoken, round_: ReviewRound) -> dict[str, rules.Said]:
    return {
        seat.key: rules.Said(opinion.verdict, opinion.answers)
        for seat, opinion, _ in spoken.seats
        if seat.round_id == round_.id and opinion is not None
    }


def _open_seats(mine: Seats, panel: Panel, product_kind: str) -> tuple[views.OpenSeat, ...]:
    return tuple(
        views.OpenSeat(seat, seat.asked(product_kind), mine["opinion", seat.key])
        for seat in panel.seats
        if ("opinion", seat.key) in mine
    )


def _open_ruling(
    mine: Seats, panel: Panel, review: Review, round_: ReviewRound, said: dict[str, rules.Said]
) -> views.OpenRuling | None:
    for (kind, key), in_place_of in mine.items():
        if kind not in ("ruling", "appeal"):
            continue
        is_appeal = kind == "appeal"
        due = rules.rulings_due(panel, said)
        later = () if is_appeal else due[review.level + 1 :]
        return views.OpenRuling(
            step=ruling_step(panel, key, is_appeal=is_appeal),
            is_appeal=is_appeal,
            decisions=rules.decisions_open(round_.result, is_appeal=is_appeal),
            following=later[0] if later else None,
            in_place_of=in_place_of,
        )
    return None


def _may_be_appealed(review: Review, panel: Panel, round_: ReviewRound) -> bool:
    refused = review.outcome == rules.NOT_ACCEPTABLE
    return refused and panel.appeal is not None and round_.appealed_at is None


def _may_be_concluded(
    actor: Actor, review: Review, panel: Panel, round_: ReviewRound, said: dict[str, rules.Said]
) -> bool:
    leads = actor.user_id in (round_.opened_by_id, round_.convened_by_id)
    settled = len(said) < len(panel.seats) and rules.is_settled(panel, said)
    return review.status == rules.OPINIONS and leads and settled
