"""What can be chosen for an article, as pairs for selects."""

from __future__ import annotations

from webapp.services.catalog.categories import list_categories
from webapp.services.catalog.products_queries import list_levels
from webapp.services.catalog.taxes_keeping import list_tax_classes
from webapp.services.core.clock import company_day
from webapp.web.context import db, now
from webapp.web.templating import named

Pairs = list[tuple[str, str]]
#: Sets a node of the tree in below the one above it.
INDENT = "\u3000"


def category_pairs() -> Pairs:
    return [(one.code, INDENT * one.depth + named(one)) for one in list_categories(db())]


def tax_class_pairs() -> Pairs:
    return [(one.code, named(one)) for one in list_tax_classes(db(), company_day(now()))]


def level_pairs() -> Pairs:
    return [(one.code, f"{one.code} {named(one)}") for one in list_levels(db())]
