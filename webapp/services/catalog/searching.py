"""Finding articles by what people type: name, English name, code, bar code, pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session

from webapp.models import Product, ProductUnit
from webapp.services.catalog.visibility import visible_for
from webapp.services.core.actor import Actor
from webapp.services.core.parsing import to_half_width

LONGEST_QUERY = 60
MOST_TERMS = 6
SUGGESTED = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article as a type-ahead offers it."""

    code: str
    name: str
    name_en: str
    specification: str
    unit: str
    unit_en: str


def matching(query: str) -> list[ColumnElement[bool]]:
    """Conditions on ``Product``: every word of the query is found somewhere."""
    return [_has(term) for term in terms_of(query)]


def terms_of(query: str) -> list[str]:
    text = "".join(c for c in query[: 4 * LONGEST_QUERY] if c >= " " and not _is_surrogate(c))
    return to_half_width(text)[:LONGEST_QUERY].split()[:MOST_TERMS]


def _is_surrogate(character: str) -> bool:
    return 0xD800 <= ord(character) <= 0xDFFF


def _has(term: str) -> ColumnElement[bool]:
    return or_(
        Product.name.icontains(term, autoescape=True),
        Product.name_en.icontains(term, autoescape=True),
        Product.code.icontains(term, autoescape=True),
        Product.specification.icontains(term, autoescape=True),
        Product.brand.icontains(term, autoescape=True),
        Product.pinyin.contains(term.lower(), autoescape=True),
        Product.barcode == term,
        Product.id.in_(select(ProductUnit.product_id).where(ProductUnit.barcode == term)),
    )


def suggest_products(
    session: Session, actor: Actor, query: str, *, limit: int = SUGGESTED
) -> list[Suggestion]:
    """Articles on the shelf for a type-ahead, of those that this person sees; those whose code or
    initials begin so come first."""
    terms = terms_of(query)
    if not terms:
        return []
    begins = or_(
        Product.code.istartswith(terms[0], autoescape=True),
        Product.pinyin.startswith(terms[0].lower(), autoescape=True),
        Product.barcode == terms[0],
    )
    statement = (
        select(
            Product.code,
            Product.name,
            Product.name_en,
            Product.specification,
            Product.unit,
            Product.unit_en,
        )
        .where(Product.on_shelf, visible_for(actor), *matching(query))
        .order_by(case((begins, 0), else_=1), Product.code)
        .limit(limit)
    )
    return [Suggestion(*row) for row in session.execute(statement)]
