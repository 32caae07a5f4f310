"""Products with their units, pictures and tax classes, and what customers keep at hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Quantity, Rate, UnitPrice
from webapp.models.base import Base, Trailed


class Category(Trailed, Base):
    """A node of the product tree; ``path`` holds the codes from the root, ``/FAST/BOLT/``."""

    __tablename__ = "category"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(200), index=True)
    version: Mapped[int] = mapped_column(default=1)


class TaxClass(Trailed, Base):
    """What kind of goods an article is for the tax; its rates are dated data."""

    __tablename__ = "tax_class"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(default=1)


class TaxRate(Base):
    """The rate of a class from a day on, 0.1300 for 13 %; never edited, only followed."""

    __tablename__ = "tax_rate"
    __table_args__ = (UniqueConstraint("tax_class_id", "valid_from"),)

    tax_class_id: Mapped[int] = mapped_column(ForeignKey("tax_class.id"))
    rate: Mapped[Decimal] = mapped_column(Rate)
    valid_from: Mapped[date]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Product(Trailed, Base):
    """An article. ``min_quantity`` and ``step_quantity`` bound an order line; ``max_quantity`` 0
    means no upper bound; ``lead_days`` is the standard lead time (E2). With ``is_restricted`` only
    the levels named in ``ProductLevel`` see it. ``cost_price`` is CNY a unit. ``custom`` holds the
    values of the company's own fields by their codes."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("kind IN ('regular', 'new', 'special')", name="kind"),
        CheckConstraint("min_quantity > 0 AND step_quantity > 0", name="quantities"),
        Index(None, "category_id"),
        Index(None, "tax_class_id"),
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
    cost_price: Mapped[Decimal] = mapped_column(UnitPrice)
    tax_class_id: Mapped[int] = mapped_column(ForeignKey("tax_class.id"))
    min_quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    step_quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    max_quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    lead_days: Mapped[int] = mapped_column(default=0)
    allow_oversell: Mapped[bool] = mapped_column(default=False)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    on_shelf: Mapped[bool] = mapped_column(default=True)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class ProductUnit(Base):
    """A larger or smaller unit of an article: ``factor`` of its own unit, 12 for a box of 12."""

    __tablename__ = "product_unit"
    __table_args__ = (
        UniqueConstraint("product_id", "name"),
        CheckConstraint("factor > 0", name="factor"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(20))
    name_en: Mapped[str] = mapped_column(String(20))
    factor: Mapped[Decimal] = mapped_column(Quantity)
    barcode: Mapped[str | None] = mapped_column(String(20), unique=True)


class ProductLevel(Base):
    """A level that sees a restricted article."""

    __tablename__ = "product_level"
    __table_args__ = (UniqueConstraint("product_id", "level_id"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    level_id: Mapped[int] = mapped_column(ForeignKey("customer_level.id"), index=True)


class ProductPicture(Base):
    """A further picture of an article, in its order; the main one is the article's own."""

    __tablename__ = "product_picture"
    __table_args__ = (Index(None, "product_id", "position"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class CustomField(Trailed, Base):
    """A field of articles that the company made itself; ``choices`` are those of a choice."""

    __tablename__ = "custom_field"
    __table_args__ = (CheckConstraint("kind IN ('text', 'number', 'day', 'choice')", name="kind"),)

    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    choices: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    shown_to_customers: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


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
