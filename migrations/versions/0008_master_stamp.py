"""A stamp that every change of master data renews, so that processes may remember it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: The tables, and the columns of those that work changes all day.
TABLES = {
    "branch": "",
    "category": "",
    "chain_setting": "",
    "chain_version": "",
    "choice_item": "",
    "company_settings": "",
    "custom_field": "",
    "customer": "salesperson_id, region_id, level_id, branch_id",
    "customer_level": "",
    "department": "",
    "level_discount": "",
    "order_kind": "",
    "product": "on_shelf, category_id, is_restricted",
    "product_level": "",
    "promotion": "",
    "promotion_level": "",
    "promotion_product": "",
    "region": "",
    "role": "",
    "role_permission": "",
    "saved_filter": "",
    "tax_class": "",
    "tax_rate": "",
    "user_account": "name, disabled_at",
    "user_region": "",
    "user_role": "",
    "warehouse": "",
}
RENEW = "BEGIN UPDATE master_stamp SET stamp = lower(hex(randomblob(16))); END"


def upgrade() -> None:
    stamp = op.create_table(
        "master_stamp",
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_master_stamp")),
    )
    op.bulk_insert(stamp, [{"id": 1, "stamp": "first"}])
    if op.get_bind().dialect.name == "sqlite":
        _watch_rows()
    else:
        _watch_statements()


def _watch_rows() -> None:
    for table, columns in TABLES.items():
        for act in ("insert", "update", "delete"):
            of = f" OF {columns}" if columns and act == "update" else ""
            op.execute(f"CREATE TRIGGER {table}_stamp_{act} AFTER {act}{of} ON {table} {RENEW}")


def _watch_statements() -> None:
    op.execute(
        "CREATE FUNCTION renew_master_stamp() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN UPDATE master_stamp SET stamp = replace(gen_random_uuid()::text, '-', '');"
        " RETURN NULL; END $$"
    )
    for table, columns in TABLES.items():
        of = f" OF {columns}" if columns else ""
        op.execute(
            f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE{of} OR DELETE OR TRUNCATE"
            f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION renew_master_stamp()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_stamp_{act}")
    else:
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_stamp ON {table}")
        op.execute("DROP FUNCTION renew_master_stamp()")
    op.drop_table("master_stamp")
