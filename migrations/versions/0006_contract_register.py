"""Every contract number that customers and orders name stands in the register (G12)"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
LONGEST = 60
CUSTOMER = sa.table(
    "customer",
    sa.column("id", sa.BigInteger),
    sa.column("code", sa.String),
    sa.column("branch_id", sa.BigInteger),
    sa.column("salesperson_id", sa.BigInteger),
    sa.column("contract_number", sa.String),
)
ORDER = sa.table(
    "sales_order",
    sa.column("customer_id", sa.BigInteger),
    sa.column("status", sa.String),
    sa.column("contract_number", sa.String),
    sa.column("contract_id", sa.BigInteger),
)
CONTRACT = sa.table(
    "contract",
    sa.column("id", sa.BigInteger),
    sa.column("number", sa.String),
    sa.column("origin", sa.String),
    sa.column("kind", sa.String),
    sa.column("title", sa.String),
    sa.column("customer_id", sa.BigInteger),
    sa.column("branch_id", sa.BigInteger),
    sa.column("salesperson_id", sa.BigInteger),
    sa.column("created_by_id", sa.BigInteger),
    sa.column("product_kind", sa.String),
    sa.column("revision", sa.Integer),
    sa.column("in_force", sa.Integer),
    sa.column("total_amount", sa.BigInteger),
    sa.column("sent_back_reason", sa.String),
    sa.column("void_reason", sa.String),
    sa.column("status", sa.String),
    sa.column("level", sa.Integer),
    sa.column("status_since", TIME),
    sa.column("version", sa.Integer),
    sa.column("created_at", TIME),
    sa.column("trail_length", sa.Integer),
    sa.column("trail_head", sa.String),
)
FOR_ALL = {
    "origin": "registered",
    "kind": "sale",
    "product_kind": "regular",
    "revision": 0,
    "in_force": 0,
    "total_amount": 0,
    "sent_back_reason": "",
    "void_reason": "",
    "status": "filed",
    "level": 0,
    "version": 1,
    "trail_length": 0,
    "trail_head": "",
}


def upgrade() -> None:
    connection = op.get_bind()
    customers = {row.id: row for row in connection.execute(sa.select(CUSTOMER))}
    rows = list(_registered(connection, customers))
    if not rows:
        return
    now = datetime.now(UTC)
    stamps = {"status_since": now, "created_at": now}
    op.bulk_insert(CONTRACT, [{**FOR_ALL, **stamps, **row} for row in rows])
    for row in rows:
        if row["title"]:
            _rename(connection, row["customer_id"], row["title"], row["number"])


def downgrade() -> None:
    connection = op.get_bind()
    used = sa.select(ORDER.c.contract_id).where(ORDER.c.contract_id == CONTRACT.c.id)
    untouched = sa.and_(
        CONTRACT.c.origin == "registered", CONTRACT.c.trail_length == 0, ~used.exists()
    )
    renamed = sa.select(CONTRACT).where(untouched, CONTRACT.c.title != "")
    for row in connection.execute(renamed).all():
        _rename(connection, row.customer_id, row.number, row.title)
    connection.execute(sa.delete(CONTRACT).where(untouched))


def _registered(connection: Any, customers: dict[int, Any]) -> Iterator[dict[str, Any]]:
    """A row for each number of each customer; ``title`` keeps what a number was before it was
    told apart from another customer's."""
    taken: set[str] = set()
    for customer_id, number in _named(connection, customers.values()):
        customer = customers[customer_id]
        free = _free_number(number, customer.code, taken)
        taken.add(free)
        yield {
            "number": free,
            "title": "" if free == number else number,
            "customer_id": customer_id,
            "branch_id": customer.branch_id,
            "salesperson_id": customer.salesperson_id,
        }


def _named(connection: Any, customers: Iterable[Any]) -> list[tuple[int, str]]:
    """Customers with the numbers that their files name, then with those that orders name: who
    has a number in his file keeps it."""
    files = sorted((one.id, one.contract_number) for one in customers if one.contract_number)
    statement = (
        sa.select(ORDER.c.customer_id, ORDER.c.contract_number)
        .where(ORDER.c.contract_number != "")
        .distinct()
        .order_by(ORDER.c.customer_id, ORDER.c.contract_number)
    )
    orders = [(row.customer_id, row.contract_number) for row in connection.execute(statement)]
    return list(dict.fromkeys(files + orders))


def _free_number(number: str, code: str, taken: set[str]) -> str:
    """The number itself, or with the customer's code where another customer has it."""
    free, ending = number, f"/{code}"
    while free in taken:
        free = number[: LONGEST - len(ending)] + ending
        ending += "+"
    return free


def _rename(connection: Any, customer_id: int, old: str, new: str) -> None:
    """Lets the customer's file and his orders under way follow; ended ones stay as written."""
    connection.execute(
        sa.update(CUSTOMER)
        .where(CUSTOMER.c.id == customer_id, CUSTOMER.c.contract_number == old)
        .values(contract_number=new)
    )
    connection.execute(
        sa.update(ORDER)
        .where(
            ORDER.c.customer_id == customer_id,
            ORDER.c.contract_number == old,
            ORDER.c.status.not_in(("completed", "void")),
        )
        .values(contract_number=new)
    )
