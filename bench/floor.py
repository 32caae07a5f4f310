"""The bare floor: hand-written SQL behind a bare WSGI app, with a pooled connection and nothing
else — no session, no rights, no form, no trail's hash, no language.

It writes the same rows for an order's life as the product does (`bench/rows.py` counts both), one
commit a transition, and reads the queue by one indexed query into one Jinja2 table.
"""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import LifoQueue
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from jinja2 import Environment
from psycopg.types.json import Jsonb

from bench import floor_sql as sql

Start = Callable[[str, list[tuple[str, str]]], Any]

TABLE = Environment(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)
PICTURE = secrets.token_bytes(1105)
HASH = secrets.token_hex(32)
#: As much as the product's events say of ten lines.
DATA = Jsonb({"lines": [[n, "10.000"] for n in range(10)], "status": "receipt"})
#: As the product's connections have it: a small table's index is read too, not the table.
PLANNING = "-c jit=off -c random_page_cost=1.1"
#: The first clients are the product's.
FIRST_CLIENT = 100
_free: LifoQueue[psycopg.Connection] = LifoQueue()


@dataclass(frozen=True, slots=True)
class Sample:
    """What every client's orders are like."""

    order: int
    products: list[int]
    insert_order: str
    insert_lines: str


@dataclass(frozen=True, slots=True)
class Step:
    """One transition of one order: values for the statements, by name."""

    connection: psycopg.Connection
    given: dict[str, Any]

    def run(self, statement: str, **more: Any) -> Any:
        cursor = self.connection.execute(statement, {**self.given, **more})
        return cursor.fetchone() if cursor.description else None

    def number(self, prefix: str) -> str:
        row = self.connection.execute(sql.NUMBER, (prefix,)).fetchone()
        assert row is not None
        return str(row[0])


def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    connection = _connection()
    try:
        path = environ["PATH_INFO"]
        body = _queue(connection) if path == "/queue" else _act(connection, path[1:], environ)
    finally:
        _free.put(connection)
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _connection() -> psycopg.Connection:
    if _free.empty():
        return psycopg.connect(
            os.environ["FLOOR_DATABASE"], prepare_threshold=0, autocommit=True, options=PLANNING
        )
    return _free.get()


def _queue(connection: psycopg.Connection) -> bytes:
    return TABLE.render(rows=connection.execute(sql.QUEUE).fetchall()).encode()


def _act(connection: psycopg.Connection, name: str, environ: dict[str, Any]) -> bytes:
    """The order's id, after one transaction."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    form = dict(parse_qsl(body.decode()))
    customer, user = _customer(int(form["client"]))
    given = {
        "order": int(form.get("order", 0)),
        "customer": customer,
        "user": user,
        "token": secrets.token_urlsafe(24),
        "products": _sample().products,
        "hash": HASH,
        "data": DATA,
    }
    with connection.transaction():
        step = Step(connection, given)
        order = ACTS[name](step)
        step.run(sql.KEY)
    return str(order).encode()


@functools.cache
def _customer(client: int) -> tuple[int, int]:
    name = f"c-{FIRST_CLIENT + client}"
    with psycopg.connect(os.environ["FLOOR_DATABASE"]) as connection:
        asked = "SELECT customer_id, id FROM user_account WHERE user_name = %s"
        row = connection.execute(asked, (name,)).fetchone()
    assert row is not None, name
    return row[0], row[1]


@functools.cache
def _sample() -> Sample:
    with psycopg.connect(os.environ["FLOOR_DATABASE"]) as connection:
        asked = "SELECT min(id) FROM sales_order WHERE status = 'order_review'"
        row = connection.execute(asked).fetchone()
        assert row is not None
        asked = "SELECT product_id FROM order_line WHERE order_id = %s ORDER BY position"
        products = [one[0] for one in connection.execute(asked, (row[0],))]
        order = sql.like(connection, "sales_order", "id = %(sample)s", "number customer_id")
        lines = sql.like(connection, "order_line", "order_id = %(sample)s", "order_id")
    return Sample(row[0], products, order, lines)


def _cart(step: Step) -> int:
    step.run(sql.FILL_CART)
    return 0


def _submit(step: Step) -> int:
    """An order like the sample, its lines, the reservation and its entries, and the event."""
    sample, number = _sample(), step.number("FL")
    whom = {"customer_id": step.given["customer"]}
    (order,) = step.run(sample.insert_order, sample=sample.order, number=number, **whom)
    step.run(sample.insert_lines, sample=sample.order, order_id=order)
    _stock(step, "reserve", order, number, hand=0, reserved=10_000)
    _sign(step, order)
    step.run(sql.EMPTY_CART)
    _event(step, "OrderSubmitted", 1, order, number)
    return int(order)


def _stock(step: Step, kind: str, order: int, number: str, *, hand: int, reserved: int) -> None:
    step.run(sql.STOCK, hand=hand, reserved=reserved)
    step.run(sql.STOCK_ENTRIES, kind=kind, order=order, number=number, hand=hand, reserved=reserved)


def _sign(step: Step, order: int) -> None:
    step.run(sql.SIGNATURE, order=order, size=len(PICTURE), content=PICTURE)


def _event(step: Step, name: str, position: int, order: int, number: str) -> None:
    step.run(sql.EVENT, name=name, position=position, order=order, number=number)


def _pass(step: Step, position: int, status: str, event: str, delivery: str = "preparing") -> str:
    """The order one step on, with its event and the notice for the customer."""
    number, _ = step.run(sql.PASS, status=status, delivery=delivery)
    _event(step, event, position, step.given["order"], number)
    if status != "completed":
        step.run(sql.NOTICE, name="OrderMoved", number=number)
    return str(number)


def _order_review(step: Step) -> int:
    _pass(step, 2, "finance_review", "StepPassed")
    return int(step.given["order"])


def _finance_review(step: Step) -> int:
    _pass(step, 3, "outbound_review", "StepPassed")
    step.run(sql.EXPOSURE)
    step.run(sql.ACCOUNT_ENTRY)
    return int(step.given["order"])


def _take_out(step: Step) -> int:
    number = _pass(step, 4, "shipment", "TakenOut")
    (shipment,) = step.run(sql.SHIPMENT, shipment=step.number("FC"))
    step.run(sql.SHIPMENT_LINES, shipment_id=shipment)
    step.run(sql.LINES_OUT)
    order = int(step.given["order"])
    _stock(step, "out", order, number, hand=-10_000, reserved=-10_000)
    return order


def _ship(step: Step) -> int:
    number = _pass(step, 5, "receipt", "ShipmentConfirmed", "shipped")
    step.run(sql.SHIP, way=step.number("FW"))
    step.run(sql.LINES_SHIPPED)
    step.run(sql.NOTICE, name="ShipmentOnItsWay", number=number)
    return int(step.given["order"])


def _receive(step: Step) -> int:
    _pass(step, 6, "completed", "ReceiptConfirmed", "received")
    (shipment,) = step.run(sql.RECEIVE)
    step.run(sql.SHIPMENT_RECEIVED, shipment=shipment)
    step.run(sql.LINES_RECEIVED)
    _sign(step, step.given["order"])
    return int(step.given["order"])


ACTS: dict[str, Callable[[Step], int]] = {
    "cart": _cart,
    "submit": _submit,
    "order_review": _order_review,
    "finance_review": _finance_review,
    "outbound_review": _take_out,
    "shipment": _ship,
    "receipt": _receive,
}
