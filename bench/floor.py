"""The bare floor: hand-written SQL behind a bare WSGI app, with a pooled connection and nothing
else — no session, no rights, no form, no trail's hash, no language.

It writes the same rows for an order's life as the product does, one commit a transition, and
reads the queue by one indexed query into one Jinja2 table.
"""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from queue import LifoQueue
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from jinja2 import Environment
from psycopg.types.json import Jsonb

Start = Callable[[str, list[tuple[str, str]]], Any]

TABLE = Environment(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)
QUEUE = """
SELECT o.number, o.customer_name, c.code, o.total_amount, o.order_date, o.requested_date,
       o.payment_status, o.delivery_status, o.status_since, o.version
FROM sales_order o JOIN customer c ON c.id = o.customer_id
WHERE o.status = 'order_review' AND o.status NOT IN ('completed', 'void')
ORDER BY o.status_since, o.id LIMIT 25
"""
EVENT = """
INSERT INTO event (subject_kind, subject_id, position, subject_number, name, at, actor_id,
    actor_name, actor_kind, request_id, data, internal, reason, previous_hash, hash)
VALUES ('sales_order', %(id)s, %(position)s, %(number)s, %(name)s, %(now)s, 1, 'bench', 'company',
    '', %(data)s, '{}', '', '', '')
"""
STOCK = """
UPDATE stock_balance SET on_hand = on_hand + %(hand)s, reserved = reserved + %(reserved)s
WHERE product_id = ANY(%(products)s)
"""
#: A table's columns but for its id, as the product fills them: a new row is like the sample's.
COLUMNS = """
SELECT array_agg(column_name::text) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND column_name <> 'id'
"""
INSERT_ENTRIES = """
INSERT INTO stock_entry (warehouse_id, product_id, kind, on_hand, reserved, document_number,
    reason, at)
SELECT 1, unnest(%(products)s::bigint[]), %(kind)s, 0, 10000, %(number)s, '', %(now)s
"""
INSERT_SHIPMENT = """
INSERT INTO shipment (number, order_id, warehouse_id, status, carrier, tracking_number, parcels,
    remark, out_at, cancel_reason)
VALUES (%(number)s, %(id)s, 1, 'out', '', '', 1, '', %(now)s, '') RETURNING id
"""
INSERT_SHIPMENT_LINES = """
INSERT INTO shipment_line (shipment_id, order_line_id, quantity, received, difference, note)
SELECT %(shipment)s, id, quantity, 0, '', '' FROM order_line WHERE order_id = %(id)s
"""
SIGNED = secrets.token_bytes(1500)
INSERT_SIGNATURE = """
WITH file AS (
    INSERT INTO stored_file (token, name, media_type, size, sha256, stored_at)
    VALUES (%(token)s, 'signature.png', 'image/png', 1500, '', %(now)s) RETURNING id
), content AS (
    INSERT INTO file_content (file_id, content) SELECT id, %(content)s FROM file
)
INSERT INTO attachment (document_kind, document_id, purpose, file_id, is_internal, attached_at)
SELECT 'order', %(order)s, 'signature', id, false, %(now)s FROM file
"""
INSERT_KEY = """
INSERT INTO one_time_key (actor_id, key, act, result, used_at)
VALUES (1, %(key)s, 'bench', '{}', %(now)s)
"""
INSERT_NOTICE = """
INSERT INTO notice (user_id, name, params, document_kind, document_number, made_at, mail_state)
VALUES (1, 'OrderPassed', '{}', 'order', %(number)s, %(now)s, 'none')
"""
_free: LifoQueue[psycopg.Connection] = LifoQueue()


def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    connection = _connection()
    try:
        if path == "/queue":
            answer = _queue(connection)
        else:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            form = dict(parse_qsl(environ["wsgi.input"].read(length).decode()))
            answer = ACTS[path](connection, form)
            connection.execute(INSERT_KEY, {"key": secrets.token_urlsafe(24), "now": _now()})
            connection.execute(INSERT_NOTICE, {"number": form["number"], "now": _now()})
            connection.commit()
    finally:
        _free.put(connection)
    body = answer.encode()
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _connection() -> psycopg.Connection:
    if _free.empty():
        return psycopg.connect(os.environ["FLOOR_DATABASE"])
    return _free.get()


def _queue(connection: psycopg.Connection) -> str:
    rows = connection.execute(QUEUE).fetchall()
    connection.rollback()
    return TABLE.render(rows=rows)


@functools.cache
def _like(table: str, where: str, changed: str) -> str:
    """INSERT of rows like the sample's, but for the columns in ``changed``, which are given by
    their own names."""
    with psycopg.connect(os.environ["FLOOR_DATABASE"]) as connection:
        row = connection.execute(COLUMNS, (table,)).fetchone()
    assert row is not None
    given = changed.split()
    values = [f"%({one})s" if one in given else f"s.{one}" for one in row[0]]
    columns = ", ".join(row[0])
    return (
        f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} s"
        f" WHERE {where} RETURNING id"
    )


def _submit(connection: psycopg.Connection, form: dict[str, str]) -> str:
    """An order like the sample, its lines, the reservation and its entries, and the event."""
    products = [int(one) for one in form["products"].split(",")]
    number = form["number"]
    sample = {"sample": form["sample"], "number": number}
    order = _like("sales_order", "s.id = %(sample)s", "number")
    row = connection.execute(order, sample).fetchone()
    assert row is not None
    lines = _like("order_line", "s.order_id = %(sample)s", "order_id")
    connection.execute(lines, {**sample, "order_id": row[0]})
    _sign(connection, row[0])
    connection.execute(STOCK, {"hand": 0, "reserved": 10_000, "products": products})
    entries = {"products": products, "now": _now(), "kind": "reserve", "number": number}
    connection.execute(INSERT_ENTRIES, entries)
    _event(connection, row[0], number, 1, "OrderPlaced")
    return str(row[0])


def _sign(connection: psycopg.Connection, order: int) -> None:
    """The customer's signature, a file of its own."""
    given = {"now": _now(), "order": order, "token": secrets.token_urlsafe(32), "content": SIGNED}
    connection.execute(INSERT_SIGNATURE, given)


def _pass(connection: psycopg.Connection, form: dict[str, str]) -> str:
    connection.execute(
        "UPDATE sales_order SET status = %s, status_since = %s, version = version + 1"
        " WHERE id = %s",
        (form["status"], _now(), form["id"]),
    )
    _event(connection, int(form["id"]), form["number"], int(form["position"]), "StepPassed")
    return ""


def _take_out(connection: psycopg.Connection, form: dict[str, str]) -> str:
    products = [int(one) for one in form["products"].split(",")]
    given = {"id": form["id"], "number": f"CK-{form['number']}", "now": _now()}
    row = connection.execute(INSERT_SHIPMENT, given).fetchone()
    assert row is not None
    connection.execute(INSERT_SHIPMENT_LINES, {"shipment": row[0], "id": form["id"]})
    connection.execute(STOCK, {"hand": -10_000, "reserved": -10_000, "products": products})
    entries = {"products": products, "now": _now(), "kind": "out", "number": form["number"]}
    connection.execute(INSERT_ENTRIES, entries)
    connection.execute(
        "UPDATE order_line SET reserved = 0, shipped_out = quantity WHERE order_id = %s",
        (form["id"],),
    )
    return _pass(connection, form)


def _ship(connection: psycopg.Connection, form: dict[str, str]) -> str:
    connection.execute("UPDATE shipment SET status = 'shipped' WHERE order_id = %s", (form["id"],))
    connection.execute(
        "UPDATE order_line SET shipped = quantity WHERE order_id = %s", (form["id"],)
    )
    return _pass(connection, form)


def _receive(connection: psycopg.Connection, form: dict[str, str]) -> str:
    _sign(connection, int(form["id"]))
    connection.execute("UPDATE shipment SET status = 'received' WHERE order_id = %s", (form["id"],))
    connection.execute(
        "UPDATE order_line SET received = quantity WHERE order_id = %s", (form["id"],)
    )
    return _pass(connection, form)


def _event(connection: psycopg.Connection, id_: int, number: str, position: int, name: str) -> None:
    connection.execute(
        EVENT,
        {
            "id": id_,
            "position": position,
            "number": number,
            "name": name,
            "now": _now(),
            "data": Jsonb({"status": name}),
        },
    )


def _now() -> datetime:
    return datetime.now(UTC)


ACTS = {
    "/submit": _submit,
    "/pass": _pass,
    "/take-out": _take_out,
    "/ship": _ship,
    "/receive": _receive,
}
