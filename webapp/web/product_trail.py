"""What happened to an article and to what it is put into, in the reader's words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.web.words import word

#: Sentence, look and icon of each event.
PRODUCT_SENTENCES: dict[str, tuple[str, str, str]] = {
    "ProductCreated": (N_("Article made"), "moving", "plus"),
    "ProductImported": (N_("Article brought in with a list"), "moving", "upload"),
    "ProductChanged": (N_("Article changed"), "waiting", "edit"),
    "ProductShelved": (N_("Put on the shelf"), "done", "building-store"),
    "ProductUnshelved": (N_("Taken off the shelf"), "void", "ban"),
    "ProductPicturesAdded": (N_("Pictures added"), "draft", "photo"),
    "ProductPicturesOrdered": (N_("Order of the pictures changed"), "draft", "photo"),
    "ProductPictureRemoved": (N_("Picture taken away"), "void", "photo"),
    "CategoryAdded": (N_("Category added"), "moving", "category"),
    "CategoryChanged": (N_("Category changed"), "waiting", "category"),
    "CategoryOrdered": (N_("Order of the categories changed"), "draft", "category"),
    "CategoryRemoved": (N_("Category removed"), "void", "trash"),
    "TaxClassCreated": (N_("Tax class added"), "moving", "receipt"),
    "TaxClassRenamed": (N_("Tax class renamed"), "waiting", "receipt"),
    "TaxRateSet": (N_("Tax rate set"), "done", "receipt"),
    "FieldAdded": (N_("Own field added"), "moving", "table"),
    "FieldChanged": (N_("Own field changed"), "waiting", "table"),
    "FieldOrdered": (N_("Order of the own fields changed"), "draft", "table"),
    "FieldRetired": (N_("Own field out of use"), "void", "table"),
}
#: What the fields are called, besides the company's own ones.
FIELDS = {
    "name": N_("Name in Chinese"),
    "name_en": N_("Name in English"),
    "specification": N_("Specification"),
    "brand": N_("Brand"),
    "kind": N_("Product kind"),
    "unit": N_("Own unit in Chinese"),
    "unit_en": N_("Own unit in English"),
    "units": N_("Further units"),
    "barcode": N_("Bar code"),
    "category": N_("Product category"),
    "tax_class": N_("Tax class"),
    "min_quantity": N_("Minimum"),
    "step_quantity": N_("Step"),
    "max_quantity": N_("Most"),
    "lead_days": N_("Standard lead time"),
    "allow_oversell": N_("May be ordered beyond stock"),
    "levels": N_("Who sees it"),
    "cost_price": N_("Cost price (CNY)"),
    "base_price": N_("Base price (CNY)"),
    "parent": N_("Parent category"),
    "choices": N_("Entries of a choice"),
    "shown_to_customers": N_("Customers read it"),
    "rate": N_("Rate"),
}
OWN = "custom."


def product_changes(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an event changed: (field, before, after)."""
    before, after = data.get("before"), data.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        (_field(name), _value(name, before.get(name)), _value(name, after.get(name)))
        for name in {**before, **after}
    ]


def _field(name: str) -> str:
    return str(gettext(FIELDS[name])) if name in FIELDS else name.removeprefix(OWN)


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "–"
    if value is None or value == "":
        return "–"
    return word("product_kind", str(value)) if name == "kind" else str(value)
