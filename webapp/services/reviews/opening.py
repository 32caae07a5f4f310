"""Putting a version of a document before its panels: first rounds, and further ones in which
only the seats whose inputs changed are asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from webapp.models import Opinion, Review, ReviewAuthor, ReviewRound, ReviewSeat
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.numbering import REVIEW, next_number
from webapp.services.core.transaction import Tx
from webapp.services.reviews import rules
from webapp.services.reviews.asking import ask_for_opinions, ask_to_convene, drop_waiting
from webapp.services.reviews.closing import end_round
from webapp.services.reviews.panels import SavedPanel
from webapp.services.reviews.saved_panels import demanded_panels, get_panel

UNCHANGED = N_("Nothing that a department judges has changed since the last round.")


@dataclass(frozen=True, slots=True)
class Filed:
    """A version of a document that is put up for approval.

    ``inputs`` are its parts as plain content, by the names that its kind declares; ``authors``
    wrote this version or an earlier one.
    """

    kind: str
    document_id: int
    number: str
    version: int
    branch_id: int
    customer_id: int
    product_kind: str
    inputs: Mapping[str, Any]
    authors: frozenset[int]
    note: str = ""


def file_for_review(tx: Tx, filed: Filed) -> tuple[Review, ...]:
    """Opens the document's reviews, or a new round in each of them; the document is locked.

    Which panels it needs is settled when it is first filed: later versions are judged by the same
    panels as they were then. Another kind of product adds those that its kind needs now (E1).
    Without any panel nothing is returned, and the version counts as approved. Raises RuleBroken
    for a further version in which nothing changed.
    """
    prints = rules.fingerprints(filed.inputs)
    there = reviews_of(tx, filed.kind, filed.document_id)
    further = _further_panels(tx, there, filed)
    if there:
        _check_change(tx, there, filed, prints)
    for review in there:
        _open_again(tx, review, filed, prints)
    return (*there, *(_open(tx, saved, filed, prints) for saved in further))


def reviews_of(tx: Tx, kind: str, document_id: int) -> Sequence[Review]:
    """The document's reviews, locked in the order that they were made."""
    return tx.session.scalars(
        select(Review)
        .where(Review.document_kind == kind, Review.document_id == document_id)
        .order_by(Review.id)
        .with_for_update()
    ).all()


def current_round(tx: Tx, review: Review) -> ReviewRound:
    """The round under way, or the last one."""
    return tx.session.scalars(
        select(ReviewRound).where(
            ReviewRound.review_id == review.id, ReviewRound.number == review.round_number
        )
    ).one()


def stand_for(tx: Tx, review: Review, people: Iterable[int | None]) -> None:
    """Notes who wrote or pleads for what is reviewed: they judge none of it."""
    known = select(ReviewAuthor.user_id).where(ReviewAuthor.review_id == review.id)
    new = {one for one in people if one is not None} - set(tx.session.scalars(known))
    for user_id in sorted(new):
        tx.session.add(ReviewAuthor(review_id=review.id, user_id=user_id))
    tx.session.flush()


def begin_opinions(tx: Tx, review: Review, round_: ReviewRound, saved: SavedPanel) -> None:
    """Asks the seats of a convened round; what still stands is carried over from the last one."""
    carried = _carried(tx, review, round_, saved)
    review.status, review.outcome, review.status_since = rules.OPINIONS, "", tx.now
    review.closed_at = None
    ask_for_opinions(tx, review, round_, saved, carried)
    if len(carried) == len(saved.panel.seats):
        end_round(tx, review, round_, saved)


def _further_panels(tx: Tx, there: Sequence[Review], filed: Filed) -> list[SavedPanel]:
    if there and all(review.product_kind == filed.product_kind for review in there):
        return []
    asked = {review.panel_id for review in there}
    demanded = demanded_panels(tx.session, filed.kind, filed.product_kind)
    return [saved for saved in demanded if saved.panel_id not in asked]


def _open(tx: Tx, saved: SavedPanel, filed: Filed, prints: Mapping[str, str]) -> Review:
    review = Review(
        number=next_number(tx, REVIEW),
        document_kind=filed.kind,
        document_id=filed.document_id,
        document_number=filed.number,
        panel_id=saved.panel_id,
        panel_version_id=saved.version_id,
        branch_id=filed.branch_id,
        customer_id=filed.customer_id,
        product_kind=filed.product_kind,
        status=rules.CONVENING,
        outcome="",
        round_number=1,
        level=0,
        status_since=tx.now,
        version=1,
        created_at=tx.now,
        created_by_id=tx.actor.user_id,
        trail_length=0,
        trail_head="",
    )
    tx.session.add(review)
    tx.session.flush()
    stand_for(tx, review, filed.authors)
    round_ = _add_round(tx, review, filed, prints, list(prints))
    tx.record(review, "ReviewOpened", internal=_told(review, round_, saved))
    _start(tx, review, round_, saved)
    return review


def _open_again(tx: Tx, review: Review, filed: Filed, prints: Mapping[str, str]) -> None:
    last = current_round(tx, review)
    changed = _changed(review, last, filed, prints)
    if last.ended_at is None:
        last.result, last.ended_at = rules.SUPERSEDED, tx.now
    drop_waiting(tx, last)
    review.round_number += 1
    review.product_kind = filed.product_kind
    review.level = 0
    review.version += 1
    stand_for(tx, review, filed.authors)
    round_ = _add_round(tx, review, filed, prints, changed)
    if last.convened_at is not None:
        round_.convened_at, round_.convened_by_id = last.convened_at, last.convened_by_id
    saved = get_panel(tx.session, review.panel_version_id)
    tx.record(review, "RoundOpened", internal=_told(review, round_, saved))
    _start(tx, review, round_, saved)


def _start(tx: Tx, review: Review, round_: ReviewRound, saved: SavedPanel) -> None:
    """To whoever convenes, unless nobody has to or somebody has done so before."""
    if saved.panel.convenors and round_.convened_at is None:
        review.status, review.outcome, review.status_since = rules.CONVENING, "", tx.now
        review.closed_at = None
        ask_to_convene(tx, review, round_, saved)
    else:
        begin_opinions(tx, review, round_, saved)


def _check_change(tx: Tx, there: Sequence[Review], filed: Filed, prints: Mapping[str, str]) -> None:
    for review in there:
        resumed = review.outcome in (rules.SENT_BACK, rules.WITHDRAWN)
        if resumed or _changed(review, current_round(tx, review), filed, prints):
            return
    raise RuleBroken(UNCHANGED)


def _changed(
    review: Review, last: ReviewRound, filed: Filed, prints: Mapping[str, str]
) -> list[str]:
    """The inputs that differ from the last round; another kind of product changes them all."""
    if review.product_kind != filed.product_kind:
        return list(prints)
    return list(rules.changed_inputs(last.inputs, prints))


def _carried(tx: Tx, review: Review, round_: ReviewRound, saved: SavedPanel) -> dict[str, int]:
    """Opinions that stand in the round before and are not asked for again, by seat."""
    rows = tx.session.execute(
        select(ReviewSeat.key, ReviewSeat.opinion_id, Opinion.given_by_id)
        .join(Opinion, Opinion.id == ReviewSeat.opinion_id)
        .join(ReviewRound, ReviewRound.id == ReviewSeat.round_id)
        .where(
            ReviewSeat.review_id == review.id,
            ReviewRound.number == round_.number - 1,
            ReviewSeat.kind == "opinion",
        )
    )
    authors = set(
        tx.session.scalars(select(ReviewAuthor.user_id).where(ReviewAuthor.review_id == review.id))
    )
    return {
        key: opinion_id
        for key, opinion_id, by in rows
        if opinion_id is not None
        and by not in authors
        and not rules.is_asked_again(saved.panel.seat(key), round_.changed)
    }


def _add_round(
    tx: Tx, review: Review, filed: Filed, prints: Mapping[str, str], changed: list[str]
) -> ReviewRound:
    round_ = ReviewRound(
        review_id=review.id,
        number=review.round_number,
        document_version=filed.version,
        inputs=dict(prints),
        changed=changed,
        note=filed.note,
        opened_at=tx.now,
        opened_by_id=tx.actor.user_id,
        result="",
        appeal_grounds="",
    )
    tx.session.add(round_)
    tx.session.flush()
    return round_


def _told(review: Review, round_: ReviewRound, saved: SavedPanel) -> dict[str, Any]:
    return {
        "document": review.document_number,
        "round": round_.number,
        "document_version": round_.document_version,
        "panel": saved.code,
        "panel_version": saved.number,
        "changed": list(round_.changed),
    }
