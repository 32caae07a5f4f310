"""Promotions of the small company, written and published by the acts that do it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.support.company import Company
from tests.support.ready import Ready
from webapp.services.core.clock import company_day
from webapp.services.promotions.commands import create_promotion, publish_promotion
from webapp.services.promotions.input import PromotionInput
from webapp.services.promotions.terms import GIFT, ORDER_TIERS, PERCENT, Tier

NAMES = {"gift": "买十送一", "percent": "九折", "reduction": "直降", "order_tiers": "满减"}


def a_promotion(kind: str, **more: Any) -> PromotionInput:
    """One of this kind on bolts, for everybody, from yesterday on for a month."""
    today = company_day(datetime.now(UTC))
    usual: dict[str, dict[str, Any]] = {
        GIFT: {"buy": Decimal(10), "give": Decimal(1)},
        PERCENT: {"percent": Decimal(10)},
        ORDER_TIERS: {
            "tiers": (
                Tier(Decimal(20), amount=Decimal(3)),
                Tier(Decimal(200), percent=Decimal(5)),
            )
        },
    }
    given: dict[str, Any] = {
        "name": NAMES.get(kind, "活动"),
        "name_en": f"Offer {kind}",
        "kind": kind,
        "valid_from": today - timedelta(days=1),
        "valid_to": today + timedelta(days=30),
        "products": () if kind == ORDER_TIERS else ("BOLT-8",),
        **usual.get(kind, {"off": Decimal("0.10")}),
        **more,
    }
    return PromotionInput(**given)


def publish(company: Company, given: PromotionInput) -> str:
    """The number of a promotion that customers are offered from now on."""
    admin = company.actor("admin")
    done = create_promotion(company.session, admin, given)
    publish_promotion(company.session, admin, done.number, done.version)
    return done.number


class PromotionActs:
    """Rows of ``Acts``."""

    company: Company

    def create_promotion(self) -> Ready:
        return Ready("sales", (a_promotion(GIFT),))

    def change_promotion(self) -> Ready:
        return Ready("sales", (*self._written_promotion(), a_promotion(ORDER_TIERS)))

    def publish_promotion(self) -> Ready:
        return Ready("sales", self._written_promotion())

    def withdraw_promotion(self) -> Ready:
        return Ready("sales", (publish(self.company, a_promotion(PERCENT)), 2, "卖完了"))

    def copy_promotion(self) -> Ready:
        return Ready("sales", (publish(self.company, a_promotion(PERCENT)),))

    def _written_promotion(self) -> tuple[str, int]:
        admin = self.company.actor("admin")
        done = create_promotion(self.company.session, admin, a_promotion(PERCENT))
        return done.number, done.version
