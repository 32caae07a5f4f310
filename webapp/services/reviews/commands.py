"""Acts within a round: convening it or sending the case back, giving an opinion, ending a round
whose result is settled."""

from __future__ import annotations

from webapp.models import Opinion, Review, ReviewRound, ReviewSeat
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Conflict, Forbidden
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import needs_reason
from webapp.services.files.storing import attach
from webapp.services.reviews import rules
from webapp.services.reviews.answers import OpinionInput, checked_answers
from webapp.services.reviews.asking import GIVEN, drop_waiting, waiting_seats
from webapp.services.reviews.closing import close, end_round, said_in
from webapp.services.reviews.kinds import get_kind
from webapp.services.reviews.locking import MOVED_ON, check_case_not_held, lock_review
from webapp.services.reviews.opening import begin_opinions
from webapp.services.reviews.saved_panels import get_panel
from webapp.services.reviews.seating import NOT_HERE, take_seat

#: The kind under which an opinion's papers are kept.
OPINION = "opinion"


@command
def convene(tx: Tx, number: str, round_number: int) -> Done:
    """Calls the departments for their opinions (B3, L9). Raises Forbidden for anybody but a
    convenor, Conflict when it is convened already or on hold."""
    review, round_ = lock_review(tx, number, round_number, rules.CONVENING)
    check_case_not_held(tx, review)
    _convenor(tx, round_)
    _convened(tx, round_)
    review.version += 1
    tx.record(review, "ReviewConvened", internal={"round": round_.number})
    begin_opinions(tx, review, round_, get_panel(tx.session, review.panel_version_id))
    return _done(review)


@command
def send_case_back(tx: Tx, number: str, round_number: int, reason: str) -> Done:
    """The convenor gives the case back to its author instead of calling anybody.

    Raises RuleBroken without a reason, and what convening raises.
    """
    reason = needs_reason(reason)
    review, round_ = lock_review(tx, number, round_number, rules.CONVENING)
    check_case_not_held(tx, review)
    _convenor(tx, round_)
    drop_waiting(tx, round_)
    round_.result, round_.ended_at = rules.SUPERSEDED, tx.now
    review.version += 1
    close(tx, review, rules.SENT_BACK, reason)
    return _done(review)


@command
def give_opinion(
    tx: Tx, number: str, round_number: int, seat_key: str, given: OpinionInput
) -> Done:
    """Fills a seat of the round, once (B3, B5). With the last seat the round ends.

    Raises Forbidden when the person does not sit there, wrote what is judged, or speaks
    elsewhere in this review; Conflict when the seat is filled, the round is over or the case on
    hold; RuleBroken at the fields of the form.
    """
    review, round_ = lock_review(tx, number, round_number, rules.OPINIONS)
    check_case_not_held(tx, review)
    waiting = waiting_seats(tx, round_, "opinion")
    seat = next((one for one in waiting if one.key == seat_key), None)
    if seat is None:
        raise Conflict(MOVED_ON, number=review.number)
    for_id = take_seat(tx.session, tx.actor, seat, tx.today)
    saved = get_panel(tx.session, review.panel_version_id)
    sheet = get_kind(review.document_kind).sheet(
        tx.session, review.document_id, round_.document_version
    )
    answers = checked_answers(
        saved.panel.seat(seat_key), review.product_kind, given, sheet.materials
    )
    opinion = Opinion(
        review_id=review.id,
        round_id=round_.id,
        seat_key=seat_key,
        verdict=given.verdict,
        answers=answers,
        conditions=given.conditions.strip(),
        remark=given.remark.strip(),
        committed_days=given.committed_days,
        given_at=tx.now,
        given_by_id=_user_id(tx.actor),
        for_id=for_id,
    )
    tx.session.add(opinion)
    tx.session.flush()
    attach(tx, OPINION, opinion.id, given.papers, is_internal=True)
    seat.status, seat.opinion_id = GIVEN, opinion.id
    review.version += 1
    data = {"round": round_.number, "seat": seat_key, "verdict": given.verdict}
    tx.record(review, "SeatFilled", internal=data)
    if len(waiting) == 1:
        end_round(tx, review, round_, saved)
    return _done(review)


@command
def conclude_round(tx: Tx, number: str, round_number: int) -> Done:
    """Ends a round without the seats that can no longer change its result (k of n).

    For who convened it, or who filed this version. Raises Forbidden, Conflict while it is open
    how the round will end or who has to rule.
    """
    review, round_ = lock_review(tx, number, round_number, rules.OPINIONS)
    check_case_not_held(tx, review)
    saved = get_panel(tx.session, review.panel_version_id)
    if tx.actor.user_id not in (round_.opened_by_id, round_.convened_by_id):
        raise Forbidden()
    if not rules.is_settled(saved.panel, said_in(tx, round_)):
        raise Conflict(N_("The departments still to speak can change the result."))
    review.version += 1
    end_round(tx, review, round_, saved)
    return _done(review)


def _convenor(tx: Tx, round_: ReviewRound) -> ReviewSeat:
    """The waiting seat that the actor convenes from; raises Forbidden."""
    for seat in waiting_seats(tx, round_, "convene"):
        try:
            take_seat(tx.session, tx.actor, seat, tx.today)
        except Forbidden:
            continue
        return seat
    raise Forbidden(NOT_HERE)


def _convened(tx: Tx, round_: ReviewRound) -> None:
    for seat in waiting_seats(tx, round_, "convene"):
        seat.status = GIVEN
    round_.convened_at, round_.convened_by_id = tx.now, tx.actor.user_id


def _user_id(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden(NOT_HERE)
    return actor.user_id


def _done(review: Review) -> Done:
    return Done(review.number, review.status, review.version, {"outcome": review.outcome})
