"""Single decisions above a panel: ruling, appealing, and giving a case up (B6–B8)."""

from __future__ import annotations

from webapp.models import Review, ReviewRound, Ruling
from webapp.services.core.errors import N_, Conflict, Forbidden, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import LONGEST_REASON, needs_reason
from webapp.services.reviews import rules
from webapp.services.reviews.asking import GIVEN, ask_to_rule, drop_waiting, waiting_seats
from webapp.services.reviews.closing import authors_of, close, said_in
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.locking import MOVED_ON, check_case_not_held, lock_review
from webapp.services.reviews.opening import current_round, reviews_of, stand_for
from webapp.services.reviews.panels import RulingStep, SavedPanel
from webapp.services.reviews.reach import appeals_for
from webapp.services.reviews.saved_panels import get_panel
from webapp.services.reviews.seating import NOT_HERE, take_seat


@command
def rule(tx: Tx, number: str, round_number: int, decision: str, reason: str = "") -> Done:
    """The decision of whoever's turn it is above the panel.

    A not acceptable form can only be confirmed; on appeal the decision is final (B6, B7). Raises
    Forbidden for anybody else and for who judged or wrote the case, RuleBroken for a decision
    that is not open or one without the reason that it needs, Conflict when the review has moved.
    """
    review, round_ = lock_review(tx, number, round_number, rules.RULING, rules.APPEAL)
    check_case_not_held(tx, review)
    is_appeal = review.status == rules.APPEAL
    waiting = waiting_seats(tx, round_, "appeal" if is_appeal else "ruling")
    if not waiting:
        raise Conflict(MOVED_ON, number=review.number)
    seat = waiting[0]
    for_id = take_seat(tx.session, tx.actor, seat, tx.today)
    reason = _checked(round_, decision, reason, is_appeal=is_appeal)
    if tx.actor.user_id is None:
        raise Forbidden(NOT_HERE)
    tx.session.add(
        Ruling(
            review_id=review.id,
            round_id=round_.id,
            key=seat.key,
            is_appeal=is_appeal,
            decision=decision,
            reason=reason,
            ruled_at=tx.now,
            ruled_by_id=tx.actor.user_id,
            for_id=for_id,
        )
    )
    seat.status = GIVEN
    review.version += 1
    data = {"round": round_.number, "key": seat.key, "decision": decision, "appeal": is_appeal}
    tx.record(review, "Ruled", internal=data, reason=reason)
    saved = get_panel(tx.session, review.panel_version_id)
    following = None if is_appeal else _following(tx, review, round_, saved)
    if decision == rules.REFUSED:
        close(tx, review, rules.NOT_ACCEPTABLE)
    elif following is not None:
        review.level += 1
        review.status_since = tx.now
        ask_to_rule(tx, review, round_, following)
    else:
        confirmed = decision == rules.CONFIRMED
        close(tx, review, rules.NOT_ACCEPTABLE if confirmed else rules.ACCEPTED)
    return Done(review.number, review.status, review.version, {"outcome": review.outcome})


@command
def appeal(tx: Tx, number: str, round_number: int, grounds: str) -> Done:
    """Takes a not acceptable result to the chairman (B7), once a round.

    For the authors of the case, who filed it, and who keeps such cases for the customer; whoever
    appeals stands for the case from then on, is told of its end and judges none of it. Raises
    RuleBroken without grounds, Forbidden, Conflict when the result is another, was appealed
    before, or the panel knows no appeal, and on hold.
    """
    review, round_ = lock_review(tx, number, round_number, rules.CLOSED)
    check_case_not_held(tx, review)
    grounds = needs_reason(grounds)
    is_his = tx.actor.user_id in authors_of(tx, review)
    if not is_his and not appeals_for(tx.session, tx.actor, review):
        raise Forbidden()
    step = get_panel(tx.session, review.panel_version_id).panel.appeal
    if review.outcome != rules.NOT_ACCEPTABLE or step is None:
        raise Conflict(MOVED_ON, number=review.number)
    if round_.appealed_at is not None:
        raise Conflict(N_("This round was appealed before; the decision on it is final."))
    round_.appeal_grounds, round_.appealed_at = grounds, tx.now
    round_.appealed_by_id = tx.actor.user_id
    stand_for(tx, review, [tx.actor.user_id])
    review.status, review.outcome, review.closed_at = rules.APPEAL, "", None
    review.status_since = tx.now
    review.version += 1
    tx.record(review, "Appealed", internal={"round": round_.number}, reason=grounds)
    get_kind(review.document_kind).react(tx, review)
    ask_to_rule(tx, review, round_, step, is_appeal=True)
    return Done(review.number, review.status, review.version)


def withdraw_reviews(tx: Tx, kind: str, document_id: int, reason: str) -> None:
    """Closes what is open about a document that is given up; part of the act that gives it up,
    with the document locked. The document does not have to follow."""
    for review in reviews_of(tx, kind, document_id):
        if review.status == rules.CLOSED:
            continue
        round_ = current_round(tx, review)
        drop_waiting(tx, round_)
        if round_.ended_at is None:
            round_.result, round_.ended_at = rules.SUPERSEDED, tx.now
        review.status, review.outcome = rules.CLOSED, rules.WITHDRAWN
        review.status_since = review.closed_at = tx.now
        review.version += 1
        data = {"document": review.document_number, "outcome": rules.WITHDRAWN}
        tx.record(review, "ReviewClosed", internal=data, reason=reason)


def _checked(round_: ReviewRound, decision: str, reason: str, *, is_appeal: bool) -> str:
    reason = reason.strip()
    if decision not in rules.decisions_open(round_.result, is_appeal=is_appeal):
        raise RuleBroken(N_("Please choose one of the decisions open here."), "decision")
    if (decision == rules.REFUSED or is_appeal) and not reason:
        raise RuleBroken(N_("Please give a reason."), "reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(N_("At most %(most)s characters."), "reason", most=LONGEST_REASON)
    return reason


def _following(tx: Tx, review: Review, round_: ReviewRound, saved: SavedPanel) -> RulingStep | None:
    due = rules.rulings_due(saved.panel, said_in(tx, round_))
    return due[review.level + 1] if review.level + 1 < len(due) else None
