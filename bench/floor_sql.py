"""The floor's statements: what an order's life writes, each row once a transition."""

from __future__ import annotations

import psycopg

QUEUE = """
SELECT o.number, o.customer_name, c.code, o.total_amount, o.order_date, o.requested_date,
       o.payment_status, o.delivery_status, o.status_since, o.version
FROM sales_order o JOIN customer c ON c.id = o.customer_id
WHERE o.status = 'order_review' AND o.status NOT IN ('completed', 'void')
ORDER BY o.status_since, o.id LIMIT 25
"""
NUMBER = """
INSERT INTO number_range (prefix, day, last) VALUES (%s, current_date, 1)
ON CONFLICT (prefix, day) DO UPDATE SET last = number_range.last + 1
RETURNING prefix || '-' || to_char(day, 'YYYYMMDD-') || last
"""
FILL_CART = """
INSERT INTO cart_line (customer_id, product_id, quantity, added_at)
SELECT %(customer)s, unnest(%(products)s::bigint[]), 10000, now()
"""
EMPTY_CART = "DELETE FROM cart_line WHERE customer_id = %(customer)s"
#: Rows are locked in one order, so that two clients do not wait for each other for ever.
STOCK = """
WITH held AS (
    SELECT id FROM stock_balance WHERE product_id = ANY(%(products)s) ORDER BY id FOR UPDATE
)
UPDATE stock_balance SET on_hand = on_hand + %(hand)s, reserved = reserved + %(reserved)s
WHERE id IN (SELECT id FROM held)
"""
STOCK_ENTRIES = """
INSERT INTO stock_entry (warehouse_id, product_id, kind, on_hand, reserved, order_id,
    document_number, reason, at, actor_id)
SELECT 1, unnest(%(products)s::bigint[]), %(kind)s, %(hand)s, %(reserved)s, %(order)s,
    %(number)s, '', now(), %(user)s
"""
SIGNATURE = """
WITH file AS (
    INSERT INTO stored_file (token, name, media_type, size, sha256, stored_at, stored_by_id)
    VALUES (%(token)s, 'signature.png', 'image/png', %(size)s, %(hash)s, now(), %(user)s)
    RETURNING id
), content AS (
    INSERT INTO file_content (file_id, content) SELECT id, %(content)s FROM file
)
INSERT INTO attachment (document_kind, document_id, purpose, file_id, is_internal, attached_at,
    attached_by_id)
SELECT 'order', %(order)s, 'signature', id, false, now(), %(user)s FROM file
"""
PASS = """
UPDATE sales_order SET status = %(status)s, status_since = now(), version = version + 1,
    delivery_status = %(delivery)s, passed_by_id = %(user)s
WHERE id = %(order)s
RETURNING number, customer_id
"""
EXPOSURE = """
INSERT INTO customer_account (customer_id, prepayment, exposure) VALUES (%(customer)s, 0, 14325)
ON CONFLICT (customer_id) DO UPDATE SET exposure = customer_account.exposure + 14325
"""
ACCOUNT_ENTRY = """
INSERT INTO account_entry (customer_id, order_id, kind, prepayment, exposure, at, actor_id)
VALUES (%(customer)s, %(order)s, 'exposure', 0, 14325, now(), %(user)s)
"""
SHIPMENT = """
INSERT INTO shipment (number, order_id, warehouse_id, status, carrier, tracking_number, parcels,
    remark, out_at, out_by_id, cancel_reason)
VALUES (%(shipment)s, %(order)s, 1, 'out', '', '', 1, '', now(), %(user)s, '') RETURNING id
"""
SHIPMENT_LINES = """
INSERT INTO shipment_line (shipment_id, order_line_id, quantity, received, difference, note)
SELECT %(shipment_id)s, id, quantity, 0, '', '' FROM order_line WHERE order_id = %(order)s
"""
LINES_OUT = "UPDATE order_line SET reserved = 0, shipped_out = quantity WHERE order_id = %(order)s"
SHIP = """
UPDATE shipment SET status = 'shipped', way_number = %(way)s, carrier = 'SF',
    tracking_number = 'SF1', shipped_at = now(), shipped_by_id = %(user)s
WHERE order_id = %(order)s
"""
LINES_SHIPPED = "UPDATE order_line SET shipped = quantity WHERE order_id = %(order)s"
RECEIVE = """
UPDATE shipment SET status = 'received', received_at = now(), received_by_id = %(user)s
WHERE order_id = %(order)s RETURNING id
"""
SHIPMENT_RECEIVED = "UPDATE shipment_line SET received = quantity WHERE shipment_id = %(shipment)s"
LINES_RECEIVED = "UPDATE order_line SET received = quantity WHERE order_id = %(order)s"
EVENT = """
INSERT INTO event (subject_kind, subject_id, position, subject_number, name, at, actor_id,
    actor_name, actor_kind, request_id, data, internal, reason, previous_hash, hash)
VALUES ('sales_order', %(order)s, %(position)s, %(number)s, %(name)s, now(), %(user)s, 'bench',
    'company', %(token)s, %(data)s, '{}', '', %(hash)s, %(hash)s)
"""
KEY = """
INSERT INTO one_time_key (actor_id, key, act, result, used_at)
VALUES (%(user)s, %(token)s, 'bench', '{}', now())
"""
NOTICE = """
INSERT INTO notice (user_id, name, params, document_kind, document_number, made_at, mail_state)
VALUES (%(user)s, %(name)s, %(data)s, 'order', %(number)s, now(), 'waiting')
"""
_COLUMNS = """
SELECT array_agg(column_name::text) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND column_name <> 'id'
"""


def like(connection: psycopg.Connection, table: str, where: str, changed: str) -> str:
    """INSERT of rows like those found by ``where``, but for the columns in ``changed``, which
    are given by their own names."""
    row = connection.execute(_COLUMNS, (table,)).fetchone()
    assert row is not None
    values = [f"%({name})s" if name in changed.split() else name for name in row[0]]
    columns = ", ".join(row[0])
    found = f"SELECT {', '.join(values)} FROM {table} WHERE {where}"
    return f"INSERT INTO {table} ({columns}) {found} RETURNING id"
