"""Units of an article: its own, and larger or smaller ones that count so many of it (1 箱 = 12 个).

Orders, stock and prices are always kept in the article's own unit; a quantity typed in another
one is converted where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.models import Product, ProductUnit
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.parsing import (
    MAX_LENGTH,
    QUANTITY_PLACES,
    parse_quantity,
    to_half_width,
)

ONE = Decimal(1)
#: A unit's name has no digits in it, so that 1e309 stays what it is: no number.
_WITH_UNIT = re.compile(r"([+-]?[\d.,][\d., ]*)([^\d.,\s]\D*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A further unit of an article: ``factor`` of its own unit make one of this."""

    name: str
    name_en: str
    factor: Decimal
    barcode: str = ""


UNITS = (
    select(
        ProductUnit.product_id,
        ProductUnit.name,
        ProductUnit.name_en,
        ProductUnit.factor,
        ProductUnit.barcode,
    )
    .where(ProductUnit.product_id.in_(bindparam("products", expanding=True)))
    .order_by(ProductUnit.factor, ProductUnit.id)
)


def list_units(session: Session, product_ids: Collection[int]) -> dict[int, tuple[UnitRow, ...]]:
    """The further units of articles by product id, the smallest first, in one query."""
    found: dict[int, list[UnitRow]] = {}
    for unit in session.execute(UNITS, {"products": list(product_ids)}):
        row = UnitRow(unit.name, unit.name_en, unit.factor, unit.barcode or "")
        found.setdefault(unit.product_id, []).append(row)
    return {product_id: tuple(rows) for product_id, rows in found.items()}


def unit_factors(product: Product, units: Sequence[UnitRow]) -> Mapping[str, Decimal]:
    """How many of its own unit each name of a unit stands for, names in lower case."""
    factors = {name.lower(): ONE for name in (product.unit, product.unit_en) if name}
    for unit in units:
        for name in (unit.name, unit.name_en):
            if name:
                factors.setdefault(name.lower(), unit.factor)
    return factors


def read_quantity(text: str, factors: Mapping[str, Decimal], plain: Decimal = ONE) -> Decimal:
    """A quantity in the article's own unit, out of ``24``, ``2箱`` or ``2 boxes``.

    A bare number counts ``plain`` of the own unit. Raises RuleBroken for a unit that the article
    does not have, and ParseError for what is no number.
    """
    found = _WITH_UNIT.fullmatch(to_half_width(text[: 4 * MAX_LENGTH]))
    if found is None:
        return _times(parse_quantity(text, QUANTITY_PLACES), plain)
    number, word = found.groups()
    factor = _factor(word.strip(), factors)
    return _times(parse_quantity(number, QUANTITY_PLACES), factor)


def _factor(word: str, factors: Mapping[str, Decimal]) -> Decimal:
    """Raises RuleBroken naming the units that there are."""
    name = word.lower()
    for form in (name, name.removesuffix("s"), name.removesuffix("es")):
        if form in factors:
            return factors[form]
    text = N_("This article has no unit “%(unit)s”; it has: %(units)s.")
    raise RuleBroken(text, unit=word[:20], units=", ".join(factors))


def _times(number: Decimal, factor: Decimal) -> Decimal:
    """Raises ParseError where the product would be finer than quantities are kept."""
    return parse_quantity((number * factor).normalize(), QUANTITY_PLACES)
