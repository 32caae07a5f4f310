"""The promotions of the invented company: what ran, what runs, what is coming."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from webapp.demo.office_hours import DAY
from webapp.demo.strands import Strand, once
from webapp.demo.world import Article, World
from webapp.services.core.transaction import Tx
from webapp.services.promotions.commands import create_promotion, publish_promotion
from webapp.services.promotions.input import PromotionInput
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, PERCENT, REDUCTION, Tier

#: So many days before it begins a promotion is published, at the latest now.
AHEAD = 3
ARTICLES = 12
CHEAP, DEAR = Decimal(15), Decimal(60)


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion with its first and last day, counted from today; one of dear goods or cheap."""

    begins: int
    ends: int
    given: PromotionInput
    is_dear: bool = False
    is_draft: bool = False


def _of(kind: str, name: str, name_en: str) -> PromotionInput:
    return PromotionInput(name, kind, None, None, name_en)


TIERS = (
    Tier(Decimal(3000), amount=Decimal(50)),
    Tier(Decimal(8000), amount=Decimal(200)),
    Tier(Decimal(20000), percent=Decimal(3)),
)
OFFERS = (
    Offer(
        -75,
        -45,
        replace(_of(REDUCTION, "金秋工具直降", "Autumn tools"), off=Decimal(6)),
        is_dear=True,
    ),
    Offer(
        -20,
        40,
        replace(
            _of(GIFT, "买二十送一", "Buy 20, get 1"),
            buy=Decimal(20),
            give=Decimal(1),
            most=Decimal(50),
        ),
    ),
    Offer(
        -14,
        38,
        replace(_of(REDUCTION, "年末每件直降", "Year-end reduction"), off=Decimal("2.5")),
        is_dear=True,
    ),
    Offer(
        -25,
        60,
        replace(
            _of(PERCENT, "小店九五折", "5 % for small shops"), percent=Decimal(5), levels=("C",)
        ),
    ),
    Offer(-10, 50, replace(_of(ORDER_TIERS, "整单满减", "Order discount"), tiers=TIERS)),
    Offer(
        39, 60, replace(_of(PERCENT, "元旦开门红", "New Year"), percent=Decimal(8)), is_dear=True
    ),
    Offer(
        70,
        90,
        replace(_of(GIFT, "春节备货礼", "Spring gift"), buy=Decimal(100), give=Decimal(5)),
        is_draft=True,
    ),
)


def offer_strands(world: World, today: date) -> Iterator[Strand]:
    """Writes and publishes them."""
    for number, one in enumerate(OFFERS):
        given = replace(
            one.given,
            valid_from=today + timedelta(days=one.begins),
            valid_to=today + timedelta(days=one.ends),
            products=_chosen(world, one, number),
        )
        begun = max(AHEAD - one.begins, 0) * DAY
        yield once(begun, world.staff["sales"], partial(_offer, given, is_draft=one.is_draft))


def _offer(given: PromotionInput, tx: Tx, *, is_draft: bool) -> None:
    done = create_promotion.act(tx, given)
    if not is_draft:
        publish_promotion.act(tx, done.number, done.version)


def _chosen(world: World, one: Offer, number: int) -> list[str]:
    """Articles that are not scarce, dear or cheap ones, others for each promotion."""
    if one.given.kind == ORDER_TIERS:
        return []
    fitting = [article for article in world.articles if _fits(article, one)]
    chosen = Random(f"offer {number}").sample(fitting, min(ARTICLES, len(fitting)))
    return sorted(article.demo.code for article in chosen)


def _fits(article: Article, one: Offer) -> bool:
    price = article.demo.base_price
    return not article.is_scarce and (price >= DEAR if one.is_dear else price <= CHEAP)
