"""Articles as a list: made with their first base price, and, if asked for, changed (H1, H4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from webapp.models import Product
from webapp.services.catalog.products import change_product, create_product, set_on_shelf
from webapp.services.catalog.products_input import ProductInput
from webapp.services.catalog.products_queries import get_product_input
from webapp.services.catalog.units import UnitRow
from webapp.services.core.errors import N_, RuleBroken
from webapp.services.core.permissions import Permission
from webapp.services.core.quantities import plain
from webapp.services.core.transaction import Tx
from webapp.services.importing.engine import (
    CHANGED,
    NEW,
    SAME,
    Chosen,
    Difference,
    Importer,
    ImportKind,
    Item,
    Plan,
)
from webapp.services.importing.lookups import directory
from webapp.services.importing.product_fields import PRODUCT_FIELDS

ORIGIN = "import"
NAMING = ("category", "tax_class")
NAMES = frozenset(field.name for field in fields_of(ProductInput))


class ProductList(ImportKind):
    key = "products"
    label = N_("Articles")
    permission = Permission.PRODUCT_MANAGE
    key_fields = ("code",)
    fields = PRODUCT_FIELDS
    places: Mapping[str, str] = {"units.0": "box_unit", "levels": "code"}

    def begin(self, tx: Tx, chosen: Chosen, items: Sequence[Item]) -> Importer:
        return _Products(tx, items)


class _Products(Importer):
    def __init__(self, tx: Tx, items: Sequence[Item]) -> None:
        self._tx = tx
        codes = {spelling for item in items for spelling in _spellings(item.content["code"])}
        found = tx.session.scalars(select(Product).where(Product.code.in_(codes)))
        self._known = {product.code.upper(): product for product in found}

    def plan(self, item: Item) -> Plan:
        given = self._coded(item.content)
        product = self._known.get(item.key)
        if product is None:
            return self._making(given)
        return self._changing(product, given)

    def _making(self, given: Mapping[str, Any]) -> Plan:
        price = given.get("base_price")
        if price is None:
            raise RuleBroken(N_("A new article needs a base price."), "base_price")
        made = ProductInput(**_input(given), units=_units((), given))
        on_shelf = given.get("on_shelf", True)
        return Plan(
            NEW,
            lambda: create_product.act(self._tx, made, price, on_shelf=on_shelf, origin=ORIGIN),
        )

    def _changing(self, product: Product, given: Mapping[str, Any]) -> Plan:
        """What the row would change of an article; an empty cell leaves what is there."""
        session = self._tx.session
        before, version = get_product_input(session, self._tx.actor, product.code)
        if "cost_price" in given:
            before = replace(before, cost_price=product.cost_price)
        wanted = {**_input(given), "units": _units(before.units, given), "code": product.code}
        after = replace(before, **wanted)
        on_shelf = given.get("on_shelf", product.on_shelf)
        changes = _differences(before, after, product.on_shelf, on_shelf)
        if not changes:
            return Plan(SAME)

        def store() -> None:
            done = change_product.act(self._tx, product.code, version, after)
            set_on_shelf.act(self._tx, product.code, done.version, on_shelf)

        return Plan(CHANGED, store, changes)

    def _coded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the row that are there, names turned into codes."""
        given = {name: value for name, value in values.items() if value is not None}
        for name in NAMING:
            if name in given:
                given[name] = directory(self._tx.session, name).code(given[name])
        if ("box_unit" in given) != ("box_factor" in given):
            text = N_("A larger unit needs its name and how many it holds.")
            raise RuleBroken(text, "box_factor" if "box_unit" in given else "box_unit")
        return given


def _spellings(code: str) -> set[str]:
    return {code, code.upper(), code.lower()}


def _input(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in NAMES}


def _units(there: Sequence[UnitRow], given: Mapping[str, Any]) -> tuple[UnitRow, ...]:
    """The further units with the row's larger one among them."""
    if "box_unit" not in given:
        return tuple(there)
    name, factor = given["box_unit"], given["box_factor"]
    kept = next((one for one in there if one.name == name), UnitRow(name, "", factor))
    others = [one for one in there if one.name != name]
    return tuple(sorted((*others, replace(kept, factor=factor)), key=lambda one: one.factor))


def _differences(
    before: ProductInput, after: ProductInput, was_on: bool, is_on: bool
) -> tuple[Difference, ...]:
    found = [
        Difference(_column(name), _text(getattr(before, name)), _text(getattr(after, name)))
        for name in sorted(NAMES)
        if getattr(before, name) != getattr(after, name)
    ]
    if was_on != is_on:
        found.append(Difference("on_shelf", _text(was_on), _text(is_on)))
    return tuple(found)


def _column(name: str) -> str:
    return "box_factor" if name == "units" else name


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return ", ".join(f"{one.name} = {plain(one.factor)}" for one in value)
    return "" if value is None else str(value)
