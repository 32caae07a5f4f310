"""Returns as a kind of document for the chain engine."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from webapp.models import ReturnRequest
from webapp.services.chains.kinds import DocumentKind, WaitingCount
from webapp.services.chains.rules import SUBMIT, Chain, adopted_level
from webapp.services.core.errors import N_
from webapp.services.core.transaction import Tx
from webapp.services.documents.waiting import count_waiting, lock_waiting
from webapp.services.returns import kinds, moving


def waiting(session: Session, version_ids: Iterable[int]) -> list[WaitingCount]:
    """Open requests by chain version and status."""
    return count_waiting(session, ReturnRequest, kinds.STEP_KEYS, version_ids)


def adopt(tx: Tx, chain: Chain, older: Iterable[int]) -> int:
    """Moves open requests to a chain; answers how many. Those in a step that is now off go to
    the next one that is on, each with its entry in the trail."""
    requests = lock_waiting(tx, ReturnRequest, kinds.STEP_KEYS, older)
    for request in requests:
        before = request.status
        request.chain_version_id = chain.version_id
        step = chain.step(before)
        if step.is_on:
            request.level = adopted_level(step, request.level, request.total_amount)
        else:
            _leave(tx, request, chain, before)
        request.version += 1
        tx.record(request, "ChainAdopted", {"from": before, "status": request.status})
    return len(requests)


def _leave(tx: Tx, request: ReturnRequest, chain: Chain, standing: str) -> None:
    """Out of a step that is off; duties that no later step will do are done now."""
    before = kinds.STEP_KEYS[: kinds.STEP_KEYS.index(standing)]
    for key in (SUBMIT, *before):
        moving.discharge(tx, request, chain, key)
    following = next((step.key for step in chain.on_after(standing)), kinds.COMPLETED)
    moving.enter(tx, request, chain, following)


RETURN_KIND = DocumentKind(
    key=kinds.KIND,
    label=N_("Returns"),
    variants=("",),
    steps=kinds.STEPS,
    waiting=waiting,
    adopt=adopt,
)
