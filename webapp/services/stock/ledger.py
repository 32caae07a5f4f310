"""The stock ledger: entries are appended, balances are locked in the order of their products,
and no balance is left that the shelves could not honour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, insert, select, update

from webapp.models import Product, StockBalance, StockEntry
from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.core.upsert import ensure_row

ZERO = Decimal(0)
#: Every act with goods comes here with all its lines: plain statements, made once.
BALANCES = cast(Table, StockBalance.__table__)
ENTRIES = cast(Table, StockEntry.__table__)
LOCKED = (
    select(BALANCES)
    .where(
        BALANCES.c.warehouse_id == bindparam("warehouse"),
        BALANCES.c.product_id.in_(bindparam("products", expanding=True)),
    )
    .order_by(BALANCES.c.product_id)
    .with_for_update()
)
MOVED = update(BALANCES).where(BALANCES.c.id == bindparam("balance"))


@dataclass(frozen=True, slots=True)
class Movement:
    """Change of one product's stock, in its unit: of what is on hand and what is reserved."""

    product_id: int
    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO


def post(
    tx: Tx,
    warehouse_id: int,
    kind: str,
    movements: Sequence[Movement],
    *,
    order_id: int | None = None,
    document_number: str = "",
    reason: str = "",
) -> None:
    """Applies movements of one warehouse as a whole.

    Raises RuleBroken, with a message for each product that falls short, when more would be
    promised than is on hand (unless the product may be oversold) or more would leave than is
    there; nothing is applied then.
    """
    sums = _by_product(movements)
    if not sums:
        return
    balances = _locked(tx, warehouse_id, sorted(sums))
    _refuse_shortage(tx, balances, sums)
    connection = tx.session.connection()
    connection.execute(
        MOVED,
        [
            {
                "balance": balances[product_id].id,
                "on_hand": balances[product_id].on_hand + movement.on_hand,
                "reserved": balances[product_id].reserved + movement.reserved,
            }
            for product_id, movement in sums.items()
        ],
    )
    connection.execute(
        insert(ENTRIES),
        [
            {
                "warehouse_id": warehouse_id,
                "product_id": movement.product_id,
                "kind": kind,
                "on_hand": movement.on_hand,
                "reserved": movement.reserved,
                "order_id": order_id,
                "document_number": document_number,
                "reason": reason,
                "at": tx.now,
                "actor_id": tx.actor.user_id,
            }
            for movement in sums.values()
        ],
    )


def allow_oversell(tx: Tx, product_id: int, *, allowed: bool) -> None:
    """Says for all warehouses whether more of a product may be promised than is there.

    The choice stands on the balance rows, because there the database enforces it. Raises
    RuleBroken at ``allow_oversell`` when it shall end while more is promised.
    """
    statement = (
        select(StockBalance)
        .where(StockBalance.product_id == product_id)
        .order_by(StockBalance.warehouse_id)
        .with_for_update()
    )
    balances = tx.session.scalars(statement).all()
    if not allowed and any(one.reserved > one.on_hand for one in balances):
        text = N_("More of it is promised than is there: first take goods in or void orders.")
        raise RuleBroken(text, "allow_oversell")
    tx.session.execute(
        update(StockBalance)
        .where(StockBalance.product_id == product_id)
        .values(allow_oversell=allowed)
    )


def _by_product(movements: Sequence[Movement]) -> dict[int, Movement]:
    sums: dict[int, Movement] = {}
    for one in movements:
        so_far = sums.get(one.product_id, Movement(one.product_id))
        sums[one.product_id] = Movement(
            one.product_id, so_far.on_hand + one.on_hand, so_far.reserved + one.reserved
        )
    return {id_: one for id_, one in sums.items() if one.on_hand or one.reserved}


def _locked(tx: Tx, warehouse_id: int, product_ids: list[int]) -> dict[int, Row[Any]]:
    """The balances of these products, locked in their order; opened where there is none yet."""
    wanted = {"warehouse": warehouse_id, "products": product_ids}
    connection = tx.session.connection()
    balances = {row.product_id: row for row in connection.execute(LOCKED, wanted)}
    missing = [id_ for id_ in product_ids if id_ not in balances]
    if missing:
        _open(tx, warehouse_id, missing)
        balances = {row.product_id: row for row in connection.execute(LOCKED, wanted)}
    return balances


def _open(tx: Tx, warehouse_id: int, product_ids: list[int]) -> None:
    products = tx.session.scalars(select(Product).where(Product.id.in_(product_ids)))
    for product in sorted(products, key=lambda one: one.id):
        ensure_row(
            tx.session,
            StockBalance,
            {"warehouse_id": warehouse_id, "product_id": product.id},
            on_hand=ZERO,
            reserved=ZERO,
            allow_oversell=product.allow_oversell,
        )


def _refuse_shortage(tx: Tx, balances: dict[int, Row[Any]], sums: dict[int, Movement]) -> None:
    short = [
        product_id
        for product_id, movement in sums.items()
        if _falls_short(balances[product_id], movement)
    ]
    if not short:
        return
    products = tx.session.scalars(select(Product).where(Product.id.in_(short)))
    raise RuleBroken.of(
        {
            f"stock.{product.code}": [_shortage(product, balances[product.id], sums[product.id])]
            for product in sorted(products, key=lambda one: one.code)
        }
    )


def _falls_short(balance: Row[Any], movement: Movement) -> bool:
    on_hand = balance.on_hand + movement.on_hand
    reserved = balance.reserved + movement.reserved
    oversold = reserved > on_hand and not balance.allow_oversell
    worse = movement.reserved > 0 or movement.on_hand < 0
    return bool(on_hand < 0 or (oversold and worse))


def _shortage(product: Product, balance: Row[Any], movement: Movement) -> Message:
    available = balance.on_hand - balance.reserved
    text = N_("%(code)s %(name)s: only %(available)s %(unit)s available.")
    if movement.on_hand < 0:
        available = balance.on_hand
        text = N_("%(code)s %(name)s: only %(available)s %(unit)s on hand.")
    return Message(
        text,
        {
            "code": product.code,
            "name": product.name,
            "name_en": product.name_en,
            "available": plain(max(available, ZERO)),
            "unit": product.unit,
            "unit_en": product.unit_en,
        },
    )
