"""What was said in a review, seat by seat and round by round, read at once and made into rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import (
    Department,
    Opinion,
    ReviewAuthor,
    ReviewRound,
    ReviewSeat,
    Ruling,
    User,
)
from webapp.services.core.rows import row_of
from webapp.services.documents.views import PaperView
from webapp.services.reviews import views
from webapp.services.reviews.asking import WAITING
from webapp.services.reviews.commands import OPINION
from webapp.services.reviews.panels import Panel, PanelSeat, RulingStep
from webapp.services.reviews.seating import holders

Papers = Mapping[tuple[str, int], tuple[PaperView, ...]]
Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that stands about a review: rounds in order, seats with their opinion and department,
    rulings, authors, and who could fill each waiting seat."""

    rounds: Sequence[ReviewRound]
    seats: Sequence[tuple[ReviewSeat, Opinion | None, Department | None]]
    rulings: Sequence[Ruling]
    authors: Sequence[int]
    could: Mapping[int, Sequence[int]]

    def number_of(self, round_id: int) -> int:
        return next(one.number for one in self.rounds if one.id == round_id)

    def people(self) -> set[int | None]:
        """Everybody who is named on the page."""
        found: set[int | None] = {*self.authors}
        for round_ in self.rounds:
            found |= {round_.opened_by_id, round_.convened_by_id, round_.appealed_by_id}
        for _, opinion, _ in self.seats:
            if opinion is not None:
                found |= {opinion.given_by_id, opinion.for_id}
        for ruling in self.rulings:
            found |= {ruling.ruled_by_id, ruling.for_id}
        return found.union(*self.could.values())


def read_spoken(session: Session, review_id: int, day: date) -> Spoken:
    rounds = session.scalars(
        select(ReviewRound).where(ReviewRound.review_id == review_id).order_by(ReviewRound.number)
    ).all()
    seats = [
        (row[0], row[1], row[2])
        for row in session.execute(
            select(ReviewSeat, Opinion, Department)
            .outerjoin(Opinion, Opinion.id == ReviewSeat.opinion_id)
            .outerjoin(Department, Department.id == ReviewSeat.department_id)
            .where(ReviewSeat.review_id == review_id)
            .order_by(ReviewSeat.id)
        )
    ]
    rulings = session.scalars(
        select(Ruling).where(Ruling.review_id == review_id).order_by(Ruling.id)
    ).all()
    authors = session.scalars(
        select(ReviewAuthor.user_id).where(ReviewAuthor.review_id == review_id)
    ).all()
    waiting = [seat for seat, _, _ in seats if seat.status == WAITING]
    return Spoken(rounds, seats, rulings, authors, holders(session, waiting, day))


def read_names(session: Session, people: Iterable[int | None]) -> dict[int, str]:
    """Names by user id."""
    wanted = sorted({one for one in people if one is not None})
    rows = session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def round_views(
    spoken: Spoken, panel: Panel, names: Names, papers: Papers, now: datetime
) -> tuple[views.RoundView, ...]:
    """The rounds as rows, the oldest first."""
    return tuple(_round(one, spoken, panel, names, papers, now) for one in spoken.rounds)


def _round(
    round_: ReviewRound, spoken: Spoken, panel: Panel, names: Names, papers: Papers, now: datetime
) -> views.RoundView:
    seats = tuple(
        row_of(
            views.SeatView,
            seat,
            **_labels(panel, seat),
            department=department.name if department else "",
            department_en=department.name_en if department else "",
            overdue=seat.status == WAITING and seat.due_at < now,
            opinion=_opinion(opinion, spoken, panel, names, papers),
            people=tuple(names[one] for one in spoken.could.get(seat.id, ()) if one in names),
        )
        for seat, opinion, department in spoken.seats
        if seat.round_id == round_.id
    )
    return row_of(
        views.RoundView,
        round_,
        changed=tuple(round_.changed),
        opened_by=names.get(round_.opened_by_id or 0, ""),
        convened_by=names.get(round_.convened_by_id or 0, ""),
        appealed_by=names.get(round_.appealed_by_id or 0, ""),
        seats=seats,
        rulings=tuple(
            _ruling(one, panel, names) for one in spoken.rulings if one.round_id == round_.id
        ),
    )


def _opinion(
    opinion: Opinion | None, spoken: Spoken, panel: Panel, names: Names, papers: Papers
) -> views.OpinionView | None:
    if opinion is None:
        return None
    questions = panel.seat(opinion.seat_key).questions
    said = [one for one in questions if one.key in opinion.answers]
    return row_of(
        views.OpinionView,
        opinion,
        answers=tuple(views.Answer(one, opinion.answers[one.key]) for one in said),
        papers=papers.get((OPINION, opinion.id), ()),
        by=names.get(opinion.given_by_id, ""),
        in_place_of=names.get(opinion.for_id or 0, ""),
        at=opinion.given_at,
        round_number=spoken.number_of(opinion.round_id),
    )


def _ruling(ruling: Ruling, panel: Panel, names: Names) -> views.RulingView:
    step = ruling_step(panel, ruling.key, is_appeal=ruling.is_appeal)
    return row_of(
        views.RulingView,
        ruling,
        label=step.label,
        label_en=step.label_en,
        by=names.get(ruling.ruled_by_id, ""),
        in_place_of=names.get(ruling.for_id or 0, ""),
        at=ruling.ruled_at,
    )


def ruling_step(panel: Panel, key: str, *, is_appeal: bool) -> RulingStep:
    """The decision of the panel that goes by this key."""
    if is_appeal and panel.appeal is not None:
        return panel.appeal
    return next(one for one in panel.rulings if one.key == key)


def _labels(panel: Panel, seat: ReviewSeat) -> dict[str, object]:
    """How the panel calls the seat, and what it judges; who convenes is called by his post."""
    if seat.kind == "convene":
        return {"label": "", "label_en": "", "inputs": ()}
    declared: PanelSeat | RulingStep
    if seat.kind == "opinion":
        declared = panel.seat(seat.key)
    else:
        declared = ruling_step(panel, seat.key, is_appeal=seat.kind == "appeal")
    inputs = declared.inputs if isinstance(declared, PanelSeat) else ()
    return {"label": declared.label, "label_en": declared.label_en, "inputs": inputs}
