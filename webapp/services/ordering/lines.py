"""Lines as people enter them, by code or bar code, made into lines that an order can have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, or_, select, true
from sqlalchemy.orm import Session

from webapp.models import Product, ProductUnit
from webapp.services.catalog.units import (
    ONE,
    UnitRow,
    list_units,
    read_quantity,
    unit_factors,
)
from webapp.services.catalog.visibility import visible_to_customer
from webapp.services.core.actor import Actor
from webapp.services.core.errors import N_, Message, NotFound, Problems, RuleBroken
from webapp.services.core.parsing import parse_money, read_id
from webapp.services.core.rows import row_of
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


@dataclass(frozen=True, slots=True)
class Found:
    """An article by what was typed for it; ``factor`` of its own unit are counted by a bare
    number: 12 where the bar code was that of a box of 12."""

    product: Product
    units: tuple[UnitRow, ...]
    factor: Decimal = ONE

    def quantity(self, text: str) -> Decimal:
        """A typed quantity in the article's own unit. Raises RuleBroken."""
        return read_quantity(text, unit_factors(self.product, self.units), self.factor)


def resolve_lines(
    session: Session,
    actor: Actor,
    raw: Sequence[RawLine],
    kept: Collection[int] = frozenset(),
    *,
    is_agreed: bool = False,
) -> tuple[list[WantedLine], RowProblems]:
    """The rows that fit as wanted lines, in their order, and what is wrong with the others by row.

    ``kept`` are ids of products already on the order that is changed: one that has left the
    shelf since may stay on it. What ``is_agreed`` in a contract is bound by that alone.
    """
    products = find_products(session, actor, (line.code for line in raw), kept)
    problems: RowProblems = {}
    wanted: list[WantedLine] = []
    for line in raw:
        try:
            wanted.append(_resolve(line, products, set(kept), is_agreed=is_agreed))
        except RuleBroken as refused:
            problems[line.row] = refused.messages
    return wanted, problems


def find_products(
    session: Session, actor: Actor, codes: Iterable[str], kept: Collection[int] = frozenset()
) -> dict[str, Found]:
    """Products by what was typed for them: their code in any case, their bar code or one of their
    units'; a customer finds only what he sees or has on his order."""
    typed = {code.strip() for code in codes} - {""}
    spellings = {form for code in typed for form in (code, code.upper(), code.lower())}
    if not spellings:
        return {}
    given = {"spellings": list(spellings), "kept": list(kept), "customer": actor.customer_id}
    products = session.scalars(_finding(is_customer=actor.customer_id is not None), given).all()
    units = list_units(session, [product.id for product in products])
    scanned: dict[str, Found] = {}
    named: dict[str, Found] = {}
    for product in products:
        own = Found(product, units.get(product.id, ()))
        scanned |= _scanned(own)
        named[product.code.upper()] = own
    # A code is the article's name: another article's bar code that reads alike does not hide it.
    found = scanned | named
    return {code: found[code.upper()] for code in typed if code.upper() in found}


@cache
def _finding(*, is_customer: bool) -> Select[Product]:
    """The statement that finds them; long enough to be built once only."""
    spelled: BindParameter[str] = bindparam("spellings", expanding=True)
    of_unit = select(ProductUnit.product_id).where(ProductUnit.barcode.in_(spelled))
    visible = visible_to_customer(bindparam("customer")) if is_customer else true()
    return select(Product).where(
        or_(Product.code.in_(spelled), Product.barcode.in_(spelled), Product.id.in_(of_unit)),
        or_(visible, Product.id.in_(bindparam("kept", expanding=True))),
    )


def _scanned(own: Found) -> dict[str, Found]:
    """All bar codes that stand for an article, in capitals."""
    found = {
        unit.barcode.upper(): Found(own.product, own.units, unit.factor)
        for unit in own.units
        if unit.barcode
    }
    if own.product.barcode:
        found[own.product.barcode.upper()] = own
    return found


def typed_quantity(session: Session, actor: Actor, code: str, text: str) -> Decimal:
    """A quantity as typed for one article, in its own unit; an empty field means none.

    Raises RuleBroken, NotFound for an article that this person does not see.
    """
    found = find_products(session, actor, [code]).get(code.strip())
    if found is None:
        raise NotFound()
    return found.quantity(text) if text.strip() else Decimal(0)


@dataclass(frozen=True, slots=True)
class ArticleName:
    """How an article is called, for the side of a row."""

    name: str
    name_en: str
    specification: str


def article_names(session: Session, actor: Actor, raw: Sequence[RawLine]) -> dict[str, ArticleName]:
    """Names of the articles of these rows, by what was typed for them."""
    found = find_products(session, actor, (line.code for line in raw))
    return {code: row_of(ArticleName, one.product) for code, one in found.items()}


def _resolve(
    line: RawLine, products: dict[str, Found], kept: set[int], *, is_agreed: bool
) -> WantedLine:
    """Raises RuleBroken with everything that is wrong with one row."""
    if not line.code.strip():
        raise RuleBroken(N_("The article code is missing."))
    found = products.get(line.code.strip())
    if found is None:
        raise RuleBroken(N_("There is no article with this code."))
    if not line.quantity.strip():
        raise RuleBroken(N_("The quantity is missing."))
    product = found.product
    wanted = WantedLine(
        product_id=product.id,
        quantity=found.quantity(line.quantity),
        special_price=_special_price(line),
        is_free=line.is_free,
        remark=line.remark[:LONGEST_REMARK],
        line_id=read_id(line.line_id),
    )
    problems = Problems()
    check_lines([wanted], {product.id: product}, kept, problems, is_agreed=is_agreed)
    problems.refuse()
    return wanted


def _special_price(line: RawLine) -> Decimal | None:
    if not line.special_price.strip():
        return None
    return parse_money(line.special_price, decimals=PRICE_PLACES)
