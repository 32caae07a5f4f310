"""Requests to return goods of an order, and their lines."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Money, Quantity, UnitPrice
from webapp.models.base import Base, Document

OPEN = text("status NOT IN ('completed', 'void')")


class ReturnRequest(Document, Base):
    """A customer's request to give back goods of one order that he has received (A7)."""

    __tablename__ = "return_request"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'return_review', 'goods_receipt', 'refund_review',"
            " 'completed', 'void')",
            name="status",
        ),
        Index(
            "ix_return_request_open",
            "status",
            "status_since",
            "id",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(None, "customer_id", "id"),
        Index(None, "order_id"),
        Index(None, "chain_version_id", "status"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    chain_version_id: Mapped[int] = mapped_column(ForeignKey("chain_version.id"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    passed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(500))
    opinion: Mapped[str] = mapped_column(String(500), default="")
    opinion_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sent_back_reason: Mapped[str] = mapped_column(String(500), default="")
    void_reason: Mapped[str] = mapped_column(String(500), default="")
    total_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    refunded_amount: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    #: Whether the stock movement was posted, by the step that its duty falls on.
    goods_taken_in: Mapped[bool] = mapped_column(default=False)

    lines: Mapped[list[ReturnLine]] = relationship(
        order_by="ReturnLine.position", cascade="all, delete-orphan"
    )


class ReturnLine(Base):
    """Goods of one order line that come back; price and amount CNY with tax."""

    __tablename__ = "return_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("received >= 0 AND received <= quantity", name="received"),
        Index(None, "return_id", "position"),
        Index(None, "order_line_id"),
    )

    return_id: Mapped[int] = mapped_column(ForeignKey("return_request.id", ondelete="CASCADE"))
    position: Mapped[int]
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160))
    unit: Mapped[str] = mapped_column(String(20))
    unit_en: Mapped[str] = mapped_column(String(20))
    price: Mapped[Decimal] = mapped_column(UnitPrice)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    received: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    amount: Mapped[Decimal] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(String(200), default="")
