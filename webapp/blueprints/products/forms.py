"""The form of an article: its own fields, a row for each further unit, the company's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import request
from wtforms import BooleanField

from webapp.services.catalog.fields import FieldRow
from webapp.services.catalog.products_input import MOST_UNITS, ProductInput
from webapp.services.catalog.products_queries import ProductView
from webapp.services.catalog.units import UnitRow
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.parsing import (
    QUANTITY_PLACES,
    parse_optional_quantity,
    parse_quantity,
    to_half_width,
)
from webapp.services.core.quantities import plain
from webapp.web.forms import NEEDED, Form, ParsedField, PriceField, clean_text, text_field

SPARE_UNITS = 3
LONGEST_CELL = 200
UNIT_CELLS = ("unit_row_name", "unit_row_name_en", "unit_row_factor", "unit_row_barcode")
COPIED = ("name", "name_en", "specification", "barcode", "brand", "kind", "unit", "unit_en")
FIGURES = ("min_quantity", "step_quantity", "max_quantity")


class QuantityField(ParsedField):
    """A quantity with up to three decimals; an empty field is zero."""

    parser = staticmethod(parse_optional_quantity)


class DaysField(ParsedField):
    """A whole number of days."""

    parser = staticmethod(lambda text: int(parse_quantity(text, 0)))


@dataclass(frozen=True, slots=True)
class UnitCells:
    """A further unit as typed; ``errors`` are in the reader's language."""

    name: str = ""
    name_en: str = ""
    factor: str = ""
    barcode: str = ""
    errors: Sequence[str] = field(default_factory=tuple)


class ProductForm(Form):
    code = text_field(40)
    name = text_field(120, NEEDED)
    name_en = text_field(160)
    category = text_field(20, NEEDED)
    kind = text_field(10, NEEDED)
    brand = text_field(60)
    specification = text_field(120)
    barcode = text_field(20)
    unit = text_field(20, NEEDED)
    unit_en = text_field(20)
    tax_class = text_field(20, NEEDED)
    min_quantity = QuantityField()
    step_quantity = QuantityField()
    max_quantity = QuantityField()
    lead_days = DaysField()
    allow_oversell = BooleanField()
    cost_price = PriceField()
    base_price = PriceField()

    @classmethod
    def showing(cls, view: ProductView) -> ProductForm:
        """The form as an article fills it in."""
        data: dict[str, Any] = {name: getattr(view, name) for name in COPIED}
        data |= {name: plain(getattr(view, name)) for name in FIGURES}
        data |= {
            "code": view.code,
            "category": view.category.code,
            "tax_class": view.tax_class.code,
            "lead_days": view.lead_days,
            "allow_oversell": view.allow_oversell,
            "cost_price": None if view.cost_price is None else plain(view.cost_price),
        }
        return cls(data=data)

    def product_input(self, code: str, fields: Sequence[FieldRow]) -> ProductInput:
        """What was entered; ask after the form is valid. Raises RuleBroken at rows of units."""
        return ProductInput(
            code=code,
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            category=self.category.data or "",
            kind=self.kind.data or "",
            brand=self.brand.data or "",
            specification=self.specification.data or "",
            barcode=to_half_width(self.barcode.data or ""),
            unit=self.unit.data or "",
            unit_en=self.unit_en.data or "",
            units=read_units(),
            tax_class=self.tax_class.data or "",
            min_quantity=self.min_quantity.data or Decimal(0),
            step_quantity=self.step_quantity.data or Decimal(0),
            max_quantity=self.max_quantity.data or Decimal(0),
            lead_days=self.lead_days.data or 0,
            allow_oversell=self.allow_oversell.data,
            levels=typed_levels(),
            custom=typed_custom(fields),
            cost_price=self.cost_price.data,
        )


def typed_levels() -> list[str]:
    """The levels that are ticked; none unless the article is for some levels only."""
    if request.form.get("seen_by") != "levels":
        return []
    return [clean_text(code)[:20] for code in request.form.getlist("levels")]


def typed_custom(fields: Sequence[FieldRow]) -> dict[str, str]:
    """What was typed into the company's own fields, of those that the form had."""
    typed = {one.code: request.form.get(f"custom.{one.code}") for one in fields}
    return {
        code: clean_text(text[: LONGEST_CELL * 2])
        for code, text in typed.items()
        if text is not None
    }


def typed_units() -> list[UnitCells]:
    """The rows of further units in which anything stands."""
    columns = [
        [clean_text(text[:LONGEST_CELL]) for text in request.form.getlist(name)[: MOST_UNITS * 2]]
        for name in UNIT_CELLS
    ]
    count = max((len(column) for column in columns), default=0)
    rows = (
        [column[index] if index < len(column) else "" for column in columns]
        for index in range(count)
    )
    return [UnitCells(*cells) for cells in rows if any(cells)]


def read_units() -> list[UnitRow]:
    """The further units; raises RuleBroken at ``units.<index>`` for a number that is none."""
    problems = Problems()
    units = []
    for index, cells in enumerate(typed_units()):
        factor = Decimal(0)
        try:
            if cells.factor:
                factor = parse_quantity(cells.factor, QUANTITY_PLACES)
        except RuleBroken as refused:
            problems.take(f"units.{index}", refused)
        barcode = to_half_width(cells.barcode)
        units.append(UnitRow(cells.name, cells.name_en, factor, barcode))
    problems.refuse()
    return units


def unit_cells(view: ProductView | None, errors: Mapping[str, Sequence[str]]) -> list[UnitCells]:
    """The rows of further units to be drawn, each with its errors, and some empty ones."""
    if request.method == "POST":
        rows = [
            UnitCells(one.name, one.name_en, one.factor, one.barcode, errors.get(f"units.{i}", ()))
            for i, one in enumerate(typed_units())
        ]
    else:
        rows = [
            UnitCells(one.name, one.name_en, plain(one.factor), one.barcode)
            for one in (view.units if view else ())
        ]
    spare = min(SPARE_UNITS, max(MOST_UNITS - len(rows), 0))
    return rows + [UnitCells()] * spare


#: Who gets to see an article.
SEEN_BY = {
    "everybody": N_("All customers"),
    "levels": N_("Customers of these levels only"),
}
