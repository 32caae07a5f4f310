"""Shipments: what left a warehouse for one order, how it travelled and how it arrived."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Quantity
from webapp.models.base import Base

TRAVELLING = text("status IN ('out', 'shipped')")


class Shipment(Base):
    """One shipment, several papers: outbound slip by ``number``, delivery by ``way_number``."""

    __tablename__ = "shipment"
    __table_args__ = (
        CheckConstraint("status IN ('out', 'shipped', 'received', 'cancelled')", name="status"),
        Index(None, "order_id"),
        Index(
            "ix_shipment_travelling",
            "status",
            "id",
            postgresql_where=TRAVELLING,
            sqlite_where=TRAVELLING,
        ),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    way_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    status: Mapped[str] = mapped_column(String(10), default="out")
    carrier: Mapped[str] = mapped_column(String(80), default="")
    tracking_number: Mapped[str] = mapped_column(String(80), default="")
    parcels: Mapped[int] = mapped_column(default=1)
    remark: Mapped[str] = mapped_column(String(500), default="")
    out_at: Mapped[datetime]
    out_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    shipped_at: Mapped[datetime | None]
    shipped_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reminded_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")

    lines: Mapped[list[ShipmentLine]] = relationship(
        order_by="ShipmentLine.id", cascade="all, delete-orphan"
    )


class ShipmentLine(Base):
    """Quantity that left, and what the customer received of it."""

    __tablename__ = "shipment_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("received >= 0 AND received <= quantity", name="received"),
        Index(None, "shipment_id"),
        Index(None, "order_line_id"),
    )

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id", ondelete="CASCADE"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    received: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    difference: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
