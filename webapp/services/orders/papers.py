"""Papers and announced payments that follow an order after it was placed (D2, D4)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from webapp.models import Attachment, Order, Remittance
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, wrong_state
from webapp.services.files.storing import Paper, attach
from webapp.services.orders import kinds, money
from webapp.services.orders.locking import lock_order
from webapp.services.orders.placing import LARGEST_AMOUNT, RemittanceClaim

MOST_PAPERS = 60
LONGEST_PAYER = 120


@command
def add_papers(tx: Tx, number: str, papers: Sequence[Paper]) -> Done:
    """Hangs further papers, which both sides see, on an order that is not closed.

    It depends on no version and changes none: a paper that arrives takes nobody's review away.
    Raises RuleBroken without a paper or with too many, Conflict when the order is closed,
    NotFound, Forbidden.
    """
    order = _lock(tx, number)
    if order.status in kinds.CLOSED:
        raise wrong_state(order)
    if not papers:
        raise RuleBroken(N_("Please choose a file."), "papers")
    _check_room(tx, order, len(papers))
    attach(tx, kinds.KIND, order.id, papers)
    data = {"papers": [[paper.purpose, paper.upload.name] for paper in papers]}
    tx.record(order, "PapersAdded", data)
    return done_with(order)


@command
def add_remittance(tx: Tx, number: str, claim: RemittanceClaim, slip: Paper | None) -> Done:
    """Announces a payment for an order with payer, amount and slip; finance confirms it (D4).

    Raises RuleBroken for an amount out of bounds and without payer or slip, Conflict when the
    order is closed.
    """
    order = _lock(tx, number)
    if order.status in kinds.CLOSED:
        raise wrong_state(order)
    _check_claim(claim, slip)
    _check_room(tx, order, 1)
    stored = attach(tx, kinds.KIND, order.id, [slip] if slip else [])
    tx.session.add(
        Remittance(
            order_id=order.id,
            payer=claim.payer,
            amount=claim.amount,
            file_id=stored[0].id if stored else None,
            status="waiting",
            made_at=tx.now,
        )
    )
    tx.session.flush()
    money.settle_account(tx, order)
    tx.record(order, "RemittanceAnnounced", {"payer": claim.payer, "amount": str(claim.amount)})
    return done_with(order)


def _lock(tx: Tx, number: str) -> Order:
    if tx.actor.is_customer:
        return lock_order(tx, number, None)
    tx.actor.require(Permission.ORDER_CHANGE)
    return lock_order(tx, number, None, Permission.ORDER_CHANGE)


def _check_claim(claim: RemittanceClaim, slip: Paper | None) -> None:
    problems = Problems()
    if not claim.payer:
        problems.add("payer", N_("Please fill this in."))
    elif len(claim.payer) > LONGEST_PAYER:
        problems.add("payer", N_("At most %(most)s characters."), most=LONGEST_PAYER)
    if not 0 < claim.amount < LARGEST_AMOUNT:
        problems.add("amount", N_("The amount must be more than zero."))
    if slip is None:
        problems.add("slip", N_("Please upload the remittance slip."))
    problems.refuse()


def _check_room(tx: Tx, order: Order, more: int) -> None:
    statement = select(func.count()).where(
        Attachment.document_kind == kinds.KIND, Attachment.document_id == order.id
    )
    if tx.session.scalars(statement).one() + more > MOST_PAPERS:
        raise RuleBroken(N_("An order has at most %(most)s papers."), "papers", most=MOST_PAPERS)
