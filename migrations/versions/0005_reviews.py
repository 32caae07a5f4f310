"""Inquiries, reviews, quotations and contracts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "market_rate",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("removed_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "kind IN ('material', 'exchange', 'rebate', 'tariff')", name="ck_market_rate_kind"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_market_rate"),
        sa.UniqueConstraint("code", name="uq_market_rate_code"),
    )
    op.create_table(
        "panel_setting",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_setting"),
        sa.UniqueConstraint("code", name="uq_panel_setting_code"),
    )
    op.create_table(
        "paper_holder",
        sa.Column("document_kind", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=30), nullable=False),
        sa.Column("department_id", ID, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_paper_holder_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_paper_holder"),
    )
    with op.batch_alter_table("paper_holder") as batch:
        batch.create_index("ix_paper_holder_department_id", ["department_id"], unique=False)
        batch.create_index(
            "ix_paper_holder_held",
            ["document_kind", "document_id"],
            unique=False,
            postgresql_where=sa.text("until IS NULL"),
            sqlite_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "inquiry",
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("salesperson_id", ID, nullable=True),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("requirements", sa.String(length=2000), nullable=False),
        sa.Column("quality_demand", sa.String(length=500), nullable=False),
        sa.Column("requested_date", sa.Date(), nullable=True),
        sa.Column("product_kind", sa.String(length=10), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted_at", TIME, nullable=True),
        sa.Column("market_customer", sa.String(length=1000), nullable=False),
        sa.Column("market_trend", sa.String(length=1000), nullable=False),
        sa.Column("estimated_amount", sa.BigInteger(), nullable=True),
        sa.Column("internal_remark", sa.String(length=500), nullable=False),
        sa.Column("sent_back_reason", sa.String(length=500), nullable=False),
        sa.Column("lost_reason", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("status_since", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "product_kind IN ('regular', 'new', 'special')", name="ck_inquiry_product_kind"
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'intake', 'review', 'reviewed', 'not_acceptable', 'quoted', 'lost')",
            name="ck_inquiry_status",
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name="fk_inquiry_branch_id"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_inquiry_created_by_id"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_inquiry_customer_id"),
        sa.ForeignKeyConstraint(
            ["salesperson_id"], ["user_account.id"], name="fk_inquiry_salesperson_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry"),
        sa.UniqueConstraint("number", name="uq_inquiry_number"),
    )
    with op.batch_alter_table("inquiry") as batch:
        batch.create_index("ix_inquiry_customer_id_id", ["customer_id", "id"], unique=False)
        batch.create_index(
            "ix_inquiry_open",
            ["status", "status_since", "id"],
            unique=False,
            postgresql_where=sa.text("status NOT IN ('quoted', 'lost')"),
            sqlite_where=sa.text("status NOT IN ('quoted', 'lost')"),
        )
        batch.create_index("ix_inquiry_salesperson_id", ["salesperson_id"], unique=False)

    op.create_table(
        "market_rate_value",
        sa.Column("rate_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("entered_at", TIME, nullable=False),
        sa.Column("entered_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("value >= 0", name="ck_market_rate_value_value"),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user_account.id"], name="fk_market_rate_value_entered_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["rate_id"], ["market_rate.id"], name="fk_market_rate_value_rate_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_market_rate_value"),
        sa.UniqueConstraint("rate_id", "day", name="uq_market_rate_value_rate_id_day"),
    )
    op.create_table(
        "panel_version",
        sa.Column("setting_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_panel_version_created_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["setting_id"], ["panel_setting.id"], name="fk_panel_version_setting_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_panel_version"),
        sa.UniqueConstraint("setting_id", "number", name="uq_panel_version_setting_id_number"),
    )
    op.create_table(
        "stand_in",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="ck_stand_in_days"),
        sa.CheckConstraint("user_id != deputy_id", name="ck_stand_in_deputy"),
        sa.ForeignKeyConstraint(["deputy_id"], ["user_account.id"], name="fk_stand_in_deputy_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_stand_in_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stand_in"),
    )
    with op.batch_alter_table("stand_in") as batch:
        batch.create_index(
            "ix_stand_in_deputy_id_last_day", ["deputy_id", "last_day"], unique=False
        )
        batch.create_index("ix_stand_in_user_id_last_day", ["user_id", "last_day"], unique=False)

    op.create_table(
        "supervision_watch",
        sa.Column("document_kind", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("leader_id", ID, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("held_at", TIME, nullable=True),
        sa.Column("held_by_id", ID, nullable=True),
        sa.Column("hold_reason", sa.String(length=500), nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_supervision_watch_customer_id"
        ),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["user_account.id"], name="fk_supervision_watch_held_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["supervision_watch.id"], name="fk_supervision_watch_leader_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_watch"),
        sa.UniqueConstraint(
            "document_kind",
            "document_id",
            name="uq_supervision_watch_document_kind_document_id",
        ),
    )
    with op.batch_alter_table("supervision_watch") as batch:
        batch.create_index("ix_supervision_watch_leader_id", ["leader_id"], unique=False)
        batch.create_index(
            "ix_supervision_watch_open",
            ["id"],
            unique=False,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "inquiry_revision",
        sa.Column("inquiry_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiry.id"], name="fk_inquiry_revision_inquiry_id"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name="fk_inquiry_revision_made_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry_revision"),
        sa.UniqueConstraint("inquiry_id", "number", name="uq_inquiry_revision_inquiry_id_number"),
    )
    op.create_table(
        "quotation",
        sa.Column("inquiry_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("salesperson_id", ID, nullable=True),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("product_kind", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("offered_revision", sa.Integer(), nullable=True),
        sa.Column("offered_at", TIME, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("recost_since", TIME, nullable=True),
        sa.Column(
            "recost_reasons",
            JSON,
            nullable=False,
        ),
        sa.Column("abandoned_reason", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("status_since", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "status IN ('drafting', 'review', 'not_acceptable', 'approved', 'offered', 'changes_asked', 'formal', 'declined', 'abandoned')",
            name="ck_quotation_status",
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name="fk_quotation_branch_id"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_quotation_created_by_id"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_quotation_customer_id"),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_quotation_inquiry_id"),
        sa.ForeignKeyConstraint(
            ["salesperson_id"], ["user_account.id"], name="fk_quotation_salesperson_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quotation"),
        sa.UniqueConstraint("number", name="uq_quotation_number"),
    )
    with op.batch_alter_table("quotation") as batch:
        batch.create_index("ix_quotation_customer_id_id", ["customer_id", "id"], unique=False)
        batch.create_index("ix_quotation_inquiry_id", ["inquiry_id"], unique=False)
        batch.create_index(
            "ix_quotation_open",
            ["status", "status_since", "id"],
            unique=False,
            postgresql_where=sa.text("status NOT IN ('formal', 'declined', 'abandoned')"),
            sqlite_where=sa.text("status NOT IN ('formal', 'declined', 'abandoned')"),
        )
        batch.create_index("ix_quotation_salesperson_id", ["salesperson_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("document_kind", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("panel_id", ID, nullable=False),
        sa.Column("panel_version_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("product_kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("status_since", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("(status = 'closed') = (outcome != '')", name="ck_review_closed"),
        sa.CheckConstraint(
            "outcome IN ('', 'accepted', 'not_acceptable', 'sent_back', 'withdrawn')",
            name="ck_review_outcome",
        ),
        sa.CheckConstraint(
            "status IN ('convening', 'opinions', 'ruling', 'appeal', 'closed')",
            name="ck_review_status",
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name="fk_review_branch_id"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_review_created_by_id"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_review_customer_id"),
        sa.ForeignKeyConstraint(["panel_id"], ["panel_setting.id"], name="fk_review_panel_id"),
        sa.ForeignKeyConstraint(
            ["panel_version_id"], ["panel_version.id"], name="fk_review_panel_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint(
            "document_kind",
            "document_id",
            "panel_id",
            name="uq_review_document_kind_document_id_panel_id",
        ),
        sa.UniqueConstraint("number", name="uq_review_number"),
    )
    with op.batch_alter_table("review") as batch:
        batch.create_index("ix_review_customer_id_id", ["customer_id", "id"], unique=False)
        batch.create_index(
            "ix_review_open",
            ["status", "id"],
            unique=False,
            postgresql_where=sa.text("status != 'closed'"),
            sqlite_where=sa.text("status != 'closed'"),
        )

    op.create_table(
        "contract",
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("salesperson_id", ID, nullable=True),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("quotation_id", ID, nullable=True),
        sa.Column("quotation_revision", sa.Integer(), nullable=True),
        sa.Column("product_kind", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("in_force", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("filed_at", TIME, nullable=True),
        sa.Column("filed_by_id", ID, nullable=True),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("sent_back_reason", sa.String(length=500), nullable=False),
        sa.Column("void_reason", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("status_since", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("kind IN ('sale', 'sample')", name="ck_contract_kind"),
        sa.CheckConstraint("origin IN ('drawn', 'registered')", name="ck_contract_origin"),
        sa.CheckConstraint(
            "status IN ('draft', 'review', 'not_acceptable', 'approved', 'signed', 'filed', 'ended', 'void')",
            name="ck_contract_status",
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name="fk_contract_branch_id"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_contract_created_by_id"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_contract_customer_id"),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["user_account.id"], name="fk_contract_filed_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"], ["quotation.id"], name="fk_contract_quotation_id"
        ),
        sa.ForeignKeyConstraint(
            ["salesperson_id"], ["user_account.id"], name="fk_contract_salesperson_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contract"),
        sa.UniqueConstraint("number", name="uq_contract_number"),
    )
    with op.batch_alter_table("contract") as batch:
        batch.create_index("ix_contract_customer_id_id", ["customer_id", "id"], unique=False)
        batch.create_index(
            "ix_contract_open",
            ["status", "status_since", "id"],
            unique=False,
            postgresql_where=sa.text("status NOT IN ('filed', 'ended', 'void')"),
            sqlite_where=sa.text("status NOT IN ('filed', 'ended', 'void')"),
        )
        batch.create_index("ix_contract_quotation_id", ["quotation_id"], unique=False)
        batch.create_index("ix_contract_salesperson_id", ["salesperson_id"], unique=False)

    op.create_table(
        "inquiry_line",
        sa.Column("inquiry_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("specification", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("target_price", sa.BigInteger(), nullable=True),
        sa.Column("technical", sa.String(length=1000), nullable=False),
        sa.Column("packaging", sa.String(length=500), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("quantity > 0", name="ck_inquiry_line_quantity"),
        sa.ForeignKeyConstraint(
            ["inquiry_id"],
            ["inquiry.id"],
            name="fk_inquiry_line_inquiry_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_inquiry_line_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry_line"),
    )
    with op.batch_alter_table("inquiry_line") as batch:
        batch.create_index(
            "ix_inquiry_line_inquiry_id_position",
            ["inquiry_id", "position"],
            unique=False,
        )

    op.create_table(
        "quotation_revision",
        sa.Column("quotation_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("filed_at", TIME, nullable=True),
        sa.Column("filed_by_id", ID, nullable=True),
        sa.Column("offered_at", TIME, nullable=True),
        sa.Column("lapse_told_at", TIME, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("answer_kind", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("change_note", sa.String(length=500), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("delivery_terms", sa.String(length=200), nullable=False),
        sa.Column("payment_terms", sa.String(length=300), nullable=False),
        sa.Column("advance_percent", sa.BigInteger(), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("quality_terms", sa.String(length=500), nullable=False),
        sa.Column("packaging_terms", sa.String(length=300), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount", sa.BigInteger(), nullable=False),
        sa.Column("selling_expense", sa.BigInteger(), nullable=False),
        sa.Column("basis", JSON, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "advance_percent >= 0 AND advance_percent <= 10000",
            name="ck_quotation_revision_advance",
        ),
        sa.CheckConstraint("lead_days >= 0", name="ck_quotation_revision_lead_days"),
        sa.CheckConstraint(
            "answer_kind IN ('', 'accepted', 'changes', 'declined')",
            name="ck_quotation_revision_answer_kind",
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["user_account.id"], name="fk_quotation_revision_filed_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name="fk_quotation_revision_made_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"], ["quotation.id"], name="fk_quotation_revision_quotation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quotation_revision"),
        sa.UniqueConstraint(
            "quotation_id", "number", name="uq_quotation_revision_quotation_id_number"
        ),
    )
    op.create_table(
        "review_author",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_author_review_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_review_author_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_author"),
        sa.UniqueConstraint("review_id", "user_id", name="uq_review_author_review_id_user_id"),
    )
    with op.batch_alter_table("review_author") as batch:
        batch.create_index("ix_review_author_user_id", ["user_id"], unique=False)

    op.create_table(
        "review_round",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_version", sa.Integer(), nullable=False),
        sa.Column("inputs", JSON, nullable=False),
        sa.Column("changed", JSON, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("opened_by_id", ID, nullable=True),
        sa.Column("convened_at", TIME, nullable=True),
        sa.Column("convened_by_id", ID, nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("appeal_grounds", sa.String(length=2000), nullable=False),
        sa.Column("appealed_at", TIME, nullable=True),
        sa.Column("appealed_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "result IN ('', 'acceptable', 'not_acceptable', 'superseded')",
            name="ck_review_round_result",
        ),
        sa.ForeignKeyConstraint(
            ["appealed_by_id"], ["user_account.id"], name="fk_review_round_appealed_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["convened_by_id"], ["user_account.id"], name="fk_review_round_convened_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user_account.id"], name="fk_review_round_opened_by_id"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_round_review_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_round"),
        sa.UniqueConstraint("review_id", "number", name="uq_review_round_review_id_number"),
    )
    op.create_table(
        "contract_revision",
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("amendment_reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("submitted_at", TIME, nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(length=80), nullable=False),
        sa.Column("filed_at", TIME, nullable=True),
        sa.Column("dropped_at", TIME, nullable=True),
        sa.Column("delivery_date", sa.Date(), nullable=True),
        sa.Column("delivery_terms", sa.String(length=300), nullable=False),
        sa.Column("quality_terms", sa.String(length=1000), nullable=False),
        sa.Column("technical_terms", sa.String(length=1000), nullable=False),
        sa.Column("packaging_terms", sa.String(length=300), nullable=False),
        sa.Column("payment_terms", sa.String(length=300), nullable=False),
        sa.Column("advance_percent", sa.BigInteger(), nullable=False),
        sa.Column(
            "payment_dates",
            JSON,
            nullable=False,
        ),
        sa.Column("ip_clause", sa.String(length=2000), nullable=False),
        sa.Column("liability", sa.String(length=1000), nullable=False),
        sa.Column("other_terms", sa.String(length=2000), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount", sa.BigInteger(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name="fk_contract_revision_contract_id"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name="fk_contract_revision_made_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contract_revision"),
        sa.UniqueConstraint(
            "contract_id", "number", name="uq_contract_revision_contract_id_number"
        ),
    )
    op.create_table(
        "inquiry_material",
        sa.Column("line_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("specification", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.String(length=80), nullable=False),
        sa.Column("surface_quality", sa.String(length=120), nullable=False),
        sa.Column("special_inspection", sa.String(length=200), nullable=False),
        sa.Column("special_processing", sa.String(length=200), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["inquiry_line.id"],
            name="fk_inquiry_material_line_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry_material"),
    )
    with op.batch_alter_table("inquiry_material") as batch:
        batch.create_index(
            "ix_inquiry_material_line_id_position",
            ["line_id", "position"],
            unique=False,
        )

    op.create_table(
        "opinion",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("seat_key", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("committed_days", sa.Integer(), nullable=True),
        sa.Column("given_at", TIME, nullable=False),
        sa.Column("given_by_id", ID, nullable=False),
        sa.Column("for_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "verdict IN ('agree', 'conditional', 'disagree')", name="ck_opinion_verdict"
        ),
        sa.CheckConstraint(
            "committed_days IS NULL OR committed_days >= 0", name="ck_opinion_committed_days"
        ),
        sa.ForeignKeyConstraint(["for_id"], ["user_account.id"], name="fk_opinion_for_id"),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user_account.id"], name="fk_opinion_given_by_id"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_opinion_review_id"),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name="fk_opinion_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        sa.UniqueConstraint("round_id", "given_by_id", name="uq_opinion_round_id_given_by_id"),
        sa.UniqueConstraint("round_id", "seat_key", name="uq_opinion_round_id_seat_key"),
    )
    with op.batch_alter_table("opinion") as batch:
        batch.create_index(
            "ix_opinion_review_id_given_by_id",
            ["review_id", "given_by_id"],
            unique=False,
        )

    op.create_table(
        "payment_exception",
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("created_by_id", ID, nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("debts", JSON, nullable=False),
        sa.Column("debt_amount", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("status_since", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("trail_length", sa.Integer(), nullable=False),
        sa.Column("trail_head", sa.String(length=64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "status IN ('review', 'admitted', 'refused', 'withdrawn')",
            name="ck_payment_exception_status",
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name="fk_payment_exception_branch_id"
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name="fk_payment_exception_contract_id"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_payment_exception_created_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_payment_exception_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_exception"),
        sa.UniqueConstraint("number", name="uq_payment_exception_number"),
    )
    with op.batch_alter_table("payment_exception") as batch:
        batch.create_index("ix_payment_exception_contract_id", ["contract_id"], unique=False)
        batch.create_index(
            "ix_payment_exception_customer_id_id", ["customer_id", "id"], unique=False
        )

    op.create_table(
        "quotation_line",
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("specification", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("price >= 0", name="ck_quotation_line_price"),
        sa.CheckConstraint("quantity > 0", name="ck_quotation_line_quantity"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name="fk_quotation_line_product_id"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["quotation_revision.id"],
            name="fk_quotation_line_revision_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_quotation_line"),
    )
    with op.batch_alter_table("quotation_line") as batch:
        batch.create_index(
            "ix_quotation_line_revision_id_position",
            ["revision_id", "position"],
            unique=False,
        )

    op.create_table(
        "review_question",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("seat_key", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name="fk_review_question_answered_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name="fk_review_question_asked_by_id"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_question_review_id"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["review_round.id"], name="fk_review_question_round_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_question"),
    )
    with op.batch_alter_table("review_question") as batch:
        batch.create_index("ix_review_question_review_id_id", ["review_id", "id"], unique=False)

    op.create_table(
        "ruling",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("is_appeal", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("ruled_at", TIME, nullable=False),
        sa.Column("ruled_by_id", ID, nullable=False),
        sa.Column("for_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused', 'confirmed')", name="ck_ruling_decision"
        ),
        sa.ForeignKeyConstraint(["for_id"], ["user_account.id"], name="fk_ruling_for_id"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_ruling_review_id"),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name="fk_ruling_round_id"),
        sa.ForeignKeyConstraint(["ruled_by_id"], ["user_account.id"], name="fk_ruling_ruled_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ruling"),
        sa.UniqueConstraint(
            "round_id", "is_appeal", "key", name="uq_ruling_round_id_is_appeal_key"
        ),
    )
    with op.batch_alter_table("ruling") as batch:
        batch.create_index("ix_ruling_review_id", ["review_id"], unique=False)

    op.create_table(
        "contract_line",
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("specification", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("price >= 0", name="ck_contract_line_price"),
        sa.CheckConstraint("quantity > 0", name="ck_contract_line_quantity"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="fk_contract_line_product_id"),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["contract_revision.id"],
            name="fk_contract_line_revision_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contract_line"),
    )
    with op.batch_alter_table("contract_line") as batch:
        batch.create_index(
            "ix_contract_line_revision_id_position",
            ["revision_id", "position"],
            unique=False,
        )

    op.create_table(
        "cost_line",
        sa.Column("line_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("specification", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rate_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint(
            "kind IN ('material', 'processing', 'outsourcing', 'packaging', 'freight', 'tax', 'other')",
            name="ck_cost_line_kind",
        ),
        sa.CheckConstraint("price >= 0", name="ck_cost_line_price"),
        sa.CheckConstraint("quantity > 0", name="ck_cost_line_quantity"),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["quotation_line.id"],
            name="fk_cost_line_line_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["rate_id"], ["market_rate.id"], name="fk_cost_line_rate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cost_line"),
    )
    with op.batch_alter_table("cost_line") as batch:
        batch.create_index("ix_cost_line_line_id_position", ["line_id", "position"], unique=False)

    op.create_table(
        "review_seat",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("department_id", ID, nullable=True),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opinion_id", ID, nullable=True),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("reminded_at", TIME, nullable=True),
        sa.Column("escalated_at", TIME, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.CheckConstraint("department_id IS NOT NULL OR post != ''", name="ck_review_seat_holder"),
        sa.CheckConstraint(
            "kind IN ('convene', 'opinion', 'ruling', 'appeal')", name="ck_review_seat_kind"
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'given', 'carried', 'dropped')",
            name="ck_review_seat_status",
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name="fk_review_seat_branch_id"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_review_seat_department_id"
        ),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name="fk_review_seat_opinion_id"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_seat_review_id"),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name="fk_review_seat_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_seat"),
        sa.UniqueConstraint("round_id", "kind", "key", name="uq_review_seat_round_id_kind_key"),
    )
    with op.batch_alter_table("review_seat") as batch:
        batch.create_index(
            "ix_review_seat_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("status = 'waiting'"),
            sqlite_where=sa.text("status = 'waiting'"),
        )
        batch.create_index("ix_review_seat_review_id", ["review_id"], unique=False)
        batch.create_index(
            "ix_review_seat_waiting",
            ["branch_id", "department_id"],
            unique=False,
            postgresql_where=sa.text("status = 'waiting'"),
            sqlite_where=sa.text("status = 'waiting'"),
        )

    with op.batch_alter_table("order_line") as batch:
        batch.add_column(
            sa.Column(
                "contract_line_id",
                ID,
                nullable=True,
            )
        )
        batch.add_column(
            sa.Column(
                "quotation_line_id",
                ID,
                nullable=True,
            )
        )
        batch.create_index("ix_order_line_contract_line_id", ["contract_line_id"], unique=False)
        batch.create_index("ix_order_line_quotation_line_id", ["quotation_line_id"], unique=False)
        batch.create_foreign_key(
            "fk_order_line_contract_line_id",
            "contract_line",
            ["contract_line_id"],
            ["id"],
        )
        batch.create_foreign_key(
            "fk_order_line_quotation_line_id",
            "quotation_line",
            ["quotation_line_id"],
            ["id"],
        )

    with op.batch_alter_table("sales_order") as batch:
        batch.add_column(sa.Column("contract_id", ID, nullable=True))
        batch.add_column(sa.Column("quotation_id", ID, nullable=True))
        batch.create_index("ix_sales_order_contract_id", ["contract_id"], unique=False)
        batch.create_index("ix_sales_order_quotation_id", ["quotation_id"], unique=False)
        batch.create_foreign_key("fk_sales_order_contract_id", "contract", ["contract_id"], ["id"])
        batch.create_foreign_key(
            "fk_sales_order_quotation_id", "quotation", ["quotation_id"], ["id"]
        )

    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("post", sa.String(length=20), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        batch.drop_column("post")

    with op.batch_alter_table("sales_order") as batch:
        batch.drop_constraint("fk_sales_order_quotation_id", type_="foreignkey")
        batch.drop_constraint("fk_sales_order_contract_id", type_="foreignkey")
        batch.drop_index("ix_sales_order_quotation_id")
        batch.drop_index("ix_sales_order_contract_id")
        batch.drop_column("quotation_id")
        batch.drop_column("contract_id")

    with op.batch_alter_table("order_line") as batch:
        batch.drop_constraint("fk_order_line_quotation_line_id", type_="foreignkey")
        batch.drop_constraint("fk_order_line_contract_line_id", type_="foreignkey")
        batch.drop_index("ix_order_line_quotation_line_id")
        batch.drop_index("ix_order_line_contract_line_id")
        batch.drop_column("quotation_line_id")
        batch.drop_column("contract_line_id")

    with op.batch_alter_table("review_seat") as batch:
        batch.drop_index(
            "ix_review_seat_waiting",
            postgresql_where=sa.text("status = 'waiting'"),
            sqlite_where=sa.text("status = 'waiting'"),
        )
        batch.drop_index("ix_review_seat_review_id")
        batch.drop_index(
            "ix_review_seat_due",
            postgresql_where=sa.text("status = 'waiting'"),
            sqlite_where=sa.text("status = 'waiting'"),
        )

    op.drop_table("review_seat")
    with op.batch_alter_table("cost_line") as batch:
        batch.drop_index("ix_cost_line_line_id_position")

    op.drop_table("cost_line")
    with op.batch_alter_table("contract_line") as batch:
        batch.drop_index("ix_contract_line_revision_id_position")

    op.drop_table("contract_line")
    with op.batch_alter_table("ruling") as batch:
        batch.drop_index("ix_ruling_review_id")

    op.drop_table("ruling")
    with op.batch_alter_table("review_question") as batch:
        batch.drop_index("ix_review_question_review_id_id")

    op.drop_table("review_question")
    with op.batch_alter_table("quotation_line") as batch:
        batch.drop_index("ix_quotation_line_revision_id_position")

    op.drop_table("quotation_line")
    with op.batch_alter_table("payment_exception") as batch:
        batch.drop_index("ix_payment_exception_customer_id_id")
        batch.drop_index("ix_payment_exception_contract_id")

    op.drop_table("payment_exception")
    with op.batch_alter_table("opinion") as batch:
        batch.drop_index("ix_opinion_review_id_given_by_id")

    op.drop_table("opinion")
    with op.batch_alter_table("inquiry_material") as batch:
        batch.drop_index("ix_inquiry_material_line_id_position")

    op.drop_table("inquiry_material")
    op.drop_table("contract_revision")
    op.drop_table("review_round")
    with op.batch_alter_table("review_author") as batch:
        batch.drop_index("ix_review_author_user_id")

    op.drop_table("review_author")
    op.drop_table("quotation_revision")
    with op.batch_alter_table("inquiry_line") as batch:
        batch.drop_index("ix_inquiry_line_inquiry_id_position")

    op.drop_table("inquiry_line")
    with op.batch_alter_table("contract") as batch:
        batch.drop_index("ix_contract_salesperson_id")
        batch.drop_index("ix_contract_quotation_id")
        batch.drop_index(
            "ix_contract_open",
            postgresql_where=sa.text("status NOT IN ('filed', 'ended', 'void')"),
            sqlite_where=sa.text("status NOT IN ('filed', 'ended', 'void')"),
        )
        batch.drop_index("ix_contract_customer_id_id")

    op.drop_table("contract")
    with op.batch_alter_table("review") as batch:
        batch.drop_index(
            "ix_review_open",
            postgresql_where=sa.text("status != 'closed'"),
            sqlite_where=sa.text("status != 'closed'"),
        )
        batch.drop_index("ix_review_customer_id_id")

    op.drop_table("review")
    with op.batch_alter_table("quotation") as batch:
        batch.drop_index("ix_quotation_salesperson_id")
        batch.drop_index(
            "ix_quotation_open",
            postgresql_where=sa.text("status NOT IN ('formal', 'declined', 'abandoned')"),
            sqlite_where=sa.text("status NOT IN ('formal', 'declined', 'abandoned')"),
        )
        batch.drop_index("ix_quotation_inquiry_id")
        batch.drop_index("ix_quotation_customer_id_id")

    op.drop_table("quotation")
    op.drop_table("inquiry_revision")
    with op.batch_alter_table("supervision_watch") as batch:
        batch.drop_index("ix_supervision_watch_leader_id")
        batch.drop_index(
            "ix_supervision_watch_open",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("supervision_watch")
    with op.batch_alter_table("stand_in") as batch:
        batch.drop_index("ix_stand_in_user_id_last_day")
        batch.drop_index("ix_stand_in_deputy_id_last_day")

    op.drop_table("stand_in")
    op.drop_table("panel_version")
    op.drop_table("market_rate_value")
    with op.batch_alter_table("inquiry") as batch:
        batch.drop_index("ix_inquiry_salesperson_id")
        batch.drop_index(
            "ix_inquiry_open",
            postgresql_where=sa.text("status NOT IN ('quoted', 'lost')"),
            sqlite_where=sa.text("status NOT IN ('quoted', 'lost')"),
        )
        batch.drop_index("ix_inquiry_customer_id_id")

    op.drop_table("inquiry")
    with op.batch_alter_table("paper_holder") as batch:
        batch.drop_index(
            "ix_paper_holder_held",
            postgresql_where=sa.text("until IS NULL"),
            sqlite_where=sa.text("until IS NULL"),
        )
        batch.drop_index("ix_paper_holder_department_id")

    op.drop_table("paper_holder")
    op.drop_table("panel_setting")
    op.drop_table("market_rate")
