"""Putting a watched case on hold, and letting it go on (L2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from webapp.models import Customer, SupervisionWatch
from webapp.services.core.errors import N_, Conflict, Forbidden, NotFound
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import needs_reason
from webapp.services.identity.scope import reaches_customers
from webapp.services.settings.queries import company_rules
from webapp.services.supervision.cases import MODELS, Case, find_case
from webapp.services.supervision.watching import tell_supervision, watches_of_case

MAY_NOT_HOLD = N_("In your company the supervision department sees cases and holds none.")
MOVED_ON = N_("The case of %(number)s has moved on meanwhile. Nothing was changed.")
HELD = "held"
WATCHED = "watched"
LONGEST_NUMBER = 60


@command
def hold_case(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Puts every watched document of a case on hold; nothing about them moves on any more.

    The documents are locked first, so that a hold and a step are done one after the other. Raises
    Forbidden where the company does not let supervision hold cases, RuleBroken without a reason,
    Conflict when the case has ended or is on hold already.
    """
    if not company_rules(tx.session).supervision_may_hold:
        raise Forbidden(MAY_NOT_HOLD)
    reason = needs_reason(reason)
    leader = _find(tx, number)
    case = _lock_case(tx, leader)
    watches = _checked(tx, leader, version, is_held=False)
    for watch in watches:
        watch.held_at, watch.held_by_id = tx.now, tx.actor.user_id
        watch.hold_reason = reason
        watch.version += 1
        tx.record(watch, "CaseHeld", internal={"number": watch.document_number}, reason=reason)
    tell_supervision(tx, watches[0], "CaseHeld", leader.document_number, reason=reason)
    _tell_owners(tx, case, watches, "CaseHeld", reason)
    return _done(watches[0], HELD)


@command
def release_case(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Lets a case go on. Raises what holding raises; the company's choice about holds does not
    matter, so that none is stuck."""
    reason = needs_reason(reason)
    leader = _find(tx, number)
    case = _lock_case(tx, leader)
    watches = _checked(tx, leader, version, is_held=True)
    for watch in watches:
        watch.held_at = watch.held_by_id = None
        watch.hold_reason = ""
        watch.version += 1
        tx.record(watch, "CaseReleased", internal={"number": watch.document_number}, reason=reason)
    tell_supervision(tx, watches[0], "CaseReleased", leader.document_number, reason=reason)
    _tell_owners(tx, case, watches, "CaseReleased", reason)
    return _done(watches[0], WATCHED)


def _find(tx: Tx, number: str) -> SupervisionWatch:
    """The watch that leads the case of a watched document; raises Forbidden, NotFound."""
    tx.actor.require(Permission.SUPERVISION_WATCH)
    watch = tx.session.scalar(
        select(SupervisionWatch)
        .join(Customer, Customer.id == SupervisionWatch.customer_id)
        .where(
            SupervisionWatch.document_number == number[:LONGEST_NUMBER],
            reaches_customers(tx.actor, Permission.SUPERVISION_WATCH),
        )
    )
    if watch is None:
        raise NotFound()
    return tx.session.get_one(SupervisionWatch, watch.leader_id or watch.id)


def _lock_case(tx: Tx, leader: SupervisionWatch) -> Case:
    """The case with all its documents locked, those that joined it meanwhile as well; the latest
    kind first, as the acts on orders lock their contract after themselves."""
    locked: set[tuple[str, int]] = set()
    while True:
        case = find_case(tx.session, leader.document_kind, leader.document_id)
        if not case.keys - locked:
            return case
        for kind in reversed(MODELS):
            _lock(tx, MODELS[kind], {one for name, one in case.keys - locked if name == kind})
        locked |= case.keys


def _lock(tx: Tx, model: Any, ids: set[int]) -> None:
    if ids:
        rows = select(model.id).where(model.id.in_(ids)).order_by(model.id)
        tx.session.execute(rows.with_for_update()).all()


def _checked(
    tx: Tx, leader: SupervisionWatch, version: int, *, is_held: bool
) -> Sequence[SupervisionWatch]:
    watches = watches_of_case(tx, leader.id)
    stands = bool(watches) and (watches[0].held_at is not None) == is_held
    if not stands or watches[0].version != version:
        raise Conflict(MOVED_ON, number=leader.document_number)
    return watches


def _tell_owners(
    tx: Tx, case: Case, watches: Sequence[SupervisionWatch], name: str, reason: str
) -> None:
    """Whoever sells or made a document of the case is told about the latest one of his."""
    watched = {(one.document_kind, one.document_id) for one in watches}
    mine = {
        user_id: one
        for one in case.documents
        if (one.kind, one.id) in watched
        for user_id in one.people
    }
    for user_id, document in sorted(mine.items()):
        told = {"document": document.number, "who": tx.actor.name, "reason": reason}
        tx.notify(user_id, f"{name}ToOwner", told, kind=document.kind, number=document.number)


def _done(leader: SupervisionWatch, status: str) -> Done:
    return Done(leader.document_number, status, leader.version)
