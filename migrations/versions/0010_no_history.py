"""Indexes and statistics by which pages read what they show, however much there was before"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN_ORDERS = "ix_sales_order_open"
OPEN = sa.text("status NOT IN ('completed', 'void')")
#: Without it PostgreSQL takes a region in charge for one customer in two hundred, and reads all
#: orders of each of its customers to find those that are open.
REGION = "CREATE STATISTICS st_customer_region ON (coalesce(region_id, 0)) FROM customer"
#: What share of the rows are first of their kind. Guessed from a sample, an order of a large
#: database has ten times the lines, and lists are planned for rows that are not there.
DISTINCT = {
    ("order_line", "order_id"): -0.1,
    ("event", "subject_id"): -0.15,
    ("event", "subject_number"): -0.15,
}


def upgrade() -> None:
    op.create_index("ix_attachment_shipment_id", "attachment", ["shipment_id"])
    op.drop_index("ix_stock_entry_warehouse_id_product_id_id", "stock_entry")
    op.create_index("ix_stock_entry_product_id_id", "stock_entry", ["product_id", "id"])
    _index_open_orders(include=["customer_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REGION)
        for (table, column), share in DISTINCT.items():
            op.execute(f"ALTER TABLE {table} ALTER {column} SET (n_distinct = {share})")
        for table in ("customer", "order_line", "event"):
            op.execute(f"ANALYZE {table}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in DISTINCT:
            op.execute(f"ALTER TABLE {table} ALTER {column} RESET (n_distinct)")
        op.execute("DROP STATISTICS st_customer_region")
    _index_open_orders(include=[])
    op.drop_index("ix_stock_entry_product_id_id", "stock_entry")
    columns = ["warehouse_id", "product_id", "id"]
    op.create_index("ix_stock_entry_warehouse_id_product_id_id", "stock_entry", columns)
    op.drop_index("ix_attachment_shipment_id", "attachment")


def _index_open_orders(include: list[str]) -> None:
    """Made anew, since an index is not changed."""
    op.drop_index(OPEN_ORDERS, "sales_order")
    op.create_index(
        OPEN_ORDERS,
        "sales_order",
        ["status", "status_since", "id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
        postgresql_include=include,
    )
