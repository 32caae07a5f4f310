"""What an article is made or changed with, and everything that can be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from webapp.services.catalog.units import ONE, UnitRow
from webapp.services.core.errors import N_, Problems, RuleBroken
from webapp.services.core.identifiers import is_ean13
from webapp.services.core.parsing import to_half_width
from webapp.services.orders.kinds import PRODUCT_KINDS
from webapp.services.orders.placing import LARGEST_PRICE, LARGEST_QUANTITY

ZERO = Decimal(0)
MOST_UNITS = 8
LARGEST_FACTOR = Decimal(1_000_000)
MOST_LEAD_DAYS = 1000
LONGEST_BARCODE = 20
EAN_LENGTH = 13
LONGEST = {
    "code": 40,
    "name": 120,
    "name_en": 160,
    "specification": 120,
    "brand": 60,
    "unit": 20,
    "unit_en": 20,
}
NEEDED = ("code", "name", "unit", "category")


@dataclass(frozen=True, slots=True)
class ProductInput:
    """An article as people give it: category, tax class and levels by their codes.

    Quantities are in its own unit, ``max_quantity`` 0 means no bound; without levels everybody
    sees it; without a tax class it has that of most goods. ``custom`` are values of the company's
    own fields as typed: a field that is not named stays as it is, '' empties it. ``cost_price``
    is CNY a unit; None leaves it as it is.
    """

    code: str
    name: str
    category: str
    unit: str
    name_en: str = ""
    unit_en: str = ""
    units: Sequence[UnitRow] = ()
    specification: str = ""
    barcode: str = ""
    brand: str = ""
    kind: str = "regular"
    tax_class: str = ""
    min_quantity: Decimal = ONE
    step_quantity: Decimal = ONE
    max_quantity: Decimal = ZERO
    lead_days: int = 0
    allow_oversell: bool = False
    levels: Sequence[str] = ()
    custom: Mapping[str, str] = field(default_factory=dict)
    cost_price: Decimal | None = None


def check_input(given: ProductInput, problems: Problems) -> None:
    """What can be said without looking anything up; errors stand at the names of the fields, of
    units at ``units.<index>``."""
    _check_texts(given, problems)
    if given.code and not _is_fit_code(given.code):
        problems.add("code", N_("A code has no spaces at its ends and no control characters."))
    if given.kind not in PRODUCT_KINDS:
        problems.add("kind", N_("This choice does not exist."))
    _check_quantities(given, problems)
    if not 0 <= given.lead_days <= MOST_LEAD_DAYS:
        problems.add("lead_days", N_("From 0 to %(most)s."), most=MOST_LEAD_DAYS)
    check_price("cost_price", given.cost_price, problems)
    _check_barcode("barcode", given.barcode, problems)
    _check_units(given, problems)


def check_price(name: str, price: Decimal | None, problems: Problems) -> None:
    if price is not None and not 0 <= price <= LARGEST_PRICE:
        problems.add(name, N_("This price is out of bounds."))


def _check_texts(given: ProductInput, problems: Problems) -> None:
    for name in NEEDED:
        if not getattr(given, name):
            problems.add(name, N_("Please fill this in."))
    for name, most in LONGEST.items():
        if len(getattr(given, name)) > most:
            problems.add(name, N_("At most %(most)s characters."), most=most)


def _is_fit_code(code: str) -> bool:
    """Fit to be typed, scanned and put into an address."""
    is_path = code.startswith("/") or code.endswith("/") or "//" in code or "\\" in code
    return code == to_half_width(code) and code.isprintable() and not is_path


def _check_quantities(given: ProductInput, problems: Problems) -> None:
    for name in ("min_quantity", "step_quantity"):
        if not 0 < getattr(given, name) <= LARGEST_QUANTITY:
            problems.add(name, N_("Please enter more than zero."))
            return
    steps = -(-given.min_quantity // given.step_quantity)
    if given.max_quantity and steps * given.step_quantity > given.max_quantity:
        text = N_("Nothing could be ordered: the least quantity in whole steps is more than this.")
        problems.add("max_quantity", text)
    elif not 0 <= given.max_quantity <= LARGEST_QUANTITY:
        problems.add("max_quantity", N_("This quantity is out of bounds."))


def _check_units(given: ProductInput, problems: Problems) -> None:
    if len(given.units) > MOST_UNITS:
        problems.add("", N_("At most %(most)s further units."), most=MOST_UNITS)
    taken = {name.lower() for name in (given.unit, given.unit_en) if name}
    for index, unit in enumerate(given.units):
        place = f"units.{index}"
        names = {name.lower() for name in (unit.name, unit.name_en) if name}
        if not unit.name:
            problems.add(place, N_("The name of the unit is missing."))
        elif names & taken:
            problems.add(place, N_("This unit is there already."))
        taken |= names
        if max(len(unit.name), len(unit.name_en)) > LONGEST["unit"]:
            problems.add(place, N_("At most %(most)s characters."), most=LONGEST["unit"])
        if any(character.isdigit() for name in names for character in name):
            problems.add(place, N_("The name of a unit has no digits."))
        if not 0 < unit.factor <= LARGEST_FACTOR:
            problems.add(place, N_("How many of the own unit it holds must be more than zero."))
        _check_barcode(place, unit.barcode, problems)


def _check_barcode(place: str, barcode: str, problems: Problems) -> None:
    try:
        check_barcode(barcode)
    except RuleBroken as refused:
        problems.take(place, refused)


def check_barcode(barcode: str) -> None:
    """A bar code of letters and digits; one of 13 digits is an EAN-13 with its check digit.

    Raises RuleBroken.
    """
    if not barcode:
        return
    if len(barcode) > LONGEST_BARCODE or not barcode.isascii() or not barcode.isalnum():
        raise RuleBroken(N_("A bar code has up to 20 letters and digits."))
    if len(barcode) == EAN_LENGTH and barcode.isdigit() and not is_ean13(barcode):
        raise RuleBroken(N_("The check digit of this bar code is wrong."))
