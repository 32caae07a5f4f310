"""Which acts a reader may do on a request right now: what its page offers. The commands decide
again, from the same rules, under lock."""

from __future__ import annotations

from webapp.models import Customer, ReturnRequest
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach
from webapp.services.identity.scope import reaches_customer
from webapp.services.returns import kinds
from webapp.services.returns.commands import may_decide, send_back_targets


def actions(
    actor: Actor, request: ReturnRequest, chain: Chain, customer: Customer
) -> frozenset[str]:
    """Names of what may be done; ``customer`` is the request's."""
    if actor.is_customer:
        offered = _customers(request)
    else:
        offered = _companys(actor, request, chain, customer)
    return frozenset(name for name, is_open in offered.items() if is_open)


def _customers(request: ReturnRequest) -> dict[str, bool]:
    draft = request.status == kinds.DRAFT
    untouched = request.status == kinds.RETURN_REVIEW and not request.passed_by_id
    return {"resubmit": draft, "void": draft or untouched}


def _companys(
    actor: Actor, request: ReturnRequest, chain: Chain, customer: Customer
) -> dict[str, bool]:
    step = next((one for one in chain.on if one.key == request.status), None)
    passable = step is not None and may_decide(actor, step, request.level, customer)
    targets = send_back_targets(chain, request.status, request.goods_taken_in)
    decides = actor.reach(Permission.RETURN_REVIEW) is Reach.ALL
    waits, is_draft = request.status == kinds.RETURN_REVIEW, request.status == kinds.DRAFT
    voidable = request.status not in kinds.CLOSED and not request.goods_taken_in
    return {
        "pass": passable,
        "opinion": waits and reaches_customer(actor, Permission.RETURN_REVIEW, customer),
        "send_back": passable and bool(targets),
        "void": decides and voidable,
        "resubmit": is_draft and reaches_customer(actor, Permission.RETURN_CREATE, customer),
    }
