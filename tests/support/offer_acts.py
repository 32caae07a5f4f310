"""Acts on market rates and on offers, ready to be done once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.support.company import Company, a_picture
from tests.support.offering import Offering
from tests.support.ready import Ready
from webapp.services.core.clock import company_day
from webapp.services.core.naming import Named
from webapp.services.files.storing import Paper
from webapp.services.rates.commands import add_rate, retire_rate
from webapp.services.rates.entering import Entered

COPPER = ("CU", "material", Named("电解铜", "Copper"), "CNY/t")
ANSWER = Paper("customer_order", a_picture("answer.png"))


class OfferActs:
    company: Company

    def add_rate(self) -> Ready:
        return Ready("admin", COPPER)

    def rename_rate(self) -> Ready:
        return Ready("admin", (self._rate(), 1, Named("铜", "Cu"), "CNY/kg"))

    def retire_rate(self) -> Ready:
        return Ready("admin", (self._rate(), 1))

    def take_up_rate(self) -> Ready:
        code = self._rate()
        retire_rate(self.company.session, self.company.actor("admin"), code, 1)
        return Ready("admin", (code, 2))

    def enter_values(self) -> Ready:
        today = company_day(datetime.now(UTC))
        return Ready("admin", (today, [Entered(self._rate(), Decimal("72000.0000"))]))

    def accept_offer(self) -> Ready:
        return Ready("kh001", self._seen())

    def decline_offer(self) -> Ready:
        return Ready("kh001", (*self._seen(), "价格偏高"))

    def ask_for_changes(self) -> Ready:
        return Ready("kh001", (*self._seen(), "交期 20 天"))

    def record_answer(self) -> Ready:
        return Ready("admin", (*self._seen(), "accepted", "", [ANSWER]))

    def _rate(self) -> str:
        return add_rate(self.company.session, self.company.actor("admin"), *COPPER).number

    def _seen(self) -> tuple[object, ...]:
        offering = Offering(self.company)
        return (offering.seen(offering.offered()),)
