"""What can be chosen for an article, as pairs for selects."""

from __future__ import annotations

from webapp.services.catalog.categories import list_categories
from webapp.services.catalog.products_queries import list_levels
from webapp.services.catalog.taxes_keeping import list_tax_classes
from webapp.services.core.clock import company_day
from webapp.web.context import db, now
from webapp.web.list_words import place_options
from webapp.web.templating import named

Pairs = list[tuple[str, str]]


def category_pairs() -> Pairs:
    return place_options(list_categories(db()))


def tax_class_pairs() -> Pairs:
    return place_options(list_tax_classes(db(), company_day(now())))


def level_pairs() -> Pairs:
    return [(one.code, f"{one.code} {named(one)}") for one in list_levels(db())]
