"""Acts of the company on a return: opinion, pass, receive, send back, void; and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from webapp.models import Customer, ReturnRequest
from webapp.services.chains.queries import get_chain
from webapp.services.chains.rules import Chain, Step, first_level, may_act, next_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Forbidden, Problems, RuleBroken
from webapp.services.core.permissions import Permission, Reach
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.identity.scope import reaches_customer
from webapp.services.returns import kinds, moving
from webapp.services.returns.locking import lock_return

#: Which right reaches a request in which step.
RIGHTS = {step.key: step.permission for step in kinds.STEPS}


@command
def advise_on_return(tx: Tx, number: str, version: int, opinion: str) -> Done:
    """The regional manager's preliminary opinion, beside which the final review decides.

    Raises RuleBroken without words, Conflict outside return review.
    """
    tx.actor.require(Permission.RETURN_REVIEW)
    opinion = needs_reason(opinion)
    request = lock_return(tx, number, version, Permission.RETURN_REVIEW)
    if request.status != kinds.RETURN_REVIEW:
        raise wrong_state(request)
    request.opinion, request.opinion_by_id = opinion, tx.actor.user_id
    request.version += 1
    tx.record(request, "OpinionGiven", internal={"opinion": opinion})
    return done_with(request)


@command
def pass_return(
    tx: Tx,
    number: str,
    version: int,
    status: str,
    received: Mapping[int, Decimal] | None = None,
) -> Done:
    """Passes the step that the request waits for; ``received`` are quantities by line id where
    goods are received, all that was approved when it is left out.

    Raises Conflict when it stands elsewhere, Forbidden when the step is not this person's,
    RuleBroken at ``lines.<id>`` for more than was approved, and where nothing arrived.
    """
    request, chain, step = _waiting(tx, number, version, status)
    if step.key == kinds.GOODS_RECEIPT:
        _receive(tx, request, received)
    level = request.level
    following = next_level(step, level, request.total_amount)
    if following is None:
        moving.leave_step(tx, request, chain, step.key)
    else:
        request.level, request.status_since = following, tx.now
    request.passed_by_id = tx.actor.user_id
    request.version += 1
    data = {"step": step.key, "level": level, "status": request.status}
    quantities = [[line.code, plain(line.received)] for line in request.lines]
    tx.record(request, "StepPassed", {**data, "received": quantities})
    return done_with(request)


@command
def send_return_back(tx: Tx, number: str, version: int, target: str, reason: str) -> Done:
    """Sends a request back to its first step, or to the customer, while no goods are in.

    Raises RuleBroken without a reason or for another target, Conflict, Forbidden.
    """
    reason = needs_reason(reason)
    request, chain, step = _waiting(tx, number, version, None)
    if target not in send_back_targets(chain, request.status, request.goods_taken_in):
        raise RuleBroken(N_("It cannot be sent back there from here."), "target")
    request.status, request.status_since, request.level = target, tx.now, 0
    if chain.has(target):
        request.level = first_level(chain.step(target), request.total_amount)
    request.sent_back_reason = reason
    request.passed_by_id = tx.actor.user_id
    request.version += 1
    tx.record(request, "SentBack", {"step": step.key, "status": target}, reason=reason)
    moving.tell_customer(tx, request, "ReturnSentBack", {"reason": reason})
    return done_with(request)


@command
def void_return(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Ends a request before goods are in: refused by the company, or given up as a draft by the
    customer. Raises RuleBroken without a reason, Conflict later on."""
    permission = Permission.RETURN_REVIEW
    if not tx.actor.is_customer and tx.actor.reach(permission) is not Reach.ALL:
        raise Forbidden()
    reason = needs_reason(reason)
    request = lock_return(tx, number, version, permission)
    untouched = request.status == kinds.RETURN_REVIEW and not request.passed_by_id
    if request.status in kinds.CLOSED or request.goods_taken_in:
        raise wrong_state(request)
    if tx.actor.is_customer and request.status != kinds.DRAFT and not untouched:
        raise wrong_state(request)
    before = request.status
    request.status, request.status_since = kinds.VOID, tx.now
    request.void_reason, request.passed_by_id = reason, tx.actor.user_id
    request.version += 1
    tx.record(request, "ReturnVoided", {"from": before, "status": kinds.VOID}, reason=reason)
    moving.tell_customer(tx, request, "ReturnVoided", {"reason": reason})
    return done_with(request)


def send_back_targets(chain: Chain, status: str, goods_taken_in: bool) -> tuple[str, ...]:
    """The first step that is on, unless it stands there; the customer, while no goods are in."""
    if not chain.is_on(status):
        return ()
    first = chain.first_company_step
    earlier = (first,) if first is not None and first != status and not goods_taken_in else ()
    return earlier + (() if goods_taken_in else (kinds.DRAFT,))


def may_decide(actor: Actor, step: Step, level: int, customer: Customer) -> bool:
    """Whether this person may pass the step of this customer's request: the step's right may
    reach less far than viewing, and a review by reach ``own`` is an opinion only."""
    if step.key == kinds.RETURN_REVIEW and actor.reach(Permission.RETURN_REVIEW) is Reach.OWN:
        return False
    reached = step.permission is not None and reaches_customer(actor, step.permission, customer)
    return reached and may_act(actor, step, level)


def _waiting(
    tx: Tx, number: str, version: int, status: str | None
) -> tuple[ReturnRequest, Chain, Step]:
    request = lock_return(tx, number, version)
    chain = get_chain(tx.session, request.chain_version_id)
    step = next((one for one in chain.on if one.key == request.status), None)
    if step is None or (status is not None and request.status != status):
        raise wrong_state(request)
    customer = tx.session.get_one(Customer, request.customer_id)
    if not may_decide(tx.actor, step, request.level, customer):
        raise Forbidden()
    return request, chain, step


def _receive(tx: Tx, request: ReturnRequest, received: Mapping[int, Decimal] | None) -> None:
    quantities = {line.id: line.quantity for line in request.lines}
    if received is not None:
        problems = Problems()
        for line in request.lines:
            given = received.get(line.id, Decimal(0))
            if not 0 <= given <= line.quantity:
                text = N_("From 0 to %(most)s.")
                problems.add(f"lines.{line.id}", text, most=plain(line.quantity))
            quantities[line.id] = given
        if not problems and not any(quantities.values()):
            problems.add("lines", N_("Nothing has arrived: send the return back, or void it."))
        problems.refuse()
    moving.receive(tx, request, quantities)
