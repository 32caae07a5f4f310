"""Indexes by which an order is found by its number's beginning or end and by an article"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: SQLite has no reverse(), and reads all numbers from their own index quickly enough.
PATTERNS = {
    "ix_sales_order_number_begin": sa.text("number varchar_pattern_ops"),
    "ix_sales_order_number_end": sa.text("reverse(number) text_pattern_ops"),
}


def upgrade() -> None:
    op.create_index("ix_order_line_code_order_id", "order_line", ["code", "order_id"])
    if op.get_bind().dialect.name == "postgresql":
        for name, what in PATTERNS.items():
            op.create_index(name, "sales_order", [what])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in PATTERNS:
            op.drop_index(name, "sales_order")
    op.drop_index("ix_order_line_code_order_id", "order_line")
