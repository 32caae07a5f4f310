"""What a promotion is written with, and how that is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import CustomerLevel, Product
from webapp.services.core.errors import N_, Problems
from webapp.services.promotions.terms import (
    GIFT,
    KINDS,
    ORDER_TIERS,
    PERCENT,
    REDUCTION,
    GiftArticle,
    Terms,
    Tier,
)

LONGEST_NAME = 80
LONGEST_CODE = 60
MOST_PRODUCTS = 500
MOST_TIERS = 6
LARGEST_FIGURE = Decimal(10) ** 8
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PromotionInput:
    """A promotion as it is written: articles and levels by their codes, figures None where
    nothing was given. Without levels it is for everybody."""

    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    name_en: str = ""
    products: Sequence[str] = ()
    levels: Sequence[str] = ()
    buy: Decimal | None = None
    give: Decimal | None = None
    most: Decimal | None = None
    gift: str = ""
    off: Decimal | None = None
    percent: Decimal | None = None
    tiers: Sequence[Tier] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The input as it can be kept."""

    terms: Terms
    valid_from: date
    valid_to: date
    product_ids: tuple[int, ...]
    level_ids: tuple[int, ...]


def check_promotion(session: Session, given: PromotionInput) -> Checked:
    """Raises RuleBroken at each field that is wrong."""
    problems = Problems()
    _check_names(given, problems)
    _check_days(given, problems)
    products = _products(session, [*given.products, given.gift])
    _check_products(given, products, problems)
    levels = _levels(session)
    if not set(given.levels) <= levels.keys():
        problems.add("levels", N_("This level does not exist."))
    _CHECKS.get(given.kind, _check_nothing)(given, problems)
    problems.refuse()
    on_whole_order = given.kind == ORDER_TIERS
    chosen = () if on_whole_order else dict.fromkeys(products[code].id for code in given.products)
    return Checked(
        terms=_terms(given, products.get(given.gift)),
        valid_from=given.valid_from or date.min,
        valid_to=given.valid_to or date.min,
        product_ids=tuple(chosen),
        level_ids=tuple(dict.fromkeys(levels[code] for code in given.levels)),
    )


def _products(session: Session, codes: Sequence[str]) -> dict[str, Product]:
    wanted = {code[:LONGEST_CODE] for code in codes if code}
    rows = session.scalars(select(Product).where(Product.code.in_(wanted))) if wanted else ()
    return {product.code: product for product in rows}


def _levels(session: Session) -> dict[str, int]:
    return {
        row.code: row.id for row in session.execute(select(CustomerLevel.code, CustomerLevel.id))
    }


def _check_names(given: PromotionInput, problems: Problems) -> None:
    for place, name in (("name", given.name), ("name_en", given.name_en)):
        if len(name) > LONGEST_NAME:
            problems.add(place, N_("At most %(most)s characters."), most=LONGEST_NAME)
    if not given.name.strip():
        problems.add("name", N_("Please give the promotion a name."))
    if given.kind not in KINDS:
        problems.add("kind", N_("This choice does not exist."))


def _check_days(given: PromotionInput, problems: Problems) -> None:
    for place, day in (("valid_from", given.valid_from), ("valid_to", given.valid_to)):
        if day is None:
            problems.add(place, N_("Please give the day."))
    if given.valid_from and given.valid_to and given.valid_to < given.valid_from:
        problems.add("valid_to", N_("It ends before it begins."))


def _check_products(
    given: PromotionInput, products: Mapping[str, Product], problems: Problems
) -> None:
    if given.kind == ORDER_TIERS:
        return
    if not given.products:
        problems.add("products", N_("Please choose the articles that it is on."))
    if len(given.products) > MOST_PRODUCTS:
        problems.add("products", N_("At most %(most)s articles."), most=MOST_PRODUCTS)
    for code in dict.fromkeys(given.products):
        if code not in products:
            problems.add("products", N_("There is no article %(code)s."), code=code[:LONGEST_CODE])
    if given.kind == GIFT and given.gift and given.gift not in products:
        problems.add("gift", N_("There is no article %(code)s."), code=given.gift[:LONGEST_CODE])


def _check_nothing(given: PromotionInput, problems: Problems) -> None:
    """A kind that does not exist is refused already."""


def _check_gift(given: PromotionInput, problems: Problems) -> None:
    for place, figure in (("buy", given.buy), ("give", given.give)):
        if figure is None or not 0 < figure <= LARGEST_FIGURE:
            problems.add(place, N_("Please give a quantity of more than zero."))
    if given.most and given.give and given.most < given.give:
        problems.add("most", N_("This is less than what is given at once."))


def _check_reduction(given: PromotionInput, problems: Problems) -> None:
    if given.off is None or not 0 < given.off <= LARGEST_FIGURE:
        problems.add("off", N_("Please give an amount of more than zero."))


def _check_percent(given: PromotionInput, problems: Problems) -> None:
    if given.percent is None or not 0 < given.percent < HUNDRED:
        problems.add("percent", N_("Please give a percentage between 0 and 100."))


def _check_tiers(given: PromotionInput, problems: Problems) -> None:
    if not given.tiers:
        problems.add("tiers", N_("Please give at least one tier."))
    if len(given.tiers) > MOST_TIERS:
        problems.add("tiers", N_("At most %(most)s tiers."), most=MOST_TIERS)
    if len({tier.least for tier in given.tiers}) != len(given.tiers):
        problems.add("tiers", N_("Two tiers begin at the same amount."))
    for number, tier in enumerate(given.tiers, start=1):
        if bool(tier.amount) == bool(tier.percent):
            text = N_("Tier %(number)s: either an amount or a percentage comes off.")
            problems.add("tiers", text, number=number)
        elif not tier.least or tier.amount > tier.least or tier.percent >= HUNDRED:
            text = N_("Tier %(number)s: more would come off than is ordered.")
            problems.add("tiers", text, number=number)


_CHECKS: dict[str, Any] = {
    GIFT: _check_gift,
    REDUCTION: _check_reduction,
    PERCENT: _check_percent,
    ORDER_TIERS: _check_tiers,
}


def _terms(given: PromotionInput, gift: Product | None) -> Terms:
    zero = Decimal(0)
    return Terms(
        buy=given.buy or zero,
        give=given.give or zero,
        most=given.most or zero,
        gift=_gift_article(gift) if gift is not None and given.kind == GIFT else None,
        off=given.off or zero,
        percent=given.percent or zero,
        tiers=tuple(sorted(given.tiers, key=lambda tier: tier.least)),
    )


def _gift_article(product: Product) -> GiftArticle:
    return GiftArticle(
        product.id, product.code, product.name, product.name_en, product.unit, product.unit_en
    )
