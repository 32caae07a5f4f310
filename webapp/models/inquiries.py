"""Inquiries (the quotation contact sheet, B1): what a customer asks about, and its versions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Money, Quantity, UnitPrice
from webapp.models.base import Base, Document

OPEN = text("status NOT IN ('quoted', 'lost')")


class Inquiry(Document, Base):
    """What a customer wants to know the price of; ``revision`` is its content's version."""

    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'intake', 'review', 'reviewed', 'not_acceptable', 'quoted',"
            " 'lost')",
            name="status",
        ),
        CheckConstraint("product_kind IN ('regular', 'new', 'special')", name="product_kind"),
        Index(
            "ix_inquiry_open",
            "status",
            "status_since",
            "id",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(None, "customer_id", "id"),
        Index(None, "salesperson_id"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    salesperson_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    title: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    requirements: Mapped[str] = mapped_column(String(2000), default="")
    quality_demand: Mapped[str] = mapped_column(String(500), default="")
    requested_date: Mapped[date | None]
    product_kind: Mapped[str] = mapped_column(String(10), default="regular")
    is_sample: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None]

    # For the company only: the market-prospect note (B2) and the estimate (L2).
    market_customer: Mapped[str] = mapped_column(String(1000), default="")
    market_trend: Mapped[str] = mapped_column(String(1000), default="")
    estimated_amount: Mapped[Decimal | None] = mapped_column(Money)
    internal_remark: Mapped[str] = mapped_column(String(500), default="")
    sent_back_reason: Mapped[str] = mapped_column(String(500), default="")
    lost_reason: Mapped[str] = mapped_column(String(500), default="")

    lines: Mapped[list[InquiryLine]] = relationship(
        order_by="InquiryLine.position", cascade="all, delete-orphan"
    )


class InquiryLine(Base):
    """One product asked about, from the catalogue or in the customer's words."""

    __tablename__ = "inquiry_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "inquiry_id", "position"),
    )

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))
    specification: Mapped[str] = mapped_column(String(200), default="")
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(20))
    target_price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    technical: Mapped[str] = mapped_column(String(1000), default="")
    packaging: Mapped[str] = mapped_column(String(500), default="")

    materials: Mapped[list[InquiryMaterial]] = relationship(
        order_by="InquiryMaterial.position", cascade="all, delete-orphan"
    )


class InquiryMaterial(Base):
    """A raw material of a product asked about, and the standard that it must meet (B1)."""

    __tablename__ = "inquiry_material"
    __table_args__ = (Index(None, "line_id", "position"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("inquiry_line.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    specification: Mapped[str] = mapped_column(String(120), default="")
    model: Mapped[str] = mapped_column(String(80), default="")
    grade: Mapped[str] = mapped_column(String(80), default="")
    surface_quality: Mapped[str] = mapped_column(String(120), default="")
    special_inspection: Mapped[str] = mapped_column(String(200), default="")
    special_processing: Mapped[str] = mapped_column(String(200), default="")


class InquiryRevision(Base):
    """The content of an inquiry as it went into review; never changed."""

    __tablename__ = "inquiry_revision"
    __table_args__ = (UniqueConstraint("inquiry_id", "number"),)

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
