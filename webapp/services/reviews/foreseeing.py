"""What filing a further version would do, before anybody does it: which seats are asked again, and
what others have said that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from webapp.models import Opinion, Review, ReviewRound, ReviewSeat
from webapp.services.reviews import rules
from webapp.services.reviews.panels import PanelSeat, SavedPanel
from webapp.services.reviews.saved_panels import demanded_panels, get_panel

#: Key, verdict and remark of an opinion.
Said = Row[str, str, str]


@dataclass(frozen=True, slots=True)
class ForeseenSeat:
    """A seat of the round to come: asked, or with the verdict and remark that it keeps."""

    label: str
    label_en: str
    is_asked: bool
    verdict: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ForeseenRound:
    """The next round of one review, '' for one that is yet to be opened; ``changed`` are names of
    inputs."""

    review: str
    panel: str
    panel_en: str
    round_number: int
    changed: tuple[str, ...]
    seats: tuple[ForeseenSeat, ...]


def foresee_rounds(
    session: Session, kind: str, document_id: int, product_kind: str, inputs: Mapping[str, Any]
) -> tuple[ForeseenRound, ...]:
    """The next round of each review of a document with these inputs; before it is first filed,
    the first rounds of the panels that it needs."""
    prints = rules.fingerprints(inputs)
    rows = session.execute(
        select(Review, ReviewRound)
        .join(ReviewRound, ReviewRound.review_id == Review.id)
        .where(
            Review.document_kind == kind,
            Review.document_id == document_id,
            ReviewRound.number == Review.round_number,
        )
        .order_by(Review.id)
    )
    found = tuple(_round(session, *row, product_kind, prints) for row in rows)
    if found:
        return found
    return tuple(_first(saved) for saved in demanded_panels(session, kind, product_kind))


def _first(saved: SavedPanel) -> ForeseenRound:
    seats = (ForeseenSeat(seat.label, seat.label_en, is_asked=True) for seat in saved.panel.seats)
    return ForeseenRound("", saved.name, saved.name_en, 1, (), tuple(seats))


def _round(
    session: Session, review: Review, last: ReviewRound, product_kind: str, prints: dict[str, str]
) -> ForeseenRound:
    saved = get_panel(session, review.panel_version_id)
    same_kind = review.product_kind == product_kind
    changed = rules.changed_inputs(last.inputs, prints) if same_kind else tuple(prints)
    said = _said(session, last)
    return ForeseenRound(
        review=review.number,
        panel=saved.name,
        panel_en=saved.name_en,
        round_number=review.round_number + 1,
        changed=changed,
        seats=tuple(_seat(seat, said.get(seat.key), changed) for seat in saved.panel.seats),
    )


def _seat(seat: PanelSeat, said: Said | None, changed: tuple[str, ...]) -> ForeseenSeat:
    if said is None or rules.is_asked_again(seat, changed):
        return ForeseenSeat(seat.label, seat.label_en, is_asked=True)
    return ForeseenSeat(seat.label, seat.label_en, False, said.verdict, said.remark)


def _said(session: Session, last: ReviewRound) -> dict[str, Said]:
    rows = session.execute(
        select(ReviewSeat.key, Opinion.verdict, Opinion.remark)
        .join(Opinion, Opinion.id == ReviewSeat.opinion_id)
        .where(ReviewSeat.round_id == last.id, ReviewSeat.kind == "opinion")
    )
    return {row.key: row for row in rows}
