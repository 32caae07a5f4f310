"""Stock: append-only entries, and a balance row a product and warehouse."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Quantity
from webapp.models.base import Base


class Warehouse(Base):
    __tablename__ = "warehouse"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)


class StockBalance(Base):
    """What is there and what is promised; the database itself refuses overselling."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        UniqueConstraint("warehouse_id", "product_id"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("allow_oversell OR reserved <= on_hand", name="oversold"),
        Index(None, "product_id"),
    )

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    on_hand: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    reserved: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    allow_oversell: Mapped[bool] = mapped_column(default=False)


class StockEntry(Base):
    """One movement: the change of what is on hand and of what is reserved."""

    __tablename__ = "stock_entry"
    __table_args__ = (
        Index(None, "warehouse_id", "product_id", "id"),
        Index(None, "order_id"),
    )

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[str] = mapped_column(String(20))
    on_hand: Mapped[Decimal] = mapped_column(Quantity)
    reserved: Mapped[Decimal] = mapped_column(Quantity)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"))
    document_number: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
