"""Articles, what they cost, and what takes something off."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.samples.kinds import NO_ROW, NO_TOKEN, Area, Kind, Sample, known_by_code
from webapp.models import (
    Category,
    CustomerLevel,
    CustomField,
    LevelDiscount,
    Product,
    ProductPrice,
    Promotion,
    StoredFile,
    TaxClass,
    User,
)


def _products(session: Session, user: User) -> list[Sample]:
    return [Sample(code) for code in session.scalars(select(Product.code).where(Product.on_shelf))]


def _pictures(session: Session, user: User) -> list[Sample]:
    tokens = session.scalars(
        select(StoredFile.token).join(Product, Product.picture_id == StoredFile.id).limit(1)
    )
    return [Sample(token) for token in tokens]


def _price_rows(session: Session, user: User) -> list[Sample]:
    """The prices of the article that is the sample."""
    code = _products(session, user)[0].value
    rows = select(ProductPrice.id).join(Product, Product.id == ProductPrice.product_id)
    return [Sample(one) for one in session.scalars(rows.where(Product.code == code))]


def _factors(session: Session, user: User) -> list[Sample]:
    """The factors of the level that is the sample."""
    rows = select(LevelDiscount.id).join(CustomerLevel, CustomerLevel.id == LevelDiscount.level_id)
    return [Sample(one) for one in session.scalars(rows.where(CustomerLevel.code == "A"))]


def _promotions(session: Session, user: User) -> list[Sample]:
    rows = session.execute(select(Promotion.number, Promotion.status).order_by(Promotion.id))
    return [Sample(number, status) for number, status in rows]


PRODUCT = ("items/<path:code>", "prices/products/<path:code>")

AREA = Area(
    (
        Kind("product", PRODUCT, "NO-SUCH-THING", _products),
        Kind("picture", ("pictures/<token>",), NO_TOKEN, _pictures),
        Kind("category", ("categories/<code>",), "NOTHING", known_by_code(Category)),
        Kind("custom_field", ("fields/<code>",), "nothing", known_by_code(CustomField)),
        Kind("tax_class", ("taxes/<code>",), "NOTHING", known_by_code(TaxClass)),
        Kind("price", ("rows/<int:price_id>",), NO_ROW, _price_rows),
        Kind("factor", ("factors/<int:factor_id>",), NO_ROW, _factors),
        Kind("promotion", ("promotions/<number>",), "CX-20200101-000001", _promotions),
    ),
    standing={"promotions.edit": "draft", "promotions.publish": "draft"},
)
