"""An article as the trail keeps it: plain text by field, so that two states can be compared."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import Category, CustomerLevel, Product, ProductLevel, TaxClass
from webapp.services.catalog.units import list_units
from webapp.services.core.changes import changes_between
from webapp.services.core.keeping import read_once
from webapp.services.core.quantities import plain

TEXTS = ("name", "name_en", "specification", "brand", "kind", "unit", "unit_en")
#: What the company reads, and what only those read who see costs.
States = tuple[dict[str, Any], dict[str, Any]]
QUANTITIES = ("min_quantity", "step_quantity", "max_quantity")


def state_of(session: Session, product: Product) -> States:
    """What everybody of the company may read of an article, and what only who sees costs may."""
    codes = read_once(session, "codes of articles", lambda: _codes(session))
    state = {
        **{name: getattr(product, name) for name in TEXTS},
        **{name: plain(getattr(product, name)) for name in QUANTITIES},
        "barcode": product.barcode or "",
        "category": codes[Category, product.category_id],
        "tax_class": codes[TaxClass, product.tax_class_id],
        "lead_days": str(product.lead_days),
        "allow_oversell": product.allow_oversell,
        "units": _units(session, product),
        "levels": _levels(session, product),
        **{f"custom.{code}": value for code, value in product.custom.items()},
    }
    return state, {"cost_price": plain(product.cost_price)}


def _codes(session: Session) -> dict[tuple[type[Any], int], str]:
    """Codes of categories and tax classes by their ids, read once a transaction."""
    return {
        (table, row.id): row.code
        for table in (Category, TaxClass)
        for row in session.execute(select(table.id, table.code))
    }


def changes_of(before: States, after: States) -> States:
    """What differs between two states, apart alike; a value of an own field that is gone is ''."""
    gone = dict.fromkeys(before[0], "")
    public = changes_between({**dict.fromkeys(after[0], ""), **before[0]}, {**gone, **after[0]})
    return public, changes_between(before[1], after[1])


def _units(session: Session, product: Product) -> list[str]:
    units = list_units(session, [product.id]).get(product.id, ())
    return [
        f"{unit.name} = {plain(unit.factor)} {product.unit} {unit.barcode}".strip()
        for unit in units
    ]


def _levels(session: Session, product: Product) -> list[str]:
    if not product.is_restricted:
        return []
    named = (
        select(CustomerLevel.code)
        .join(ProductLevel, ProductLevel.level_id == CustomerLevel.id)
        .where(ProductLevel.product_id == product.id)
        .order_by(CustomerLevel.code)
    )
    return list(session.scalars(named))
