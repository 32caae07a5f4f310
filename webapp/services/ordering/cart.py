"""The cart: kept on the server, so that it survives signing out and follows from phone to PC.

Its acts set quantities instead of adding to them: sent twice they do the same as once. Only the
quick order adds, under a one-time key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select

from webapp.models import CartLine, Product
from webapp.services.catalog.visibility import visible_for
from webapp.services.core.errors import N_, NotFound, Problems, RuleBroken
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.core.upsert import insert_of
from webapp.services.customers.locking import lock_customer
from webapp.services.orders.placing import MOST_LINES, WantedLine, check_lines

LONGEST_CODE = 40
LINES = cast(Table, CartLine.__table__)
THERE = select(LINES.c.product_id, LINES.c.quantity).where(
    LINES.c.customer_id == bindparam("customer")
)


@command
def set_quantity(tx: Tx, code: str, quantity: Decimal) -> Done:
    """Makes the quantity of an article in the cart what is given; zero takes it out.

    Raises RuleBroken at ``quantity`` for one that cannot be ordered, NotFound for an unknown
    article, Forbidden for anybody but a customer.
    """
    customer_id = tx.actor.require_customer()
    product = tx.session.scalar(
        select(Product).where(Product.code == code[:LONGEST_CODE], visible_for(tx.actor))
    )
    if product is None:
        raise NotFound()
    lock_customer(tx, customer_id)
    if quantity:
        _check(product, quantity)
        _check_room(_quantities(tx, customer_id).keys() | {product.id})
        _put(tx, customer_id, {product.id: quantity})
    else:
        mine = (CartLine.customer_id == customer_id, CartLine.product_id == product.id)
        tx.session.execute(delete(CartLine).where(*mine))
    return Done(details={"code": product.code, "quantity": str(quantity)})


@command
def add_lines(tx: Tx, lines: Sequence[WantedLine]) -> Done:
    """Adds lines to what is in the cart already; each has been checked by itself.

    Raises RuleBroken when the cart would get more lines than an order may have.
    """
    customer_id = tx.actor.require_customer()
    lock_customer(tx, customer_id)
    there = _quantities(tx, customer_id)
    sums: dict[int, Decimal] = {}
    for line in lines:
        so_far = sums.get(line.product_id, there.get(line.product_id, Decimal(0)))
        sums[line.product_id] = so_far + line.quantity
    _check_room(there.keys() | sums.keys())
    _put(tx, customer_id, sums)
    return Done(details={"lines": len(lines)})


@command
def clear_cart(tx: Tx) -> Done:
    """Takes everything out of the cart."""
    customer_id = tx.actor.require_customer()
    lock_customer(tx, customer_id)
    tx.session.execute(delete(CartLine).where(CartLine.customer_id == customer_id))
    return Done()


def _check(product: Product, quantity: Decimal) -> None:
    found = Problems()
    wanted = WantedLine(product.id, quantity)
    check_lines([wanted], {product.id: product}, set(), found)
    if found:
        raise RuleBroken.of({"quantity": list(found.messages("lines.0"))})


def _check_room(product_ids: AbstractSet[int]) -> None:
    """Raises RuleBroken when these would be more lines than an order may have."""
    if len(product_ids) > MOST_LINES:
        raise RuleBroken(N_("An order has at most %(most)s lines."), "quantity", most=MOST_LINES)


def _quantities(tx: Tx, customer_id: int) -> dict[int, Decimal]:
    rows = tx.session.connection().execute(THERE, {"customer": customer_id})
    return {row.product_id: row.quantity for row in rows}


def _put(tx: Tx, customer_id: int, quantities: Mapping[int, Decimal]) -> None:
    """Makes these the quantities of the articles, all by one statement."""
    connection = tx.session.connection()
    connection.execute(
        _putting(connection.dialect.name),
        [
            {
                "customer_id": customer_id,
                "product_id": product_id,
                "quantity": quantity,
                "added_at": tx.now,
            }
            for product_id, quantity in quantities.items()
        ],
    )


@cache
def _putting(dialect: str) -> Any:
    """The statement that adds a line or changes its quantity; when it was added stays."""
    line = insert_of(dialect)(LINES)
    return line.on_conflict_do_update(
        index_elements=["customer_id", "product_id"], set_={"quantity": line.excluded.quantity}
    )
