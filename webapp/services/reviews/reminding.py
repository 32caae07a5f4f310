"""Overdue seats: those who could fill them are reminded once, and once it goes higher."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.models import Review, ReviewSeat, SupervisionWatch
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Tx, writing
from webapp.services.reviews import rules
from webapp.services.reviews.asking import WAITING, tell
from webapp.services.reviews.closing import authors_of
from webapp.services.reviews.panels import Panel
from webapp.services.reviews.saved_panels import get_panel
from webapp.services.reviews.seating import at_post, holders

#: Seats of one transaction.
AT_ONCE = 100

Overdue = Sequence[tuple[ReviewSeat, Review]]


def remind_of_seats(session: Session) -> int:
    """Tells everybody who could fill an overdue seat, once a seat; answers how many seats."""
    return _in_batches(partial(_remind_some, session))


def escalate_seats(session: Session) -> int:
    """Tells the post that the panel names, and who filed the document, of each seat that is
    overdue for longer than the panel waits, once a seat; answers how many seats."""
    session.rollback()
    running = select(Review.panel_version_id).where(Review.status != rules.CLOSED).distinct()
    versions = session.scalars(running).all()
    return sum(_in_batches(partial(_escalate_some, session, one)) for one in versions)


def _in_batches(some: Callable[[], int]) -> int:
    total = 0
    while True:
        count = some()
        total += count
        if count < AT_ONCE:
            return total


def _remind_some(session: Session) -> int:
    with writing(session, SYSTEM) as tx:
        found = _overdue(tx, ReviewSeat.reminded_at.is_(None), ReviewSeat.due_at < tx.now)
        people = holders(tx.session, [seat for seat, _ in found], tx.today)
        asked: dict[Review, list[int]] = {}
        for seat, review in found:
            seat.reminded_at = tx.now
            asked.setdefault(review, []).extend(people[seat.id])
        for review, there in asked.items():
            tell(tx, review, there, "SeatOverdue")
        return len(found)


def _escalate_some(session: Session, version_id: int) -> int:
    with writing(session, SYSTEM) as tx:
        panel = get_panel(tx.session, version_id).panel
        found = _overdue(
            tx,
            ReviewSeat.escalated_at.is_(None),
            ReviewSeat.due_at < tx.now - timedelta(hours=panel.escalate_hours),
            Review.panel_version_id == version_id,
        )
        for seat, _ in found:
            seat.escalated_at = tx.now
        for review in dict.fromkeys(review for _, review in found):
            tell(tx, review, _higher(tx, review, panel), "SeatEscalated")
        return len(found)


def _higher(tx: Tx, review: Review, panel: Panel) -> list[int]:
    leading: list[int] = []
    if panel.escalates_to:
        leading = at_post(tx.session, panel.escalates_to, review.branch_id, tx.today)
    return [*leading, *authors_of(tx, review)]


def _overdue(tx: Tx, *conditions: ColumnElement[bool]) -> Overdue:
    """Waiting seats, locked, that no other worker has; of a case on hold nobody is reminded."""
    held = select(SupervisionWatch.id).where(
        SupervisionWatch.document_kind == Review.document_kind,
        SupervisionWatch.document_id == Review.document_id,
        SupervisionWatch.held_at.is_not(None),
    )
    rows = tx.session.execute(
        select(ReviewSeat, Review)
        .join(Review, Review.id == ReviewSeat.review_id)
        .where(ReviewSeat.status == WAITING, ~held.exists(), *conditions)
        .order_by(ReviewSeat.id)
        .limit(AT_ONCE)
        .with_for_update(of=ReviewSeat, skip_locked=True)
    )
    return [(seat, review) for seat, review in rows]
