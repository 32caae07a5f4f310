"""What a promotion promises, by its kind, and how that is kept: figures as text, so that they
stay exact in a JSON column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from webapp.services.core.errors import N_

GIFT = "gift"
REDUCTION = "reduction"
PERCENT = "percent"
ORDER_TIERS = "order_tiers"
KINDS = {
    GIFT: N_("Buy some, get some free"),
    REDUCTION: N_("Amount off a unit"),
    PERCENT: N_("Percentage off a unit"),
    ORDER_TIERS: N_("Off the whole order, by its amount"),
}
DRAFT = "draft"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"
#: How a promotion stands on a day: a published one is coming, running or ended.
STANDINGS = {
    DRAFT: N_("Draft"),
    "coming": N_("Coming"),
    "running": N_("Running"),
    "ended": N_("No longer running"),
    WITHDRAWN: N_("Withdrawn"),
}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tier:
    """From an order amount on: CNY off, or per cent off; the other of the two is zero."""

    least: Decimal
    amount: Decimal = ZERO
    percent: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class GiftArticle:
    """The article that is given, as it was called when the terms were set."""

    product_id: int
    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one kind; those of other kinds stay empty.

    gift: for every ``buy`` units ``give`` are free, of ``gift`` or, without one, of the article
    itself; at most ``most`` an order, 0 for no bound. reduction: ``off`` CNY a unit. percent:
    ``percent`` of the unit price. order_tiers: ``tiers``, the lowest first.
    """

    buy: Decimal = ZERO
    give: Decimal = ZERO
    most: Decimal = ZERO
    gift: GiftArticle | None = None
    off: Decimal = ZERO
    percent: Decimal = ZERO
    tiers: tuple[Tier, ...] = ()


def terms_to_plain(kind: str, terms: Terms) -> dict[str, Any]:
    """The terms that the kind has, as they are kept."""
    if kind == GIFT:
        figures = {name: str(getattr(terms, name)) for name in ("buy", "give", "most")}
        return {**figures, "gift": _gift_to_plain(terms.gift)}
    if kind == ORDER_TIERS:
        return {"tiers": [_tier_to_plain(tier) for tier in terms.tiers]}
    name = "off" if kind == REDUCTION else "percent"
    return {name: str(getattr(terms, name))}


def terms_from_plain(plain: Mapping[str, Any]) -> Terms:
    figures = {
        name: Decimal(plain[name])
        for name in ("buy", "give", "most", "off", "percent")
        if name in plain
    }
    gift = plain.get("gift")
    tiers = tuple(
        Tier(**{name: Decimal(value) for name, value in one.items()})
        for one in plain.get("tiers", ())
    )
    return Terms(**figures, gift=GiftArticle(**gift) if gift else None, tiers=tiers)


def _gift_to_plain(gift: GiftArticle | None) -> dict[str, Any] | None:
    if gift is None:
        return None
    return {name: getattr(gift, name) for name in GiftArticle.__slots__}


def _tier_to_plain(tier: Tier) -> dict[str, str]:
    off = {"amount": str(tier.amount)} if tier.amount else {"percent": str(tier.percent)}
    return {"least": str(tier.least), **off}
