"""What articles cost: prices from a day on, the factors of levels, and promotions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Money, Rate, UnitPrice
from webapp.models.base import Base, Trailed

BASE = text("level_id IS NULL AND customer_id IS NULL")


class ProductPrice(Base):
    """A price from a day on, CNY a unit with tax: for one customer, for one level, or, with
    neither, the base price of everybody. Never edited, only followed by another (F5): one
    without a price says that there is none of its kind any more. One that has not begun can be
    taken back; it stays, but counts for nothing."""

    __tablename__ = "product_price"
    __table_args__ = (
        CheckConstraint("level_id IS NULL OR customer_id IS NULL", name="for_whom"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint(
            "price IS NOT NULL OR level_id IS NOT NULL OR customer_id IS NOT NULL", name="base"
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
        Index(None, "customer_id", "product_id", "valid_from"),
        Index(None, "level_id", "product_id", "valid_from"),
        Index(None, "product_id", "valid_from"),
        Index(
            "ix_product_price_base",
            "product_id",
            "valid_from",
            postgresql_where=BASE,
            sqlite_where=BASE,
        ),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("customer_level.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    taken_back_at: Mapped[datetime | None]
    #: manual, import or founding; ``document_number`` names what set it, where there is one.
    origin: Mapped[str] = mapped_column(String(12), default="manual")
    document_number: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class LevelDiscount(Base):
    """The factor of a level on base prices from a day on, 0.9500 for 5 % off; only followed, and
    of several of one day the last holds."""

    __tablename__ = "level_discount"
    __table_args__ = (
        Index(None, "level_id", "valid_from"),
        CheckConstraint("discount > 0", name="discount"),
    )

    level_id: Mapped[int] = mapped_column(ForeignKey("customer_level.id"))
    discount: Mapped[Decimal] = mapped_column(Rate)
    valid_from: Mapped[date]
    taken_back_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Promotion(Trailed, Base):
    """An offer with its time and whom it is for; ``terms`` are those of its kind.

    A draft can be edited; once published it is only withdrawn and followed by another.
    """

    __tablename__ = "promotion"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('gift', 'reduction', 'percent', 'order_tiers')",
            name="kind",
        ),
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
        Index(None, "status", "valid_to"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    terms: Mapped[dict[str, Any]]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    status: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class PromotionProduct(Base):
    """An article that a promotion is on."""

    __tablename__ = "promotion_product"
    __table_args__ = (UniqueConstraint("promotion_id", "product_id"),)

    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotion.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)


class PromotionLevel(Base):
    """A level that a promotion is for; one without any is for everybody."""

    __tablename__ = "promotion_level"
    __table_args__ = (UniqueConstraint("promotion_id", "level_id"),)

    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotion.id", ondelete="CASCADE"))
    level_id: Mapped[int] = mapped_column(ForeignKey("customer_level.id"), index=True)


class OrderPromotion(Base):
    """What a promotion did to an order, in its words and terms of that day; CNY taken off."""

    __tablename__ = "order_promotion"
    __table_args__ = (UniqueConstraint("order_id", "position"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id", ondelete="CASCADE"))
    position: Mapped[int]
    promotion_id: Mapped[int] = mapped_column(ForeignKey("promotion.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    terms: Mapped[dict[str, Any]]
    amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
