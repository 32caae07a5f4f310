"""Which acts a reader may do on a request right now: what its page offers. The commands decide
again, from the same rules, under lock."""

from __future__ import annotations

from webapp.models import ReturnRequest
from webapp.services.chains.rules import Chain
from webapp.services.core.actor import Actor
from webapp.services.core.permissions import Permission, Reach
from webapp.services.returns import kinds
from webapp.services.returns.commands import may_decide, send_back_targets


def actions(actor: Actor, request: ReturnRequest, chain: Chain) -> frozenset[str]:
    """Names of what may be done."""
    offered = _customers(request) if actor.is_customer else _companys(actor, request, chain)
    return frozenset(name for name, is_open in offered.items() if is_open)


def _customers(request: ReturnRequest) -> dict[str, bool]:
    draft = request.status == kinds.DRAFT
    untouched = request.status == kinds.RETURN_REVIEW and not request.passed_by_id
    return {"resubmit": draft, "void": draft or untouched}


def _companys(actor: Actor, request: ReturnRequest, chain: Chain) -> dict[str, bool]:
    step = next((one for one in chain.on if one.key == request.status), None)
    passable = step is not None and may_decide(actor, step, request.level)
    targets = send_back_targets(chain, request.status, request.goods_taken_in)
    decides = actor.reach(Permission.RETURN_REVIEW) is Reach.ALL
    waits = request.status == kinds.RETURN_REVIEW
    voidable = request.status not in kinds.CLOSED and not request.goods_taken_in
    return {
        "pass": passable,
        "opinion": waits and actor.may(Permission.RETURN_REVIEW),
        "send_back": passable and bool(targets),
        "void": decides and voidable,
        "resubmit": request.status == kinds.DRAFT and actor.may(Permission.RETURN_CREATE),
    }
