"""Tables of the desk: prices and promotions, stock slips, announcements, mail, tasks, lists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_actor_id"))
        batch_op.create_index(batch_op.f("ix_event_actor_id_at"), ["actor_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_name_at"), ["name", "at"], unique=False)

    op.create_table(
        "choice_item",
        sa.Column("list_key", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_item")),
        sa.UniqueConstraint("list_key", "code", name=op.f("uq_choice_item_list_key_code")),
    )
    op.create_table(
        "custom_field",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "choices", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shown_to_customers", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'day', 'choice')", name=op.f("ck_custom_field_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("code", name=op.f("uq_custom_field_code")),
    )
    op.create_table(
        "order_kind",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("number_prefix", sa.String(length=10), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_order_kind_code")),
        sa.UniqueConstraint("number_prefix", name=op.f("uq_order_kind_number_prefix")),
    )
    op.create_table(
        "tax_class",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_class")),
        sa.UniqueConstraint("code", name=op.f("uq_tax_class_code")),
    )
    op.create_table(
        "customer_contact",
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_contact_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_contact")),
    )
    with op.batch_alter_table("customer_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_contact_customer_id"), ["customer_id"], unique=False
        )

    op.create_table(
        "announcement",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("to_customers", sa.Boolean(), nullable=False),
        sa.Column("to_staff", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'withdrawn')", name=op.f("ck_announcement_status")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_announcement_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("number", name=op.f("uq_announcement_number")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_announcement_status_published_at"),
            ["status", "published_at"],
            unique=False,
        )

    op.create_table(
        "customer_evaluation",
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_evaluation_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_customer_evaluation_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_evaluation")),
    )
    with op.batch_alter_table("customer_evaluation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_evaluation_customer_id_id"), ["customer_id", "id"], unique=False
        )

    op.create_table(
        "customer_keeper",
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "salesperson_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("responsibility_code", sa.String(length=40), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_keeper_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["salesperson_id"], ["user_account.id"], name=op.f("fk_customer_keeper_salesperson_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_customer_keeper_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_keeper")),
    )
    with op.batch_alter_table("customer_keeper", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_keeper_customer_id_id"), ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customer_keeper_salesperson_id"), ["salesperson_id"], unique=False
        )

    op.create_table(
        "import_mapping",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "columns", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "saved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user_account.id"], name=op.f("fk_import_mapping_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_import_mapping_kind_name")),
    )
    op.create_table(
        "level_discount",
        sa.Column("level_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("discount > 0", name=op.f("ck_level_discount_discount")),
        sa.ForeignKeyConstraint(
            ["level_id"], ["customer_level.id"], name=op.f("fk_level_discount_level_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_level_discount_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_discount")),
    )
    with op.batch_alter_table("level_discount", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_level_discount_level_id_valid_from"),
            ["level_id", "valid_from"],
            unique=False,
        )

    op.create_table(
        "promotion",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column(
            "terms", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('gift', 'reduction', 'percent', 'order_tiers')",
            name=op.f("ck_promotion_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'withdrawn')", name=op.f("ck_promotion_status")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_promotion_validity")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name=op.f("fk_promotion_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("number", name=op.f("uq_promotion_number")),
    )
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promotion_status_valid_to"), ["status", "valid_to"], unique=False
        )

    op.create_table(
        "saved_filter",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_saved_filter_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "user_id", "list_key", "name", name=op.f("uq_saved_filter_user_id_list_key_name")
        ),
    )
    op.create_table(
        "stock_slip",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "warehouse_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "posted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out', 'count')", name=op.f("ck_stock_slip_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'posted', 'void')", name=op.f("ck_stock_slip_status")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_stock_slip_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["user_account.id"], name=op.f("fk_stock_slip_posted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_slip_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_slip")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_slip_number")),
    )
    with op.batch_alter_table("stock_slip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stock_slip_warehouse_id_id"), ["warehouse_id", "id"], unique=False
        )

    op.create_table(
        "tax_rate",
        sa.Column(
            "tax_class_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_tax_rate_set_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["tax_class_id"], ["tax_class.id"], name=op.f("fk_tax_rate_tax_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
        sa.UniqueConstraint(
            "tax_class_id", "valid_from", name=op.f("uq_tax_rate_tax_class_id_valid_from")
        ),
    )
    op.create_table(
        "announcement_target",
        sa.Column(
            "announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('level', 'region', 'department', 'role')",
            name=op.f("ck_announcement_target_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_target_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_target")),
        sa.UniqueConstraint(
            "announcement_id",
            "kind",
            "target_id",
            name=op.f("uq_announcement_target_announcement_id_kind_target_id"),
        ),
    )
    op.create_table(
        "announcement_reading",
        sa.Column(
            "announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_reading_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_announcement_reading_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_reading")),
        sa.UniqueConstraint(
            "announcement_id",
            "user_id",
            name=op.f("uq_announcement_reading_announcement_id_user_id"),
        ),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("to_address", sa.String(length=120), nullable=False),
        sa.Column("to_name", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_outgoing_mail_notice_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_outgoing_mail_notice_id")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outgoing_mail_due",
            ["next_try_at"],
            unique=False,
            postgresql_where=sa.text("sent_at IS NULL"),
            sqlite_where=sa.text("sent_at IS NULL"),
        )

    op.create_table(
        "promotion_level",
        sa.Column(
            "promotion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("level_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["customer_level.id"], name=op.f("fk_promotion_level_level_id")
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"],
            ["promotion.id"],
            name=op.f("fk_promotion_level_promotion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_level")),
        sa.UniqueConstraint(
            "promotion_id", "level_id", name=op.f("uq_promotion_level_promotion_id_level_id")
        ),
    )
    with op.batch_alter_table("promotion_level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promotion_level_level_id"), ["level_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column(
            "params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_task_status")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_task_file_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_task_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("token", name=op.f("uq_task_token")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            "ix_task_open",
            ["id"],
            unique=False,
            postgresql_where=sa.text("status IN ('waiting', 'running')"),
            sqlite_where=sa.text("status IN ('waiting', 'running')"),
        )
        batch_op.create_index(batch_op.f("ix_task_user_id_id"), ["user_id", "id"], unique=False)

    op.create_table(
        "import_run",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "errors_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "columns", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "options", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "problems", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "status IN ('uploaded', 'checking', 'checked', 'running', 'done', 'discarded')",
            name=op.f("ck_import_run_status"),
        ),
        sa.ForeignKeyConstraint(
            ["errors_file_id"], ["stored_file.id"], name=op.f("fk_import_run_errors_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_import_run_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_import_run_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_import_run_task_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("number", name=op.f("uq_import_run_number")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_run_errors_file_id"), ["errors_file_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_run_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_import_run_made_by_id_id"), ["made_by_id", "id"], unique=False
        )

    op.create_table(
        "order_promotion",
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "promotion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column(
            "terms", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["sales_order.id"],
            name=op.f("fk_order_promotion_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotion.id"], name=op.f("fk_order_promotion_promotion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_promotion")),
        sa.UniqueConstraint(
            "order_id", "position", name=op.f("uq_order_promotion_order_id_position")
        ),
    )
    with op.batch_alter_table("order_promotion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_order_promotion_promotion_id"), ["promotion_id"], unique=False
        )

    op.create_table(
        "product_level",
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("level_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["level_id"], ["customer_level.id"], name=op.f("fk_product_level_level_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_level_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_level")),
        sa.UniqueConstraint(
            "product_id", "level_id", name=op.f("uq_product_level_product_id_level_id")
        ),
    )
    with op.batch_alter_table("product_level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_level_level_id"), ["level_id"], unique=False)

    op.create_table(
        "product_picture",
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_product_picture_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_picture_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_picture")),
    )
    with op.batch_alter_table("product_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_picture_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_product_picture_product_id_position"),
            ["product_id", "position"],
            unique=False,
        )

    op.create_table(
        "product_unit",
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=20), nullable=False),
        sa.Column("factor", sa.BigInteger(), nullable=False),
        sa.Column("barcode", sa.String(length=20), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_product_unit_factor")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_unit_product_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_unit")),
        sa.UniqueConstraint("barcode", name=op.f("uq_product_unit_barcode")),
        sa.UniqueConstraint("product_id", "name", name=op.f("uq_product_unit_product_id_name")),
    )
    op.create_table(
        "promotion_product",
        sa.Column(
            "promotion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_promotion_product_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["promotion_id"],
            ["promotion.id"],
            name=op.f("fk_promotion_product_promotion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_product")),
        sa.UniqueConstraint(
            "promotion_id", "product_id", name=op.f("uq_promotion_product_promotion_id_product_id")
        ),
    )
    with op.batch_alter_table("promotion_product", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promotion_product_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "stock_slip_line",
        sa.Column("slip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("book", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_stock_slip_line_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"],
            ["stock_slip.id"],
            name=op.f("fk_stock_slip_line_slip_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_slip_line")),
        sa.UniqueConstraint(
            "slip_id", "product_id", name=op.f("uq_stock_slip_line_slip_id_product_id")
        ),
    )
    with op.batch_alter_table("stock_slip_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stock_slip_line_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_stock_slip_line_slip_id_position"),
            ["slip_id", "position"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("stock_slip_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_slip_line_slip_id_position"))
        batch_op.drop_index(batch_op.f("ix_stock_slip_line_product_id"))

    op.drop_table("stock_slip_line")
    with op.batch_alter_table("promotion_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promotion_product_product_id"))

    op.drop_table("promotion_product")
    op.drop_table("product_unit")
    with op.batch_alter_table("product_picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_picture_product_id_position"))
        batch_op.drop_index(batch_op.f("ix_product_picture_file_id"))

    op.drop_table("product_picture")
    with op.batch_alter_table("product_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_level_level_id"))

    op.drop_table("product_level")
    with op.batch_alter_table("order_promotion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_promotion_promotion_id"))

    op.drop_table("order_promotion")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_made_by_id_id"))
        batch_op.drop_index(batch_op.f("ix_import_run_file_id"))
        batch_op.drop_index(batch_op.f("ix_import_run_errors_file_id"))

    op.drop_table("import_run")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_user_id_id"))
        batch_op.drop_index(
            "ix_task_open",
            postgresql_where=sa.text("status IN ('waiting', 'running')"),
            sqlite_where=sa.text("status IN ('waiting', 'running')"),
        )
        batch_op.drop_index(batch_op.f("ix_task_file_id"))

    op.drop_table("task")
    with op.batch_alter_table("promotion_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promotion_level_level_id"))

    op.drop_table("promotion_level")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outgoing_mail_due",
            postgresql_where=sa.text("sent_at IS NULL"),
            sqlite_where=sa.text("sent_at IS NULL"),
        )

    op.drop_table("outgoing_mail")
    op.drop_table("announcement_reading")
    op.drop_table("announcement_target")
    op.drop_table("tax_rate")
    with op.batch_alter_table("stock_slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_slip_warehouse_id_id"))

    op.drop_table("stock_slip")
    op.drop_table("saved_filter")
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promotion_status_valid_to"))

    op.drop_table("promotion")
    with op.batch_alter_table("level_discount", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_level_discount_level_id_valid_from"))

    op.drop_table("level_discount")
    op.drop_table("import_mapping")
    with op.batch_alter_table("customer_keeper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_keeper_salesperson_id"))
        batch_op.drop_index(batch_op.f("ix_customer_keeper_customer_id_id"))

    op.drop_table("customer_keeper")
    with op.batch_alter_table("customer_evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_evaluation_customer_id_id"))

    op.drop_table("customer_evaluation")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_status_published_at"))

    op.drop_table("announcement")
    with op.batch_alter_table("customer_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_contact_customer_id"))

    op.drop_table("customer_contact")
    op.drop_table("tax_class")
    op.drop_table("order_kind")
    op.drop_table("custom_field")
    op.drop_table("choice_item")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_name_at"))
        batch_op.drop_index(batch_op.f("ix_event_actor_id_at"))
        batch_op.create_index(batch_op.f("ix_event_actor_id"), ["actor_id"], unique=False)
