"""Asking people: seats come into being, those whose turn it is are told, and seats end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select

from webapp.models import Department, Review, ReviewRound, ReviewSeat
from webapp.services.core.errors import N_, Conflict
from webapp.services.core.transaction import Tx
from webapp.services.reviews.panels import PanelSeat, RulingStep, SavedPanel
from webapp.services.reviews.seating import holders, place_of

WAITING = "waiting"
GIVEN = "given"
CARRIED = "carried"
DROPPED = "dropped"


def ask_to_convene(tx: Tx, review: Review, round_: ReviewRound, saved: SavedPanel) -> None:
    """One seat for each post that may convene; the first to act does it for all."""
    branch_id = place_of(tx.session, saved.panel.place, review)
    due_at = tx.now + timedelta(hours=saved.panel.convene_hours)
    seats = [
        ReviewSeat(
            review_id=review.id,
            round_id=round_.id,
            kind="convene",
            key=post,
            position=position,
            post=post,
            branch_id=branch_id,
            status=WAITING,
            asked_at=tx.now,
            due_at=due_at,
        )
        for position, post in enumerate(saved.panel.convenors)
    ]
    _add(tx, review, seats, "ReviewToConvene")


def ask_for_opinions(
    tx: Tx,
    review: Review,
    round_: ReviewRound,
    saved: SavedPanel,
    carried: dict[str, int],
) -> None:
    """All seats of a round at once; ``carried`` are the opinions that stand, by seat."""
    departments = _departments(tx, saved.panel.seats)
    branch_id = place_of(tx.session, saved.panel.place, review)
    seats = [
        ReviewSeat(
            review_id=review.id,
            round_id=round_.id,
            kind="opinion",
            key=seat.key,
            position=position,
            department_id=departments[seat.department],
            post=seat.post,
            branch_id=branch_id,
            status=CARRIED if seat.key in carried else WAITING,
            opinion_id=carried.get(seat.key),
            asked_at=tx.now,
            due_at=tx.now + timedelta(hours=seat.due_hours),
        )
        for position, seat in enumerate(saved.panel.seats)
    ]
    _add(tx, review, seats, "SeatAsked")


def ask_to_rule(
    tx: Tx, review: Review, round_: ReviewRound, step: RulingStep, *, is_appeal: bool = False
) -> None:
    """The seat of a ruling whose turn it is."""
    seat = ReviewSeat(
        review_id=review.id,
        round_id=round_.id,
        kind="appeal" if is_appeal else "ruling",
        key=step.key,
        post=step.post,
        branch_id=place_of(tx.session, step.place, review),
        status=WAITING,
        asked_at=tx.now,
        due_at=tx.now + timedelta(hours=step.due_hours),
    )
    _add(tx, review, [seat], "RulingAsked")


def waiting_seats(tx: Tx, round_: ReviewRound, kind: str) -> Sequence[ReviewSeat]:
    """The seats of one kind whose turn it is, locked."""
    return tx.session.scalars(
        select(ReviewSeat)
        .where(
            ReviewSeat.round_id == round_.id,
            ReviewSeat.kind == kind,
            ReviewSeat.status == WAITING,
        )
        .order_by(ReviewSeat.position)
        .with_for_update()
    ).all()


def drop_waiting(tx: Tx, round_: ReviewRound) -> None:
    """Ends the seats of a round that nobody has to fill any more."""
    seats = tx.session.scalars(
        select(ReviewSeat).where(ReviewSeat.round_id == round_.id, ReviewSeat.status == WAITING)
    )
    for seat in seats:
        seat.status = DROPPED


def tell(tx: Tx, review: Review, people: Iterable[int | None], name: str, **params: str) -> None:
    """A notice about the review to each of these people, once."""
    for user_id in dict.fromkeys(people):
        tx.notify(
            user_id,
            name,
            {"document": review.document_number, **params},
            kind="review",
            number=review.number,
        )


def _add(tx: Tx, review: Review, seats: Sequence[ReviewSeat], notice: str) -> None:
    tx.session.add_all(seats)
    tx.session.flush()
    waiting = [seat for seat in seats if seat.status == WAITING]
    people = holders(tx.session, waiting, tx.today)
    tell(tx, review, (one for seat in waiting for one in people[seat.id]), notice)


def _departments(tx: Tx, seats: Iterable[PanelSeat]) -> dict[str, int | None]:
    """The ids of the departments that seats name; None for a seat that is a post alone.

    Raises Conflict for a department that is gone: nobody could ever fill its seat.
    """
    codes = {seat.department for seat in seats if seat.department}
    rows = select(Department.code, Department.id).where(Department.code.in_(codes))
    found: dict[str, int | None] = {row.code: row.id for row in tx.session.execute(rows)}
    if gone := sorted(codes - found.keys()):
        text = N_("A panel asks a department that no longer exists: %(name)s")
        raise Conflict(text, name=", ".join(gone))
    return {"": None, **found}
