"""An index on what is not paid, so that a customer's history is not read to find his debts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNPAID = sa.text("paid_amount < total_amount AND status NOT IN ('void')")


def upgrade() -> None:
    op.create_index(
        "ix_sales_order_unpaid",
        "sales_order",
        ["customer_id"],
        postgresql_where=UNPAID,
        sqlite_where=UNPAID,
    )


def downgrade() -> None:
    op.drop_index("ix_sales_order_unpaid", "sales_order")
