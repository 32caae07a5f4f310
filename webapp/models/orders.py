"""Orders with their lines, kept earlier versions and remittances."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Money, Quantity, Rate, UnitPrice
from webapp.models.base import Base, Document

if TYPE_CHECKING:
    from webapp.models.customers import Customer
    from webapp.models.prices import OrderPromotion

OPEN = text("status NOT IN ('completed', 'void')")
UNPAID = text("paid_amount < total_amount AND status NOT IN ('void')")


class Order(Document, Base):
    """An order. Its customer's name and address are what they were when it was placed (D1)."""

    __tablename__ = "sales_order"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'order_review', 'finance_review', 'outbound_review',"
            " 'shipment', 'receipt', 'completed', 'void')",
            name="status",
        ),
        CheckConstraint("total_amount >= 0", name="total_amount"),
        CheckConstraint("paid_amount >= 0", name="paid_amount"),
        # Queues read open work only, so their cost does not grow with history; with the customer in
        # the index, what is in reach is counted without the orders themselves.
        Index(
            "ix_sales_order_open",
            "status",
            "status_since",
            "id",
            postgresql_include=["customer_id"],
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(None, "customer_id", "id"),
        # Debts are looked for at each order from a contract: not among all that was ever paid.
        Index(
            "ix_sales_order_unpaid",
            "customer_id",
            postgresql_where=UNPAID,
            sqlite_where=UNPAID,
        ),
        Index(None, "salesperson_id"),
        Index(None, "chain_version_id", "status"),
        # A number is found by its beginning or its end; SQLite has no reverse().
        Index(
            "ix_sales_order_number_begin",
            "number",
            postgresql_ops={"number": "varchar_pattern_ops"},
            info={"only": "postgresql"},
        ).ddl_if(dialect="postgresql"),
        Index(
            "ix_sales_order_number_end",
            func.reverse(text("number")).label("reversed"),
            postgresql_ops={"reversed": "text_pattern_ops"},
            info={"only": "postgresql"},
        ).ddl_if(dialect="postgresql"),
    )

    kind: Mapped[str] = mapped_column(String(20), default="ordinary")
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    chain_version_id: Mapped[int] = mapped_column(ForeignKey("chain_version.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    # Required to save (G2): reason, contract, and who or which shared code is responsible.
    reason_code: Mapped[str] = mapped_column(String(30))
    contract_number: Mapped[str] = mapped_column(String(60))
    #: The contract or quotation that it was made from (G8); its prices are those of that.
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"), index=True)
    quotation_id: Mapped[int | None] = mapped_column(ForeignKey("quotation.id"), index=True)
    salesperson_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    responsibility_code: Mapped[str] = mapped_column(String(40), default="")

    customer_name: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200))
    order_date: Mapped[date]
    requested_date: Mapped[date] = mapped_column(index=True)
    invoice_kind: Mapped[str] = mapped_column(String(10), default="none")
    invoice_title: Mapped[str] = mapped_column(String(120), default="")
    invoice_tax_number: Mapped[str] = mapped_column(String(30), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    internal_remark: Mapped[str] = mapped_column(String(500), default="")

    # Intake facts (L1): what kind of goods, how long they take, what quality is demanded.
    product_kind: Mapped[str] = mapped_column(String(10), default="regular")
    lead_days: Mapped[int] = mapped_column(default=0)
    quality_demand: Mapped[str] = mapped_column(String(200), default="")

    total_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    paid_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    #: Whether the finance check was made; from then on what is unpaid counts as exposure.
    finance_checked: Mapped[bool] = mapped_column(default=False)
    exposure: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    payment_status: Mapped[str] = mapped_column(String(12), default="unpaid")
    delivery_status: Mapped[str] = mapped_column(String(16), default="preparing")

    # What the salesperson states when confirming (D3).
    free_goods: Mapped[bool | None]
    note_options: Mapped[list[Any]] = mapped_column(default=list)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]

    sent_back_reason: Mapped[str] = mapped_column(String(500), default="")
    void_reason: Mapped[str] = mapped_column(String(500), default="")
    submitted_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    #: Who passed the last step or level, for the rules that keep duties apart.
    passed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Number in the system an imported order comes from.
    external_number: Mapped[str | None] = mapped_column(String(80), unique=True)

    #: Read along by who locks an order: his row says whom a right reaches.
    customer: Mapped[Customer] = relationship(viewonly=True)
    lines: Mapped[list[OrderLine]] = relationship(
        order_by="OrderLine.position", cascade="all, delete-orphan"
    )
    #: What promotions did to it, as they were that day.
    promotions: Mapped[list[OrderPromotion]] = relationship(
        order_by="OrderPromotion.position", cascade="all, delete-orphan"
    )


class OrderLine(Base):
    """One article of an order. Quantities in the product's unit; the price contains tax.

    ordered = reserved + out + closed + not yet reserved; out ≥ shipped ≥ received + differing.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "reserved >= 0 AND shipped_out >= 0 AND shipped >= 0 AND received >= 0"
            " AND differing >= 0 AND settled >= 0 AND closed >= 0",
            name="not_negative",
        ),
        CheckConstraint("reserved + shipped_out + closed <= quantity", name="ordered"),
        CheckConstraint("shipped <= shipped_out", name="shipped"),
        CheckConstraint("received + differing <= shipped", name="received"),
        CheckConstraint("settled <= differing", name="settled"),
        Index(None, "order_id", "position"),
        Index(None, "product_id"),
        Index(None, "code", "order_id"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160))
    specification: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(20))
    unit_en: Mapped[str] = mapped_column(String(20))
    price: Mapped[Decimal] = mapped_column(UnitPrice)
    price_source: Mapped[str] = mapped_column(String(12), default="base")
    #: The price that it came from (F5), and what it was before promotions; CNY a unit.
    price_id: Mapped[int | None] = mapped_column(ForeignKey("product_price.id"))
    list_price: Mapped[Decimal] = mapped_column(UnitPrice)
    promotion_id: Mapped[int | None] = mapped_column(ForeignKey("promotion.id"))
    #: The line of a contract or quotation that set the price, when one did.
    contract_line_id: Mapped[int | None] = mapped_column(ForeignKey("contract_line.id"), index=True)
    quotation_line_id: Mapped[int | None] = mapped_column(
        ForeignKey("quotation_line.id"), index=True
    )
    #: This line's share of what promotions took off the whole order, CNY.
    reduction: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    price_fixed: Mapped[bool] = mapped_column(default=False)
    is_free: Mapped[bool] = mapped_column(default=False)
    tax_rate: Mapped[Decimal] = mapped_column(Rate)
    amount: Mapped[Decimal] = mapped_column(Money)
    remark: Mapped[str] = mapped_column(String(200), default="")

    quantity: Mapped[Decimal] = mapped_column(Quantity)
    reserved: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    shipped_out: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    shipped: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    received: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    differing: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    settled: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    closed: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))


class OrderRevision(Base):
    """The lines as they stood before an edit."""

    __tablename__ = "order_revision"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    number: Mapped[int]
    lines: Mapped[list[Any]]
    total_amount: Mapped[Decimal] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Remittance(Base):
    """Payment that the customer announces with the order: payer, amount and slip (D4)."""

    __tablename__ = "remittance"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("status IN ('waiting', 'confirmed', 'refused')", name="status"),
        Index(None, "order_id"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    payer: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Decimal] = mapped_column(Money)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
