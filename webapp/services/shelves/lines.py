"""Lines of goods in and goods out as people enter them, by code or bar code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.ordering.lines import Found, RawLine, RowProblems, find_products

MOST_LINES = 500
LONGEST_REMARK = 200
LARGEST_QUANTITY = Decimal(10) ** 8


@dataclass(frozen=True, slots=True)
class WantedMove:
    """An article and how much of it moves, in its unit."""

    product_id: int
    quantity: Decimal
    remark: str = ""


def resolve_moves(
    session: Session, actor: Actor, raw: Sequence[RawLine]
) -> tuple[list[WantedMove], RowProblems]:
    """The rows as lines of a slip, and what is wrong with the others by row. An article that
    stands on several rows, as when it is scanned again, is one line with their sum; quantities
    may be given in any of its units."""
    products = find_products(session, actor, (line.code for line in raw))
    problems: RowProblems = {}
    moves: dict[int, WantedMove] = {}
    for line in raw:
        try:
            move = _resolve(line, products)
        except RuleBroken as refused:
            problems[line.row] = refused.messages
            continue
        before = moves.get(move.product_id, replace(move, quantity=Decimal(0)))
        total = before.quantity + move.quantity
        moves[move.product_id] = replace(move, quantity=total, remark=before.remark or move.remark)
    return list(moves.values()), problems


def _resolve(line: RawLine, products: dict[str, Found]) -> WantedMove:
    if not line.code.strip():
        raise RuleBroken(N_("The article code is missing."))
    found = products.get(line.code.strip())
    if found is None:
        raise RuleBroken(N_("There is no article with this code."))
    if not line.quantity.strip():
        raise RuleBroken(N_("The quantity is missing."))
    quantity = found.quantity(line.quantity)
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise RuleBroken(N_("The quantity must be more than zero."))
    return WantedMove(found.product.id, quantity, line.remark[:LONGEST_REMARK])
