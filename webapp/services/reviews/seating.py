"""Who sits where: by department, post and branch, never by role; a stand-in sits for somebody.

One person never fills two seats of one review, and never judges what he wrote himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.models import Branch, Opinion, Review, ReviewAuthor, ReviewSeat, Ruling, StandIn, User
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Forbidden

NOT_HERE = N_("This seat belongs to another department or post.")
WROTE_IT = N_("You wrote this yourself: somebody else must judge it.")
SITS_ALREADY = N_("You already speak for somebody else in this review.")

#: Who spoke, in which kind of seat, and its key.
Spoken = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a person works; ``user_id`` is who works there, the actor or whom he stands in for."""

    user_id: int
    branch_id: int | None
    department_id: int | None
    post: str

    def fits(self, seat: ReviewSeat) -> bool:
        here = self.branch_id == seat.branch_id
        department = seat.department_id is None or seat.department_id == self.department_id
        return here and department and seat.post in ("", self.post)


def workplaces(session: Session, actor: Actor, day: date) -> tuple[Workplace, ...]:
    """The actor's own place first, then those of the people he stands in for on that day."""
    if actor.user_id is None or not actor.is_company:
        return ()
    rows = session.execute(
        select(User.id, User.branch_id, User.department_id, User.post).where(
            User.disabled_at.is_(None),
            or_(User.id == actor.user_id, User.id.in_(_absent(actor, day))),
        )
    )
    found = [Workplace(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.user_id != actor.user_id, one.user_id)))


def sits_there(actor: Actor, day: date, person: Any) -> ColumnElement[bool]:
    """Filter on ``ReviewSeat`` and a person: he works where the seat is, and is the actor or
    somebody whom the actor stands in for on that day."""
    if actor.user_id is None or not actor.is_company:
        return false()
    department = ReviewSeat.department_id
    return and_(
        or_(person.id == actor.user_id, person.id.in_(_absent(actor, day))),
        person.disabled_at.is_(None),
        person.branch_id == ReviewSeat.branch_id,
        or_(department.is_(None), department == person.department_id),
        or_(ReviewSeat.post == "", ReviewSeat.post == person.post),
    )


def seats_to_fill(actor: Actor, day: date) -> Select[*tuple[Any, ...]]:
    """The waiting seats that the actor may fill, one row for each person he could sit there as;
    by the same rules as ``take_seat``."""
    person = aliased(User)
    return (
        select(
            ReviewSeat.id,
            ReviewSeat.review_id,
            ReviewSeat.kind,
            ReviewSeat.asked_at,
            ReviewSeat.due_at,
        )
        .join(person, sits_there(actor, day, person))
        .where(may_fill_as(actor, person))
    )


def may_fill_as(actor: Actor, person: Any) -> ColumnElement[bool]:
    """Filter on ``ReviewSeat`` and a person who sits there: the seat waits, and the actor may
    fill it as this person, who did not write what is judged."""
    wrote = select(ReviewAuthor.id).where(
        ReviewAuthor.review_id == ReviewSeat.review_id, ReviewAuthor.user_id == person.id
    )
    judges = or_(ReviewSeat.kind == "convene", ~wrote.exists())
    return and_(ReviewSeat.status == "waiting", may_judge(actor), judges)


def may_judge(actor: Actor) -> ColumnElement[bool]:
    """Filter on ``ReviewSeat``: the actor did not write it, nor speaks elsewhere in its review."""
    authored = select(ReviewAuthor.id).where(
        ReviewAuthor.review_id == ReviewSeat.review_id, ReviewAuthor.user_id == actor.user_id
    )
    spoke = select(Opinion.id).where(
        Opinion.review_id == ReviewSeat.review_id,
        Opinion.given_by_id == actor.user_id,
        or_(ReviewSeat.kind != "opinion", Opinion.seat_key != ReviewSeat.key),
    )
    ruled = select(Ruling.id).where(
        Ruling.review_id == ReviewSeat.review_id,
        Ruling.ruled_by_id == actor.user_id,
        or_(
            ReviewSeat.kind == "opinion",
            Ruling.key != ReviewSeat.key,
            Ruling.is_appeal != (ReviewSeat.kind == "appeal"),
        ),
    )
    free = and_(~authored.exists(), ~spoke.exists(), ~ruled.exists())
    return or_(ReviewSeat.kind == "convene", free)


def take_seat(session: Session, actor: Actor, seat: ReviewSeat, day: date) -> int | None:
    """Whom the actor stands in for when he sits there; None when he sits there himself.

    Raises Forbidden, with the reason, when he may not.
    """
    authors = set(
        session.scalars(
            select(ReviewAuthor.user_id).where(ReviewAuthor.review_id == seat.review_id)
        )
    )
    sitting = [one for one in workplaces(session, actor, day) if one.fits(seat)]
    if seat.kind != "convene":
        if sitting and actor.user_id in authors:
            raise Forbidden(WROTE_IT)
        sitting = [one for one in sitting if one.user_id not in authors]
    if not sitting:
        raise Forbidden(NOT_HERE)
    allowed = session.scalar(
        select(ReviewSeat.id).where(ReviewSeat.id == seat.id, may_judge(actor))
    )
    if allowed is None:
        raise Forbidden(SITS_ALREADY)
    return None if sitting[0].user_id == actor.user_id else sitting[0].user_id


def holders(session: Session, seats: Iterable[ReviewSeat], day: date) -> dict[int, list[int]]:
    """Who could fill each seat on that day, by seat id: people there and their stand-ins, without
    the authors and those who speak elsewhere in its review; by the same rules as ``take_seat``,
    in a constant number of queries."""
    seats = list(seats)
    if not seats:
        return {}
    people = session.execute(
        select(User.id, User.branch_id, User.department_id, User.post).where(
            User.kind == "company",
            User.disabled_at.is_(None),
            User.branch_id.in_({seat.branch_id for seat in seats}),
        )
    )
    working = [Workplace(*row) for row in people]
    deputies = _deputies(session, day)
    reviews = {seat.review_id for seat in seats}
    authors, spoken = _authors(session, reviews), _spoken(session, reviews)
    found: dict[int, list[int]] = {}
    for seat in seats:
        barred: set[int] = set() if seat.kind == "convene" else authors.get(seat.review_id, set())
        there = [one.user_id for one in working if one.fits(seat) and one.user_id not in barred]
        standing = [deputy for one in there for deputy in deputies.get(one, ())]
        barred = barred | _elsewhere(seat, spoken)
        found[seat.id] = [one for one in dict.fromkeys(there + standing) if one not in barred]
    return found


def at_post(session: Session, post: str, branch_id: int, day: date) -> list[int]:
    """Who holds a post at a branch on that day, and who stands in for them."""
    rows = session.scalars(
        select(User.id)
        .where(
            User.kind == "company",
            User.disabled_at.is_(None),
            User.branch_id == branch_id,
            User.post == post,
        )
        .order_by(User.id)
    ).all()
    deputies = _deputies(session, day)
    standing = [deputy for one in rows for deputy in deputies.get(one, ())]
    return list(dict.fromkeys([*rows, *standing]))


def place_of(session: Session, place: str, review: Review) -> int:
    """The branch where a seat's holder works: the document's, or the head office."""
    if place == "branch":
        return review.branch_id
    head = select(Branch.id).where(Branch.is_head_office).order_by(Branch.id).limit(1)
    return session.scalars(head).one()


def _absent(actor: Actor, day: date) -> Select[*tuple[int]]:
    """Those whom the actor stands in for on that day."""
    return select(StandIn.user_id).where(
        StandIn.deputy_id == actor.user_id,
        StandIn.first_day <= day,
        StandIn.last_day >= day,
        StandIn.ended_at.is_(None),
    )


def _deputies(session: Session, day: date) -> dict[int, list[int]]:
    rows = session.execute(
        select(StandIn.user_id, StandIn.deputy_id)
        .join(User, User.id == StandIn.deputy_id)
        .where(
            StandIn.first_day <= day,
            StandIn.last_day >= day,
            StandIn.ended_at.is_(None),
            User.kind == "company",
            User.disabled_at.is_(None),
        )
    )
    found: dict[int, list[int]] = {}
    for absent, deputy in rows:
        found.setdefault(absent, []).append(deputy)
    return found


def _authors(session: Session, review_ids: set[int]) -> dict[int, set[int]]:
    rows = session.execute(
        select(ReviewAuthor.review_id, ReviewAuthor.user_id).where(
            ReviewAuthor.review_id.in_(review_ids)
        )
    )
    found: dict[int, set[int]] = {}
    for review_id, user_id in rows:
        found.setdefault(review_id, set()).add(user_id)
    return found


def _spoken(session: Session, review_ids: set[int]) -> dict[int, set[Spoken]]:
    """Who gave an opinion or ruled in each review, and in which seat."""
    opinions = select(Opinion.review_id, Opinion.given_by_id, Opinion.seat_key)
    rulings = select(Ruling.review_id, Ruling.ruled_by_id, Ruling.key, Ruling.is_appeal)
    found: dict[int, set[Spoken]] = {}
    for review_id, user_id, key in session.execute(
        opinions.where(Opinion.review_id.in_(review_ids))
    ):
        found.setdefault(review_id, set()).add((user_id, "opinion", key))
    for review_id, user_id, key, is_appeal in session.execute(
        rulings.where(Ruling.review_id.in_(review_ids))
    ):
        kind = "appeal" if is_appeal else "ruling"
        found.setdefault(review_id, set()).add((user_id, kind, key))
    return found


def _elsewhere(seat: ReviewSeat, spoken: Mapping[int, set[Spoken]]) -> set[int]:
    """Those who speak in another seat of the same review."""
    if seat.kind == "convene":
        return set()
    here = (seat.kind, seat.key)
    return {user_id for user_id, *there in spoken.get(seat.review_id, ()) if (*there,) != here}
