"""Quotations with every revision, their cost lines, and the market rates that they rest on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Money, Quantity, Rate, UnitPrice
from webapp.models.base import Base, Document, Trailed

OPEN = text("status NOT IN ('formal', 'declined', 'abandoned')")


class Quotation(Document, Base):
    """An offer in the making (B4). The customer sees the offered revision and nothing else."""

    __tablename__ = "quotation"
    __table_args__ = (
        CheckConstraint(
            "status IN ('drafting', 'review', 'not_acceptable', 'approved', 'offered',"
            " 'changes_asked', 'formal', 'declined', 'abandoned')",
            name="status",
        ),
        Index(
            "ix_quotation_open",
            "status",
            "status_since",
            "id",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(None, "customer_id", "id"),
        Index(None, "salesperson_id"),
        Index(None, "inquiry_id"),
    )

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    salesperson_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    product_kind: Mapped[str] = mapped_column(String(10))
    #: Number of the revision that is worked on or was worked on last.
    revision: Mapped[int] = mapped_column(default=1)
    total_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    offered_revision: Mapped[int | None]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: What the customer said when he asked for changes or declined.
    answer: Mapped[str] = mapped_column(String(1000), default="")
    #: Since when, and why, its costs need a new look (B16).
    recost_since: Mapped[datetime | None]
    recost_reasons: Mapped[list[Any]] = mapped_column(default=list)
    abandoned_reason: Mapped[str] = mapped_column(String(500), default="")


class QuotationRevision(Base):
    """One state of the offer; frozen when it is filed for review."""

    __tablename__ = "quotation_revision"
    __table_args__ = (
        UniqueConstraint("quotation_id", "number"),
        CheckConstraint("advance_percent >= 0 AND advance_percent <= 10000", name="advance"),
        CheckConstraint("lead_days >= 0", name="lead_days"),
        CheckConstraint(
            "answer_kind IN ('', 'accepted', 'changes', 'declined')", name="answer_kind"
        ),
    )

    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotation.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Set when it went into review: from then on nothing in it changes.
    filed_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Set when the customer was offered exactly this revision.
    offered_at: Mapped[datetime | None]
    #: When sales was told that it lapses soon.
    lapse_told_at: Mapped[datetime | None]
    #: What he answered to it, and in which words.
    answered_at: Mapped[datetime | None]
    answer_kind: Mapped[str] = mapped_column(String(10), default="")
    answer: Mapped[str] = mapped_column(String(1000), default="")
    #: What changed against the revision before, for the company only.
    change_note: Mapped[str] = mapped_column(String(500), default="")
    lead_days: Mapped[int] = mapped_column(default=0)
    delivery_terms: Mapped[str] = mapped_column(String(200), default="")
    payment_terms: Mapped[str] = mapped_column(String(300), default="")
    #: Share of the price paid in advance, 0.3000 for 30 %; the rest within so many days.
    advance_percent: Mapped[Decimal] = mapped_column(Rate, default=Decimal(0))
    payment_days: Mapped[int] = mapped_column(default=0)
    quality_terms: Mapped[str] = mapped_column(String(500), default="")
    packaging_terms: Mapped[str] = mapped_column(String(300), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    valid_until: Mapped[date]
    tax_rate: Mapped[Decimal] = mapped_column(Rate)
    total_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))

    # For the company only; CNY. Selling expense is what sales reckons to spend on the case.
    cost_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    selling_expense: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    #: The market rates as they stood when it was costed.
    basis: Mapped[list[Any]] = mapped_column(default=list)

    lines: Mapped[list[QuotationLine]] = relationship(
        order_by="QuotationLine.position", cascade="all, delete-orphan"
    )


class QuotationLine(Base):
    """One product offered; price and amount CNY with tax, quantity in its unit."""

    __tablename__ = "quotation_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price >= 0", name="price"),
        Index(None, "revision_id", "position"),
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("quotation_revision.id", ondelete="CASCADE")
    )
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))
    specification: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    price: Mapped[Decimal] = mapped_column(UnitPrice)
    amount: Mapped[Decimal] = mapped_column(Money)

    costs: Mapped[list[CostLine]] = relationship(
        order_by="CostLine.position", cascade="all, delete-orphan"
    )


class CostLine(Base):
    """A cost of one product offered, for its whole quantity; CNY without tax."""

    __tablename__ = "cost_line"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('material', 'processing', 'outsourcing', 'packaging', 'freight', 'tax',"
            " 'other')",
            name="kind",
        ),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price >= 0", name="price"),
        Index(None, "line_id", "position"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("quotation_line.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    specification: Mapped[str] = mapped_column(String(120), default="")
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(20), default="")
    price: Mapped[Decimal] = mapped_column(UnitPrice)
    amount: Mapped[Decimal] = mapped_column(Money)
    #: The market rate that a material's price is measured by.
    rate_id: Mapped[int | None] = mapped_column(ForeignKey("market_rate.id"))


class MarketRate(Trailed, Base):
    """Something whose price moves: a raw material, an exchange rate, a tax rebate, a tariff."""

    __tablename__ = "market_rate"
    __table_args__ = (
        CheckConstraint("kind IN ('material', 'exchange', 'rebate', 'tariff')", name="kind"),
    )

    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20), default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class MarketRateValue(Base):
    """What a rate was on a day: CNY a unit, CNY for one of the currency, or percent."""

    __tablename__ = "market_rate_value"
    __table_args__ = (
        UniqueConstraint("rate_id", "day"),
        CheckConstraint("value >= 0", name="value"),
    )

    rate_id: Mapped[int] = mapped_column(ForeignKey("market_rate.id"))
    day: Mapped[date]
    value: Mapped[Decimal] = mapped_column(UnitPrice)
    source: Mapped[str] = mapped_column(String(120), default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
