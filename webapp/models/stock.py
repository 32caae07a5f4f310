"""Stock: append-only entries, a balance row a product and warehouse, and the slips behind."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Quantity
from webapp.models.base import Base, Trailed


class Warehouse(Trailed, Base):
    __tablename__ = "warehouse"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)


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
        Index(None, "product_id", "id"),
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


class StockSlip(Trailed, Base):
    """Goods in, goods out or a stocktaking; a posted slip stands, a wrong one is corrected by
    another."""

    __tablename__ = "stock_slip"
    __table_args__ = (
        CheckConstraint("kind IN ('in', 'out', 'count')", name="kind"),
        CheckConstraint("status IN ('draft', 'posted', 'void')", name="status"),
        Index(None, "warehouse_id", "id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    status: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    posted_at: Mapped[datetime | None]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    lines: Mapped[list[StockSlipLine]] = relationship(
        order_by="StockSlipLine.position", cascade="all, delete-orphan"
    )


class StockSlipLine(Base):
    """What moves; in a stocktaking ``book`` is what should be there and ``counted`` what is."""

    __tablename__ = "stock_slip_line"
    __table_args__ = (
        UniqueConstraint("slip_id", "product_id"),
        Index(None, "slip_id", "position"),
        Index(None, "product_id"),
    )

    slip_id: Mapped[int] = mapped_column(ForeignKey("stock_slip.id", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    book: Mapped[Decimal | None] = mapped_column(Quantity)
    counted: Mapped[Decimal | None] = mapped_column(Quantity)
    remark: Mapped[str] = mapped_column(String(200), default="")
