"""Lines as people enter them, by code or bar code, made into lines that an order can have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.models import Product
from webapp.services.core.errors import N_, Message, Problems, RuleBroken
from webapp.services.core.parsing import QUANTITY_PLACES, parse_money, parse_quantity, read_id
from webapp.services.orders.placing import WantedLine, check_lines

PRICE_PLACES = 4
LONGEST_REMARK = 200


@dataclass(frozen=True, slots=True)
class RawLine:
    """One row as typed, pasted or read from a file; ``row`` counts from 1 as people see it.

    ``line_id`` is the line of an order that is being changed. ``special_price``, ``remark``
    and ``is_free`` come from the staff's editor only.
    """

    row: int
    code: str
    quantity: str
    line_id: str = ""
    special_price: str = ""
    remark: str = ""
    is_free: bool = False


RowProblems = dict[int, list[Message]]


def resolve_lines(
    session: Session, raw: Sequence[RawLine], kept: Collection[int] = frozenset()
) -> tuple[list[WantedLine], RowProblems]:
    """The rows that fit as wanted lines, in their order, and what is wrong with the others by row.

    ``kept`` are ids of products already on the order that is changed: one that has left the
    shelf since may stay on it.
    """
    products = find_products(session, (line.code for line in raw))
    problems: RowProblems = {}
    wanted: list[WantedLine] = []
    for line in raw:
        try:
            wanted.append(_resolve(line, products, set(kept)))
        except RuleBroken as refused:
            problems[line.row] = refused.messages
    return wanted, problems


def find_products(session: Session, codes: Iterable[str]) -> dict[str, Product]:
    """Products by what was typed for them: their code in any case, or their bar code."""
    typed = {code.strip() for code in codes}
    spellings = {form for code in typed for form in (code, code.upper(), code.lower())} - {""}
    statement = select(Product).where(
        or_(Product.code.in_(spellings), Product.barcode.in_(spellings))
    )
    found: dict[str, Product] = {}
    for product in session.scalars(statement) if spellings else ():
        found[product.code.upper()] = product
        if product.barcode:
            found.setdefault(product.barcode, product)
    return {code: found[code.upper()] for code in typed if code.upper() in found}


@dataclass(frozen=True, slots=True)
class ArticleName:
    """How an article is called, for the side of a row."""

    name: str
    name_en: str
    specification: str


def article_names(session: Session, raw: Sequence[RawLine]) -> dict[str, ArticleName]:
    """Names of the articles of these rows, by what was typed for them."""
    found = find_products(session, (line.code for line in raw))
    return {
        code: ArticleName(one.name, one.name_en, one.specification) for code, one in found.items()
    }


def _resolve(line: RawLine, products: dict[str, Product], kept: set[int]) -> WantedLine:
    """Raises RuleBroken with everything that is wrong with one row."""
    if not line.code.strip():
        raise RuleBroken(N_("The article code is missing."))
    product = products.get(line.code.strip())
    if product is None:
        raise RuleBroken(N_("There is no article with this code."))
    wanted = WantedLine(
        product_id=product.id,
        quantity=_quantity(line.quantity),
        special_price=_special_price(line),
        is_free=line.is_free,
        remark=line.remark[:LONGEST_REMARK],
        line_id=read_id(line.line_id),
    )
    problems = Problems()
    check_lines([wanted], {product.id: product}, kept, problems)
    problems.refuse()
    return wanted


def _quantity(text: str) -> Decimal:
    if not text.strip():
        raise RuleBroken(N_("The quantity is missing."))
    return parse_quantity(text, QUANTITY_PLACES)


def _special_price(line: RawLine) -> Decimal | None:
    if not line.special_price.strip():
        return None
    return parse_money(line.special_price, decimals=PRICE_PLACES)
