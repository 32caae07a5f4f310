"""Customers, who speaks for them and keeps them, and what stands on their accounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Money
from webapp.models.base import Base, Trailed


class CustomerLevel(Trailed, Base):
    """A price level; its factor on base prices is dated, in ``LevelDiscount``."""

    __tablename__ = "customer_level"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)


class Customer(Trailed, Base):
    __tablename__ = "customer"
    __table_args__ = (Index(None, "region_id"), Index(None, "salesperson_id"))

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    pinyin: Mapped[str] = mapped_column(String(120), default="", index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("customer_level.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    # Accounts and customers know each other, so this key is added when both tables stand.
    salesperson_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", use_alter=True)
    )
    responsibility_code: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    contract_number: Mapped[str] = mapped_column(String(60), default="")
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    invoice_title: Mapped[str] = mapped_column(String(120), default="")
    invoice_address: Mapped[str] = mapped_column(String(200), default="")
    invoice_bank: Mapped[str] = mapped_column(String(200), default="")
    credit_limit: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    #: Days from delivery to payment; 0 for cash.
    payment_days: Mapped[int] = mapped_column(default=0)
    # How the customer is classified (K4): codes of the company's own lists.
    grade: Mapped[str] = mapped_column(String(20), default="")
    channel: Mapped[str] = mapped_column(String(20), default="")
    market_position: Mapped[str] = mapped_column(String(20), default="")
    #: When the file was last gone through, and when it is to be again.
    reviewed_on: Mapped[date | None]
    review_due: Mapped[date | None] = mapped_column(index=True)
    internal_remark: Mapped[str] = mapped_column(String(500), default="")
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class CustomerAddress(Base):
    __tablename__ = "customer_address"

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    contact: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200))
    is_default: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]


class CustomerContact(Base):
    """A person at the customer's whom the company speaks with."""

    __tablename__ = "customer_contact"

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    position: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    remark: Mapped[str] = mapped_column(String(200), default="")
    is_main: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]


class CustomerKeeper(Base):
    """Who kept a customer from when to when; the open row is who keeps him now (H2)."""

    __tablename__ = "customer_keeper"
    __table_args__ = (Index(None, "customer_id", "id"), Index(None, "salesperson_id"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    salesperson_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    responsibility_code: Mapped[str] = mapped_column(String(40), default="")
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CustomerEvaluation(Base):
    """An evaluation of a customer, kept for management (K4); never changed afterwards."""

    __tablename__ = "customer_evaluation"
    __table_args__ = (Index(None, "customer_id", "id"),)

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    grade: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(String(2000))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CustomerAccount(Base):
    """Balance row of one customer: prepayment held, and exposure of orders let through unpaid."""

    __tablename__ = "customer_account"
    __table_args__ = (
        CheckConstraint("prepayment >= 0", name="prepayment"),
        CheckConstraint("exposure >= 0", name="exposure"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), unique=True)
    prepayment: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    exposure: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))


class AccountEntry(Base):
    """One append-only movement of a customer's account; a correction is a reversing entry."""

    __tablename__ = "account_entry"
    __table_args__ = (Index(None, "customer_id", "id"), Index(None, "order_id"))

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"))
    kind: Mapped[str] = mapped_column(String(20))
    prepayment: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    exposure: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
