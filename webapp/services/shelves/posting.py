"""Posting a slip: its lines go through the ledger as a whole, or nothing does (H1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select

from webapp.models import Customer, Order, OrderLine, Product, StockBalance, StockSlip
from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.identity.scope import reaches_customers
from webapp.services.shelves import kinds, rules
from webapp.services.stock import ledger

MOST_NAMED = 5


def post(tx: Tx, slip: StockSlip) -> None:
    """Moves the stock and closes the slip. Raises RuleBroken, at ``stock.<code>`` of each article
    that falls short, with the orders that hold it."""
    changes = {line.product_id: rules.moves(slip.kind, line) for line in slip.lines}
    _refuse_nothing(slip)
    try:
        ledger.post(
            tx,
            slip.warehouse_id,
            kinds.ENTRIES[slip.kind],
            [ledger.Movement(product_id, change) for product_id, change in changes.items()],
            document_number=slip.number,
            reason=slip.reason,
        )
    except RuleBroken as refused:
        raise _explained(tx, slip, refused, changes) from refused
    slip.status = kinds.POSTED
    slip.posted_at, slip.posted_by_id = tx.now, tx.actor.user_id
    slip.version += 1
    tx.record(slip, "SlipPosted", {"status": slip.status, "lines": _moved(tx, changes)})


def _refuse_nothing(slip: StockSlip) -> None:
    if not slip.lines:
        raise RuleBroken(N_("The slip has no lines yet."), "lines")
    if slip.kind == kinds.COUNT and all(line.counted is None for line in slip.lines):
        raise RuleBroken(N_("Nothing has been counted yet."), "lines")


def _moved(tx: Tx, changes: Mapping[int, Decimal]) -> list[list[str]]:
    """Code and change of what moved, for the trail."""
    moved = [id_ for id_, change in changes.items() if change]
    codes = codes_of(tx, moved)
    return [[codes[id_], plain(changes[id_])] for id_ in moved]


def codes_of(tx: Tx, product_ids: Sequence[int]) -> dict[int, str]:
    """Article codes by their ids, as the trail names articles."""
    rows = tx.session.execute(select(Product.id, Product.code).where(Product.id.in_(product_ids)))
    return {row.id: row.code for row in rows}


def _explained(
    tx: Tx, slip: StockSlip, refused: RuleBroken, changes: Mapping[int, Decimal]
) -> RuleBroken:
    """The ledger's refusal; where goods are there but promised, with the orders that hold them."""
    codes = [place.partition(".")[2] for place in refused.fields]
    rows = tx.session.execute(
        select(Product, StockBalance)
        .join(StockBalance, StockBalance.product_id == Product.id)
        .where(Product.code.in_(codes), StockBalance.warehouse_id == slip.warehouse_id)
    )
    fields = dict(refused.fields)
    for product, balance in rows:
        left = balance.on_hand + changes[product.id]
        if left >= 0:
            fields[f"stock.{product.code}"] = [_promised(tx, slip, product, balance, left)]
    return RuleBroken.of(fields)


def _promised(
    tx: Tx, slip: StockSlip, product: Product, balance: StockBalance, left: Decimal
) -> Message:
    named, others = _holders(tx, slip.warehouse_id, product.id)
    text = N_(
        "%(code)s %(name)s: %(left)s %(unit)s would be left, but %(reserved)s are reserved by"
        " %(orders)s. Change or close those orders short first."
    )
    if others:
        text = N_(
            "%(code)s %(name)s: %(left)s %(unit)s would be left, but %(reserved)s are reserved by"
            " %(orders)s and %(others)s more orders. Change or close those orders short first."
        )
    params = {
        "code": product.code,
        "name": product.name,
        "name_en": product.name_en,
        "unit": product.unit,
        "unit_en": product.unit_en,
        "left": plain(left),
        "reserved": plain(balance.reserved),
        "orders": ", ".join(named) or "–",
        "others": others,
    }
    return Message(text, params)


def _holders(tx: Tx, warehouse_id: int, product_id: int) -> tuple[Sequence[str], int]:
    """Some orders that hold a reservation and that this person may see, and how many more do."""
    rows = tx.session.execute(
        select(Order.number, reaches_customers(tx.actor, Permission.ORDER_VIEW))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            OrderLine.product_id == product_id,
            OrderLine.reserved > 0,
            Order.warehouse_id == warehouse_id,
        )
        .distinct()
        .order_by(Order.number)
    ).all()
    named = [number for number, in_reach in rows if in_reach][:MOST_NAMED]
    return named, len(rows) - len(named)
