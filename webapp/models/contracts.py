"""The register of contracts (G12), their versions and amendments, who holds which paper, and
applications for an exception from the terms of payment."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Money, Quantity, Rate, UnitPrice
from webapp.models.base import Base, Document, Trailed

OPEN = text("status NOT IN ('filed', 'ended', 'void')")
HELD = text("until IS NULL")


class Contract(Document, Base):
    """A contract or sample agreement (B9, C2): drawn from an approved quotation, or registered
    when it was made on paper. ``in_force`` is the version that binds."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("origin IN ('drawn', 'registered')", name="origin"),
        CheckConstraint("kind IN ('sale', 'sample')", name="kind"),
        CheckConstraint(
            "status IN ('draft', 'review', 'not_acceptable', 'approved', 'signed', 'filed',"
            " 'ended', 'void')",
            name="status",
        ),
        Index(
            "ix_contract_open",
            "status",
            "status_since",
            "id",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(None, "customer_id", "id"),
        Index(None, "salesperson_id"),
        Index(None, "quotation_id"),
    )

    number: Mapped[str] = mapped_column(String(60), unique=True)
    origin: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(10), default="sale")
    title: Mapped[str] = mapped_column(String(120), default="")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    salesperson_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    quotation_id: Mapped[int | None] = mapped_column(ForeignKey("quotation.id"))
    quotation_revision: Mapped[int | None]
    product_kind: Mapped[str] = mapped_column(String(10), default="regular")
    #: Number of the version that is worked on or was worked on last; 0 of a registered one.
    revision: Mapped[int] = mapped_column(default=1)
    in_force: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    filed_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    total_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    sent_back_reason: Mapped[str] = mapped_column(String(500), default="")
    void_reason: Mapped[str] = mapped_column(String(500), default="")


class ContractRevision(Base):
    """One version of a contract: the first, or an amendment with a number of its own (B10)."""

    __tablename__ = "contract_revision"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    #: 0 of the contract itself, then 1, 2, … for its amendments.
    amendment: Mapped[int] = mapped_column(default=0)
    #: Why it is amended; part of the amendment that both sides sign.
    amendment_reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    signed_on: Mapped[date | None]
    signed_by: Mapped[str] = mapped_column(String(80), default="")
    filed_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    delivery_date: Mapped[date | None]
    delivery_terms: Mapped[str] = mapped_column(String(300), default="")
    quality_terms: Mapped[str] = mapped_column(String(1000), default="")
    technical_terms: Mapped[str] = mapped_column(String(1000), default="")
    packaging_terms: Mapped[str] = mapped_column(String(300), default="")
    payment_terms: Mapped[str] = mapped_column(String(300), default="")
    advance_percent: Mapped[Decimal] = mapped_column(Rate, default=Decimal(0))
    #: Instalments: [{"day": ISO date, "share": "0.3000", "note": text}].
    payment_dates: Mapped[list[Any]] = mapped_column(default=list)
    ip_clause: Mapped[str] = mapped_column(String(2000), default="")
    liability: Mapped[str] = mapped_column(String(1000), default="")
    other_terms: Mapped[str] = mapped_column(String(2000), default="")
    total_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    # For the company only; CNY.
    cost_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))

    lines: Mapped[list[ContractLine]] = relationship(
        order_by="ContractLine.position", cascade="all, delete-orphan"
    )


class ContractLine(Base):
    """One product contracted; price and amount CNY with tax."""

    __tablename__ = "contract_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price >= 0", name="price"),
        Index(None, "revision_id", "position"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("contract_revision.id", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(String(120))
    specification: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    price: Mapped[Decimal] = mapped_column(UnitPrice)
    amount: Mapped[Decimal] = mapped_column(Money)
    tax_rate: Mapped[Decimal] = mapped_column(Rate)


class PaperHolder(Trailed, Base):
    """Which department holds a paper of a document, and so may read it (C5)."""

    __tablename__ = "paper_holder"
    __table_args__ = (
        Index(
            "ix_paper_holder_held",
            "document_kind",
            "document_id",
            postgresql_where=HELD,
            sqlite_where=HELD,
        ),
    )

    document_kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int]
    #: Original or copy of which paper, a word of the contracts' vocabulary.
    paper: Mapped[str] = mapped_column(String(30))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class PaymentException(Document, Base):
    """An application to take a case in spite of debts or broken terms of payment (C3)."""

    __tablename__ = "payment_exception"
    __table_args__ = (
        CheckConstraint("status IN ('review', 'admitted', 'refused', 'withdrawn')", name="status"),
        Index(None, "contract_id"),
        Index(None, "customer_id", "id"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    #: What was owed when it was applied for: [{"number", "amount", "since", "why"}].
    debts: Mapped[list[Any]]
    debt_amount: Mapped[Decimal] = mapped_column(Money)
