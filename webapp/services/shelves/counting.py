"""Stocktaking: a sheet of what should be there, and what is (H1).

The sheet freezes what the books say of each article. An article that is counted freezes it anew,
because the shelf was looked at just then: its difference is what was counted less what the books
said at that moment. Posting changes the books by the differences, not to the counts, so that what
came and went since the counting still stands. What was not counted is left alone.

Several people may count one sheet: each sends what he saw and what he counted, line by line. A
line that somebody else has counted meanwhile is not overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, insert, or_, select

from webapp.models import Category, Product, StockBalance, StockSlip, StockSlipLine, Warehouse
from webapp.services.core.errors import N_, NotFound, Problems, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.documents.acting import done_with, wrong_state
from webapp.services.shelves import kinds
from webapp.services.shelves.lines import LARGEST_QUANTITY
from webapp.services.shelves.slips import lock_draft, new_slip

MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody found of one line, and what stood there when he looked; None for nothing."""

    line_id: int
    was: Decimal | None
    counted: Decimal | None


@command
def start_count(tx: Tx, warehouse_id: int, category_id: int | None, reason: str = "") -> Done:
    """Makes the sheet of a warehouse, of one category with all below it or of everything.

    Raises RuleBroken when there is nothing to count, or another open sheet has some of it: two
    sheets would book one difference twice.
    """
    tx.actor.require(Permission.STOCK_MANAGE)
    # Locked, so that of two who start at once the second finds the first one's sheet.
    if tx.session.get(Warehouse, warehouse_id, with_for_update=True) is None:
        raise RuleBroken(N_("Please choose a warehouse."), "warehouse_id")
    rows = tx.session.execute(
        select(Product.id, func.coalesce(StockBalance.on_hand, 0))
        .join(Category, Category.id == Product.category_id)
        .outerjoin(StockBalance, _stands_in(warehouse_id))
        .where(or_(Product.on_shelf, StockBalance.on_hand != 0), _within(tx, category_id))
        .order_by(Category.path, Product.code)
    ).all()
    if not rows:
        raise RuleBroken(N_("There is nothing to count here."), "category_id")
    if len(rows) > MOST_COUNTED:
        text = N_("A sheet has at most %(most)s articles. Please choose a category.")
        raise RuleBroken(text, "category_id", most=MOST_COUNTED)
    _refuse_overlap(tx, warehouse_id, category_id)
    slip = new_slip(tx, kinds.COUNT, warehouse_id, reason)
    _add_lines(tx, slip, [(id_, on_hand) for id_, on_hand in rows])
    tx.record(slip, "CountStarted", {"status": slip.status, "articles": len(rows)})
    return done_with(slip)


def _stands_in(warehouse_id: int) -> ColumnElement[bool]:
    return and_(StockBalance.product_id == Product.id, StockBalance.warehouse_id == warehouse_id)


def _within(tx: Tx, category_id: int | None) -> ColumnElement[bool]:
    if category_id is None:
        return Product.id.is_not(None)
    category = tx.session.get(Category, category_id)
    if category is None:
        raise RuleBroken(N_("There is no such category."), "category_id")
    return Category.path.startswith(category.path, autoescape=True)


def _refuse_overlap(tx: Tx, warehouse_id: int, category_id: int | None) -> None:
    other = tx.session.scalar(
        select(StockSlip.number)
        .join(StockSlipLine, StockSlipLine.slip_id == StockSlip.id)
        .join(Product, Product.id == StockSlipLine.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(
            StockSlip.kind == kinds.COUNT,
            StockSlip.status == kinds.DRAFT,
            StockSlip.warehouse_id == warehouse_id,
            _within(tx, category_id),
        )
        .limit(1)
    )
    if other is not None:
        text = N_("%(number)s counts some of these articles already. Post or void it first.")
        raise RuleBroken(text, "category_id", number=other)


def _add_lines(tx: Tx, slip: StockSlip, found: Sequence[tuple[int, Decimal]]) -> None:
    tx.session.execute(
        insert(StockSlipLine),
        [
            {
                "slip_id": slip.id,
                "position": position,
                "product_id": product_id,
                "quantity": Decimal(0),
                "book": on_hand,
                "counted": None,
                "remark": "",
            }
            for position, (product_id, on_hand) in enumerate(found, start=1)
        ],
    )


@command
def enter_counts(tx: Tx, number: str, counts: Sequence[Counted]) -> Done:
    """Writes what was counted into an open sheet; ``details`` tell how many lines it changed.

    Raises RuleBroken at ``counted.<line id>`` of every line that somebody else has counted
    differently meanwhile (nothing is written then), Conflict when the sheet is closed.
    """
    slip = lock_draft(tx, number)
    if slip.kind != kinds.COUNT:
        raise wrong_state(slip)
    lines = _lines(tx, slip, [one.line_id for one in counts])
    changed = [one for one in counts if one.counted != lines[one.line_id].counted]
    _refuse_clashes(changed, lines)
    if changed:
        written = _write(tx, slip, changed, lines)
        slip.version += 1
        tx.record(slip, "CountEntered", {"lines": written})
    return done_with(slip, changed=len(changed))


def _lines(tx: Tx, slip: StockSlip, ids: Sequence[int]) -> dict[int, StockSlipLine]:
    rows = tx.session.scalars(
        select(StockSlipLine).where(StockSlipLine.slip_id == slip.id, StockSlipLine.id.in_(ids))
    )
    found = {line.id: line for line in rows}
    if set(ids) - found.keys():
        raise NotFound()
    return found


def _refuse_clashes(changed: Sequence[Counted], lines: dict[int, StockSlipLine]) -> None:
    problems = Problems()
    for one in changed:
        now, place = lines[one.line_id].counted, f"counted.{one.line_id}"
        if one.counted is not None and not 0 <= one.counted <= LARGEST_QUANTITY:
            problems.add(place, N_("This quantity is out of bounds."))
        elif one.was != now:
            text = N_("Somebody has counted %(counted)s meanwhile. Send again to overwrite it.")
            if now is None:
                text = N_("Somebody has taken the count back meanwhile. Send again to enter it.")
            problems.add(place, text, counted="" if now is None else plain(now))
    problems.refuse()


def _write(
    tx: Tx, slip: StockSlip, changed: Sequence[Counted], lines: dict[int, StockSlipLine]
) -> list[list[str]]:
    """Counts and what the books say now; answers code, before and after for the trail."""
    ids = [lines[one.line_id].product_id for one in changed]
    rows = tx.session.execute(
        select(Product.id, Product.code, func.coalesce(StockBalance.on_hand, 0))
        .outerjoin(StockBalance, _stands_in(slip.warehouse_id))
        .where(Product.id.in_(ids))
    )
    known = {id_: (code, on_hand) for id_, code, on_hand in rows}
    written = []
    for one in changed:
        line = lines[one.line_id]
        code, on_hand = known[line.product_id]
        written.append([code, _said(line.counted), _said(one.counted)])
        line.counted, line.book = one.counted, on_hand
    return written


def _said(quantity: Decimal | None) -> str:
    return "" if quantity is None else plain(quantity)
