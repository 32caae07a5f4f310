"""What is counted by its day: base prices, factors of levels and tax rates become dated rows,
customers get a history of who keeps them, and registry rows a trail"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TRAILED = ("branch", "category", "customer_level", "department", "region", "warehouse")
TO_MAIL = sa.text("mail_state = 'waiting'")
BASE = sa.text("level_id IS NULL AND customer_id IS NULL")
#: What held before there were days held from the beginning.
ALWAYS = date(1900, 1, 1)
#: Code, Chinese and English name, prefix of the numbers (G7).
ORDER_KINDS = (
    ("ordinary", "普通订货单", "Ordinary order", "DH-O"),
    ("special", "特销订货单", "Special sale", "DH-T"),
    ("export", "外销订货单", "Export order", "DH-E"),
    ("sample", "展样订货单", "Display sample", "DH-Y"),
    ("material", "原材料销售单", "Raw-material sale", "DH-M"),
)

USUAL_RATES = (1300, 900, 600, 0)
NEW_CLASS = sa.text(
    "INSERT INTO tax_class (code, name, name_en, version, trail_length, trail_head)"
    " VALUES (:code, :zh, :en, 1, 0, '')"
)
NEW_RATE = sa.text(
    "INSERT INTO tax_rate (tax_class_id, rate, valid_from, set_at)"
    " SELECT id, :rate, :day, CURRENT_TIMESTAMP FROM tax_class WHERE code = :code"
).bindparams(sa.bindparam("day", type_=sa.Date()), sa.bindparam("rate", type_=sa.BigInteger()))
ORDER_KIND_COLUMNS = (
    "code",
    "name",
    "name_en",
    "number_prefix",
    "is_on",
    "position",
    "version",
    "trail_length",
    "trail_head",
)


def upgrade() -> None:
    for table in TRAILED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
            batch.add_column(
                sa.Column("trail_length", sa.Integer(), nullable=False, server_default="0")
            )
            batch.add_column(
                sa.Column("trail_head", sa.String(64), nullable=False, server_default="")
            )
    _classify_customers()
    with op.batch_alter_table("event") as batch:
        batch.create_index("ix_event_subject_number", ["subject_number"])
    with op.batch_alter_table("notice") as batch:
        # What people were told before there was a post is not sent to them now.
        batch.add_column(
            sa.Column("mail_state", sa.String(10), nullable=False, server_default="none")
        )
        batch.create_index(
            "ix_notice_to_mail", ["id"], postgresql_where=TO_MAIL, sqlite_where=TO_MAIL
        )
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("phone", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("email", sa.String(120), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("mails_notices", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _date_prices()
    _date_taxes()
    _keep_promotions_on_lines()
    _add_order_kinds()


def _classify_customers() -> None:
    with op.batch_alter_table("customer") as batch:
        batch.add_column(
            sa.Column("payment_days", sa.Integer(), nullable=False, server_default="0")
        )
        for name in ("grade", "channel", "market_position"):
            batch.add_column(sa.Column(name, sa.String(20), nullable=False, server_default=""))
        batch.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("review_due", sa.Date(), nullable=True))
        batch.create_index("ix_customer_review_due", ["review_due"])
    op.execute(
        "INSERT INTO customer_keeper"
        " (customer_id, salesperson_id, responsibility_code, from_at, reason)"
        " SELECT id, salesperson_id, responsibility_code, created_at, '' FROM customer"
    )


def _date_prices() -> None:
    with op.batch_alter_table("product_price") as batch:
        batch.add_column(
            sa.Column("origin", sa.String(12), nullable=False, server_default="founding")
        )
        batch.add_column(
            sa.Column("document_number", sa.String(40), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("reason", sa.String(200), nullable=False, server_default=""))
        batch.add_column(sa.Column("set_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("set_by_id", ID, nullable=True))
        batch.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        batch.alter_column("price", existing_type=sa.BigInteger(), nullable=True)
        batch.create_foreign_key(
            "fk_product_price_set_by_id", "user_account", ["set_by_id"], ["id"]
        )
        batch.drop_constraint("for_whom", type_="check")
        batch.create_check_constraint("for_whom", "level_id IS NULL OR customer_id IS NULL")
        batch.create_check_constraint("price", "price >= 0")
        batch.create_check_constraint(
            "base", "price IS NOT NULL OR level_id IS NOT NULL OR customer_id IS NOT NULL"
        )
        batch.create_check_constraint("validity", "valid_to IS NULL OR valid_to >= valid_from")
        batch.create_index("ix_product_price_product_id_valid_from", ["product_id", "valid_from"])
        batch.create_index(
            "ix_product_price_base",
            ["product_id", "valid_from"],
            postgresql_where=BASE,
            sqlite_where=BASE,
        )
    op.execute("UPDATE product_price SET set_at = CURRENT_TIMESTAMP")
    _dated(
        "INSERT INTO product_price"
        " (product_id, price, valid_from, origin, document_number, reason, set_at)"
        " SELECT id, base_price, :day, 'founding', '', '', CURRENT_TIMESTAMP FROM product"
    )
    with op.batch_alter_table("product_price") as batch:
        batch.alter_column("set_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    _dated(
        "INSERT INTO level_discount (level_id, discount, valid_from, reason, set_at)"
        " SELECT id, discount, :day, '', CURRENT_TIMESTAMP FROM customer_level"
    )
    with op.batch_alter_table("customer_level") as batch:
        batch.drop_column("discount")


def _dated(statement: str) -> None:
    day = sa.bindparam("day", ALWAYS, type_=sa.Date())
    op.get_bind().execute(sa.text(statement).bindparams(day))


def _date_taxes() -> None:
    """A class for each rate that articles have, and in a company the usual ones."""
    for rate in _rates():
        name = f"{rate / 100:g}"
        op.get_bind().execute(
            NEW_CLASS, {"code": f"VAT{name}", "zh": f"增值税 {name}%", "en": f"VAT {name} %"}
        )
        op.get_bind().execute(NEW_RATE, {"code": f"VAT{name}", "rate": rate, "day": ALWAYS})
    with op.batch_alter_table("product") as batch:
        batch.add_column(sa.Column("tax_class_id", ID, nullable=True))
        batch.add_column(
            sa.Column("is_restricted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("custom", JSON, nullable=False, server_default="{}"))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(
        "UPDATE product SET tax_class_id = (SELECT tax_class_id FROM tax_rate"
        " WHERE tax_rate.rate = product.tax_rate)"
    )
    with op.batch_alter_table("product") as batch:
        batch.alter_column("tax_class_id", existing_type=ID, nullable=False)
        batch.create_index("ix_product_tax_class_id", ["tax_class_id"])
        batch.create_foreign_key("fk_product_tax_class_id", "tax_class", ["tax_class_id"], ["id"])
        batch.drop_column("base_price")
        batch.drop_column("tax_rate")


def _rates() -> list[int]:
    """In ten thousandths, as they are stored."""
    used = set(op.get_bind().scalars(sa.text("SELECT DISTINCT tax_rate FROM product")))
    return sorted(used | set(USUAL_RATES) if _has_company() else used, reverse=True)


def _has_company() -> bool:
    return op.get_bind().execute(sa.text("SELECT 1 FROM branch LIMIT 1")).first() is not None


def _keep_promotions_on_lines() -> None:
    with op.batch_alter_table("order_line") as batch:
        batch.add_column(sa.Column("price_id", ID, nullable=True))
        batch.add_column(sa.Column("list_price", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("promotion_id", ID, nullable=True))
        batch.add_column(
            sa.Column("reduction", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch.create_foreign_key("fk_order_line_price_id", "product_price", ["price_id"], ["id"])
        batch.create_foreign_key(
            "fk_order_line_promotion_id", "promotion", ["promotion_id"], ["id"]
        )
    op.execute("UPDATE order_line SET list_price = price")
    with op.batch_alter_table("order_line") as batch:
        batch.alter_column("list_price", existing_type=sa.BigInteger(), nullable=False)


def _add_order_kinds() -> None:
    """For companies that are there; a new one gets them when it is founded."""
    if not _has_company():
        return
    op.bulk_insert(
        sa.table("order_kind", *(sa.column(name) for name in ORDER_KIND_COLUMNS)),
        [
            {
                "code": code,
                "name": name,
                "name_en": name_en,
                "number_prefix": prefix,
                "is_on": code in ("ordinary", "special"),
                "position": position,
                "version": 1,
                "trail_length": 0,
                "trail_head": "",
            }
            for position, (code, name, name_en, prefix) in enumerate(ORDER_KINDS)
        ],
    )


def downgrade() -> None:
    with op.batch_alter_table("order_line") as batch:
        batch.drop_constraint("fk_order_line_promotion_id", type_="foreignkey")
        batch.drop_constraint("fk_order_line_price_id", type_="foreignkey")
        for name in ("reduction", "promotion_id", "list_price", "price_id"):
            batch.drop_column(name)
    _undate_taxes()
    _undate_prices()
    with op.batch_alter_table("user_account") as batch:
        for name in ("mails_notices", "email", "phone"):
            batch.drop_column(name)
    with op.batch_alter_table("notice") as batch:
        batch.drop_index("ix_notice_to_mail")
        batch.drop_column("mail_state")
    with op.batch_alter_table("event") as batch:
        batch.drop_index("ix_event_subject_number")
    with op.batch_alter_table("customer") as batch:
        batch.drop_index("ix_customer_review_due")
        for name in ("review_due", "reviewed_on", "market_position", "channel", "grade"):
            batch.drop_column(name)
        batch.drop_column("payment_days")
    for table in TRAILED:
        with op.batch_alter_table(table) as batch:
            for name in ("trail_head", "trail_length", "version"):
                batch.drop_column(name)


def _undate_taxes() -> None:
    with op.batch_alter_table("product") as batch:
        batch.add_column(sa.Column("tax_rate", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("base_price", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE product SET tax_rate = (SELECT rate FROM tax_rate"
        " WHERE tax_rate.tax_class_id = product.tax_class_id"
        " ORDER BY tax_rate.valid_from DESC LIMIT 1),"
        " base_price = COALESCE((SELECT price FROM product_price"
        " WHERE product_price.product_id = product.id"
        " AND product_price.level_id IS NULL AND product_price.customer_id IS NULL"
        " AND product_price.taken_back_at IS NULL"
        " ORDER BY product_price.valid_from DESC, product_price.id DESC LIMIT 1), 0)"
    )
    op.execute("UPDATE product SET tax_rate = 0 WHERE tax_rate IS NULL")
    with op.batch_alter_table("product") as batch:
        batch.alter_column("tax_rate", existing_type=sa.BigInteger(), nullable=False)
        batch.alter_column("base_price", existing_type=sa.BigInteger(), nullable=False)
        batch.drop_constraint("fk_product_tax_class_id", type_="foreignkey")
        batch.drop_index("ix_product_tax_class_id")
        for name in ("version", "custom", "is_restricted", "tax_class_id"):
            batch.drop_column(name)


def _undate_prices() -> None:
    with op.batch_alter_table("customer_level") as batch:
        batch.add_column(sa.Column("discount", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE customer_level SET discount = COALESCE((SELECT discount FROM level_discount"
        " WHERE level_discount.level_id = customer_level.id"
        " AND level_discount.taken_back_at IS NULL"
        " ORDER BY level_discount.valid_from DESC, level_discount.id DESC LIMIT 1), 10000)"
    )
    with op.batch_alter_table("customer_level") as batch:
        batch.alter_column("discount", existing_type=sa.BigInteger(), nullable=False)
    op.execute("DELETE FROM product_price WHERE level_id IS NULL AND customer_id IS NULL")
    op.execute("DELETE FROM product_price WHERE price IS NULL OR taken_back_at IS NOT NULL")
    with op.batch_alter_table("product_price") as batch:
        batch.alter_column("price", existing_type=sa.BigInteger(), nullable=False)
        batch.drop_constraint("base", type_="check")
        batch.drop_constraint("validity", type_="check")
        batch.drop_constraint("price", type_="check")
        batch.drop_constraint("for_whom", type_="check")
        batch.create_check_constraint("for_whom", "(level_id IS NULL) <> (customer_id IS NULL)")
        batch.drop_constraint("fk_product_price_set_by_id", type_="foreignkey")
        batch.drop_index("ix_product_price_base")
        batch.drop_index("ix_product_price_product_id_valid_from")
        for name in (
            "taken_back_at",
            "set_by_id",
            "set_at",
            "reason",
            "document_number",
            "origin",
        ):
            batch.drop_column(name)
