"""Acts on slips of goods in and goods out (H1): written as a draft, posted once, never changed
after; a wrong one is put right by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models import StockSlip, StockSlipLine, Warehouse
from webapp.services.core.changes import changes_between
from webapp.services.core.errors import N_, Conflict, NotFound, Problems
from webapp.services.core.numbering import (
    GOODS_IN,
    GOODS_OUT,
    LONGEST_NUMBER,
    STOCKTAKING,
    next_number,
)
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, needs_reason, wrong_state
from webapp.services.shelves import kinds, posting
from webapp.services.shelves.lines import MOST_LINES, WantedMove

LONGEST_REASON = 200
PREFIXES = {kinds.IN: GOODS_IN, kinds.OUT: GOODS_OUT, kinds.COUNT: STOCKTAKING}


@dataclass(frozen=True, slots=True)
class SlipInput:
    """What a slip of goods in or out says."""

    kind: str
    warehouse_id: int
    lines: Sequence[WantedMove]
    reason: str = ""


@command
def open_slip(tx: Tx, given: SlipInput, *, post: bool = False) -> Done:
    """Writes a slip, and posts it at once where that is wanted.

    Raises RuleBroken at its fields; when posting falls short, nothing is written.
    """
    tx.actor.require(Permission.STOCK_MANAGE)
    if given.kind not in (kinds.IN, kinds.OUT):
        raise NotFound()
    _check(tx, given)
    slip = new_slip(tx, given.kind, given.warehouse_id, given.reason)
    _put_lines(slip, given)
    tx.record(slip, "SlipWritten", {"status": slip.status, "after": _plain(tx, slip)})
    if post:
        posting.post(tx, slip)
    return done_with(slip)


@command
def change_slip(tx: Tx, number: str, version: int, given: SlipInput, *, post: bool = False) -> Done:
    """Changes a draft, and posts it where that is wanted. Raises what writing it raises, and
    Conflict when it is no draft any more or somebody changed it meanwhile."""
    slip = lock_draft(tx, number, version)
    if slip.kind == kinds.COUNT:
        raise wrong_state(slip)
    _check(tx, given)
    before = _plain(tx, slip)
    slip.warehouse_id, slip.reason = given.warehouse_id, given.reason
    _put_lines(slip, given)
    if changes := changes_between(before, _plain(tx, slip)):
        slip.version += 1
        tx.record(slip, "SlipChanged", changes)
    if post:
        posting.post(tx, slip)
    return done_with(slip)


@command
def post_slip(tx: Tx, number: str, version: int) -> Done:
    """Posts a draft of any kind: from now on its goods count. Raises RuleBroken, at
    ``stock.<code>``, for what falls short; Conflict."""
    slip = lock_draft(tx, number, version)
    posting.post(tx, slip)
    return done_with(slip)


@command
def void_slip(tx: Tx, number: str, version: int, reason: str) -> Done:
    """Gives up a draft; it stays on record. Raises RuleBroken without a reason, Conflict."""
    slip = lock_draft(tx, number, version)
    reason = needs_reason(reason)
    slip.status = kinds.VOID
    slip.version += 1
    tx.record(slip, "SlipVoided", {"status": slip.status}, reason=reason)
    return done_with(slip)


def lock_draft(tx: Tx, number: str, version: int | None = None) -> StockSlip:
    """The slip, locked. Without a version whatever it is by now: who counts a line of a sheet
    does not care for the others. Raises NotFound, Conflict."""
    tx.actor.require(Permission.STOCK_MANAGE)
    slip = tx.session.scalar(
        select(StockSlip).where(StockSlip.number == number[:LONGEST_NUMBER]).with_for_update()
    )
    if slip is None:
        raise NotFound()
    if slip.status != kinds.DRAFT:
        raise wrong_state(slip)
    if version is not None and slip.version != version:
        raise Conflict(
            N_("%(number)s was changed by somebody else meanwhile. Nothing was changed."),
            number=slip.number,
        )
    return slip


def new_slip(tx: Tx, kind: str, warehouse_id: int, reason: str) -> StockSlip:
    """An empty draft under a new number."""
    slip = StockSlip(
        number=next_number(tx, PREFIXES[kind]),
        kind=kind,
        warehouse_id=warehouse_id,
        status=kinds.DRAFT,
        version=1,
        reason=reason,
        made_at=tx.now,
        made_by_id=tx.actor.user_id,
        trail_length=0,
        trail_head="",
        lines=[],
    )
    tx.session.add(slip)
    tx.session.flush()
    return slip


def _check(tx: Tx, given: SlipInput) -> None:
    problems = Problems()
    if tx.session.get(Warehouse, given.warehouse_id) is None:
        problems.add("warehouse_id", N_("Please choose a warehouse."))
    if given.kind == kinds.OUT and not given.reason:
        problems.add("reason", N_("Please give a reason."))
    if len(given.reason) > LONGEST_REASON:
        problems.add("reason", N_("At most %(most)s characters."), most=LONGEST_REASON)
    if not given.lines:
        problems.add("lines", N_("The slip has no lines yet."))
    if len(given.lines) > MOST_LINES:
        problems.add("lines", N_("A slip has at most %(most)s lines."), most=MOST_LINES)
    problems.refuse()


def _put_lines(slip: StockSlip, given: SlipInput) -> None:
    """Makes the slip's lines what is wanted; an article that was there keeps its line."""
    before = {line.product_id: line for line in slip.lines}
    lines = [
        before.get(wanted.product_id) or StockSlipLine(product_id=wanted.product_id)
        for wanted in given.lines
    ]
    for position, (line, wanted) in enumerate(zip(lines, given.lines, strict=True), start=1):
        line.position = position
        line.quantity = wanted.quantity
        line.remark = wanted.remark
    slip.lines = lines


def _plain(tx: Tx, slip: StockSlip) -> dict[str, object]:
    """The slip as the trail keeps it."""
    codes = posting.codes_of(tx, [line.product_id for line in slip.lines])
    warehouse = tx.session.get_one(Warehouse, slip.warehouse_id)
    return {
        "warehouse": warehouse.code,
        "reason": slip.reason,
        "lines": [
            [codes[line.product_id], plain(line.quantity), line.remark] for line in slip.lines
        ],
    }
