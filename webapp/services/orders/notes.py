"""What the company writes and files on an order for itself: the customer never sees it."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.services.core.errors import N_, Forbidden, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with
from webapp.services.files.storing import Paper, attach
from webapp.services.orders import kinds
from webapp.services.orders.locking import lock_order

LONGEST_REMARK = 500


@command
def change_remark(tx: Tx, number: str, version: int, remark: str) -> Done:
    """Writes the internal remark; before and after stay in the company's part of the trail.

    Raises RuleBroken when it is too long, Conflict, Forbidden.
    """
    tx.actor.require(Permission.ORDER_CHANGE)
    if len(remark) > LONGEST_REMARK:
        raise RuleBroken(N_("At most %(most)s characters."), "remark", most=LONGEST_REMARK)
    order = lock_order(tx, number, version, Permission.ORDER_CHANGE)
    before, order.internal_remark = order.internal_remark, remark
    order.version += 1
    tx.record(order, "RemarkChanged", internal={"before": before, "after": remark})
    return done_with(order)


@command
def file_inside(tx: Tx, number: str, papers: Sequence[Paper]) -> Done:
    """Files the company's own papers on an order; whoever of the company sees it may add one.

    Raises RuleBroken without a paper, Forbidden for a customer.
    """
    if not tx.actor.is_company:
        raise Forbidden()
    if not papers:
        raise RuleBroken(N_("Please choose a file."), "papers")
    order = lock_order(tx, number, None)
    attach(tx, kinds.KIND, order.id, papers, is_internal=True)
    names = [paper.upload.name for paper in papers]
    tx.record(order, "FiledInside", internal={"papers": names})
    return done_with(order)
