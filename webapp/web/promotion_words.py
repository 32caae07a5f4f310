"""What a promotion promises, in a sentence of the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext

from webapp.services.core.errors import N_
from webapp.services.core.quantities import plain
from webapp.services.promotions.terms import (
    GIFT,
    KINDS,
    ORDER_TIERS,
    REDUCTION,
    Terms,
    Tier,
    terms_from_plain,
)
from webapp.web.language import is_chinese

#: What the trail keeps of a draft, and how it is called.
FACTS = {
    "name": N_("Name"),
    "name_en": N_("English name"),
    "kind": N_("Kind"),
    "valid_from": N_("First day"),
    "valid_to": N_("Last day"),
    "products": N_("Articles"),
    "levels": N_("Levels"),
}


def offer_words(kind: str, terms: Terms) -> str:
    """The terms of a promotion of this kind: "10 % off", "Buy 10, get 1 free"."""
    if kind == GIFT:
        return _gift_words(terms)
    if kind == ORDER_TIERS:
        joint = "；" if is_chinese() else "; "
        return joint.join(tier_words(tier) for tier in terms.tiers)
    if kind == REDUCTION:
        return str(gettext("CNY %(off)s off a unit", off=_figure(terms.off)))
    return _percent_words(terms.percent)


def tier_words(tier: Tier) -> str:
    """One tier: "from CNY 1,000: CNY 50 off"."""
    off = (
        gettext("CNY %(amount)s off", amount=_figure(tier.amount))
        if tier.amount
        else _percent_words(tier.percent)
    )
    return str(gettext("from CNY %(least)s: %(off)s", least=_figure(tier.least), off=off))


def _percent_words(percent: Decimal) -> str:
    return str(gettext("%(percent)s %% off", percent=plain(percent)))


def _gift_words(terms: Terms) -> str:
    buy, give = plain(terms.buy), plain(terms.give)
    if terms.gift is None:
        said = gettext("Buy %(buy)s, get %(give)s free", buy=buy, give=give)
    else:
        article = terms.gift.name if is_chinese() else terms.gift.name_en or terms.gift.name
        said = gettext(
            "Buy %(buy)s, get %(give)s free: %(article)s", buy=buy, give=give, article=article
        )
    if terms.most:
        most = gettext("at most %(most)s an order", most=plain(terms.most))
        said = f"{said}{'，' if is_chinese() else ', '}{most}"
    return str(said)


def _figure(amount: Decimal) -> str:
    """Grouped thousands, and decimals only where there are any."""
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f}" if whole else f"{amount.normalize():,f}"


def promotion_changes(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a change of a draft changed: what, before, after."""
    before, after = data.get("before", {}), data.get("after", {})
    changes = [
        (gettext(label), _fact(name, before[name]), _fact(name, after[name]))
        for name, label in FACTS.items()
        if name in after
    ]
    if "terms" in after:
        changes.append(
            (gettext("Terms"), _kept_terms(before["terms"]), _kept_terms(after["terms"]))
        )
    return changes


def _fact(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "–"
    return str(gettext(KINDS[value])) if name == "kind" else str(value) or "–"


def _kept_terms(plain_terms: dict[str, Any]) -> str:
    """Terms as the trail keeps them, whose kind is seen from their figures."""
    kind = next((kind for name, kind in _KINDS_BY_FIGURE.items() if name in plain_terms), "percent")
    return offer_words(kind, terms_from_plain(plain_terms))


_KINDS_BY_FIGURE = {"buy": GIFT, "off": REDUCTION, "tiers": ORDER_TIERS}
