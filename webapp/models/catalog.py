"""Products, their prices, and what customers keep at hand: favourites and the cart."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Quantity, Rate, UnitPrice
from webapp.models.base import Base, Trailed


class Category(Base):
    """A node of the product tree; ``path`` holds the codes from the root, ``/FAST/BOLT/``."""

    __tablename__ = "category"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(200), index=True)


class Product(Trailed, Base):
    """An article. Prices contain tax. ``min_quantity`` and ``step_quantity`` bound an order line;
    ``max_quantity`` 0 means no upper bound; ``lead_days`` is the standard lead time (E2)."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("kind IN ('regular', 'new', 'special')", name="kind"),
        CheckConstraint("min_quantity > 0 AND step_quantity > 0", name="quantities"),
        Index(None, "category_id"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160))
    specification: Mapped[str] = mapped_column(String(120), default="")
    pinyin: Mapped[str] = mapped_column(String(120), default="", index=True)
    barcode: Mapped[str | None] = mapped_column(String(20), unique=True)
    brand: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(10), default="regular")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    unit: Mapped[str] = mapped_column(String(20))
    unit_en: Mapped[str] = mapped_column(String(20))
    base_price: Mapped[Decimal] = mapped_column(UnitPrice)
    cost_price: Mapped[Decimal] = mapped_column(UnitPrice)
    tax_rate: Mapped[Decimal] = mapped_column(Rate)
    min_quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    step_quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    max_quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    lead_days: Mapped[int] = mapped_column(default=0)
    allow_oversell: Mapped[bool] = mapped_column(default=False)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    on_shelf: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class ProductPrice(Base):
    """A price for one level or one customer from a day on; never edited, only followed (F5)."""

    __tablename__ = "product_price"
    __table_args__ = (
        CheckConstraint("(level_id IS NULL) <> (customer_id IS NULL)", name="for_whom"),
        Index(None, "customer_id", "product_id", "valid_from"),
        Index(None, "level_id", "product_id", "valid_from"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("customer_level.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    price: Mapped[Decimal] = mapped_column(UnitPrice)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Favourite(Base):
    __tablename__ = "favourite"
    __table_args__ = (UniqueConstraint("customer_id", "product_id"),)

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)


class CartLine(Base):
    """What a customer has put aside to order; kept on the server until ordered or removed."""

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("customer_id", "product_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    added_at: Mapped[datetime]
