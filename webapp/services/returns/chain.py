"""Returns as a kind of document for the chain engine."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Customer, Order, ReturnRequest
from webapp.services.chains.kinds import DocumentKind, Move, WaitingCount
from webapp.services.chains.rules import SUBMIT, Chain, adopted_level
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Tx
from webapp.services.documents.waiting import count_waiting, lock_waiting, waits
from webapp.services.identity.scope import reaches_customers
from webapp.services.returns import kinds, moving


def waiting(session: Session, version_ids: Iterable[int]) -> list[WaitingCount]:
    """Open requests by chain version and status."""
    return count_waiting(session, ReturnRequest, kinds.STEP_KEYS, version_ids)


def foresee(session: Session, actor: Actor, chain: Chain, version_ids: Iterable[int]) -> list[Move]:
    """Where each open request would stand on this chain (A9)."""
    rows = session.execute(
        select(
            ReturnRequest.number,
            Order.customer_name,
            ReturnRequest.chain_version_id,
            ReturnRequest.status,
            reaches_customers(actor, Permission.ORDER_VIEW).label("in_reach"),
        )
        .join(Order, Order.id == ReturnRequest.order_id)
        .join(Customer, Customer.id == ReturnRequest.customer_id)
        .where(waits(ReturnRequest, kinds.STEP_KEYS, version_ids))
        .order_by(ReturnRequest.id)
    )
    return [
        Move(number, customer, version, status, goes_to(chain, status), bool(in_reach))
        for number, customer, version, status, in_reach in rows
    ]


def goes_to(chain: Chain, standing: str) -> str:
    """Where a request that stands in a step stands once it has adopted a chain."""
    if chain.is_on(standing):
        return standing
    return next((step.key for step in chain.on_after(standing)), kinds.COMPLETED)


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
    moving.enter(tx, request, chain, goes_to(chain, standing))


RETURN_KIND = DocumentKind(
    key=kinds.KIND,
    label=N_("Returns"),
    variants=lambda _: ("",),
    steps=kinds.STEPS,
    waiting=waiting,
    foresee=foresee,
    adopt=adopt,
)
