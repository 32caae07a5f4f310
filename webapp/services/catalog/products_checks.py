"""Checking an article against what there is: its place, its levels, and what others hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from webapp.models import Category, CustomerLevel, Product, ProductUnit, TaxClass
from webapp.services.catalog.fields import FieldRow, list_fields, read_values
from webapp.services.catalog.products_input import ProductInput, check_input
from webapp.services.catalog.taxes import standard_tax_class
from webapp.services.core.errors import N_, Problems
from webapp.services.core.keeping import read_once
from webapp.services.core.transaction import Tx

BARCODE_TAKEN = N_("Article %(code)s has this bar code already.")


@dataclass(frozen=True, slots=True)
class Lists:
    """What an article can refer to, by code."""

    categories: Mapping[str, int]
    tax_classes: Mapping[str, int]
    levels: Mapping[str, int]
    fields: Mapping[str, FieldRow]
    standard_tax_class: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What an input refers to, found."""

    category_id: int
    tax_class_id: int
    level_ids: tuple[int, ...]
    custom: dict[str, Any]


def check_product(
    tx: Tx, given: ProductInput, product: Product | None, problems: Problems
) -> Checked:
    """Everything that is wrong with an input for a new article, or for the one that is changed."""
    check_input(given, problems)
    lists = read_once(tx.session, "lists of articles", lambda: _read_lists(tx.session))
    category_id = lists.categories.get(given.category, 0)
    if given.category and not category_id:
        problems.add("category", N_("There is no such category."))
    tax_class_id = lists.standard_tax_class
    if given.tax_class:
        tax_class_id = lists.tax_classes.get(given.tax_class, 0)
    if not tax_class_id:
        problems.add("tax_class", N_("There is no such tax class."))
    if any(code not in lists.levels for code in given.levels):
        problems.add("levels", N_("There is no such level."))
    custom = read_values(lists.fields, product.custom if product else {}, given.custom, problems)
    if product is None:
        _refuse_second(tx, given.code, problems)
    _refuse_taken_barcodes(tx, given, product, problems)
    levels = tuple(lists.levels.get(code, 0) for code in dict.fromkeys(given.levels))
    return Checked(category_id, tax_class_id, levels, custom)


def _read_lists(session: Session) -> Lists:
    """Read once a transaction, so that ten thousand articles ask for them once."""
    return Lists(
        categories=_by_code(session, select(Category.code, Category.id)),
        tax_classes=_by_code(session, select(TaxClass.code, TaxClass.id)),
        levels=_by_code(session, select(CustomerLevel.code, CustomerLevel.id)),
        fields={one.code: one for one in list_fields(session)},
        standard_tax_class=standard_tax_class(session),
    )


def _by_code(session: Session, statement: Any) -> dict[str, int]:
    return {row.code: row.id for row in session.execute(statement)}


def _refuse_second(tx: Tx, code: str, problems: Problems) -> None:
    """Codes are looked up in any case, so two that differ only in it are one."""
    spellings = {code, code.upper(), code.lower()}
    if tx.session.scalar(select(Product.id).where(Product.code.in_(spellings)).limit(1)):
        problems.add("code", N_("There is an article with this code already."))


def _refuse_taken_barcodes(
    tx: Tx, given: ProductInput, product: Product | None, problems: Problems
) -> None:
    places = {given.barcode: "barcode"}
    for index, unit in enumerate(given.units):
        if unit.barcode and unit.barcode in places:
            problems.add(f"units.{index}", N_("This bar code is given twice."))
        places.setdefault(unit.barcode, f"units.{index}")
    places.pop("", None)
    if not places:
        return
    for barcode, holder_id, code in tx.session.execute(_holders(places)):
        if product is None or holder_id != product.id:
            problems.add(places[barcode], BARCODE_TAKEN, code=code)


def _holders(barcodes: Collection[str]) -> Any:
    """Who has these bar codes, on the article or on one of its units."""
    wanted = list(barcodes)
    return union_all(
        select(Product.barcode, Product.id, Product.code).where(Product.barcode.in_(wanted)),
        select(ProductUnit.barcode, Product.id, Product.code)
        .join(Product, Product.id == ProductUnit.product_id)
        .where(ProductUnit.barcode.in_(wanted)),
    )
