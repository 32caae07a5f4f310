"""The acts on prices, each ready to be done once on the small company."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.support.company import Company
from tests.support.ready import Ready
from webapp.services.catalog.price_batch import BatchInput, preview_change
from webapp.services.catalog.price_input import PriceInput
from webapp.services.catalog.price_levels import FactorInput, set_factor
from webapp.services.catalog.price_rules import PERCENT, Adjustment
from webapp.services.catalog.price_setting import set_price
from webapp.services.core.clock import company_day

RAISE = Adjustment(PERCENT, Decimal(5), Decimal("0.01"))


def a_day(ahead: int = 0) -> date:
    """A day at the company, so many from today."""
    return company_day(datetime.now(UTC)) + timedelta(days=ahead)


class PriceActs:
    """Rows of ``Acts``."""

    company: Company

    def set_price(self) -> Ready:
        given = PriceInput("BOLT-8", Decimal("1.2345"), customer="KH001", reason="agreed")
        return Ready("sales", (given,))

    def take_back_price(self) -> Ready:
        later = PriceInput("BOLT-8", Decimal(2), valid_from=a_day(9), reason="steel goes up")
        done = set_price(self.company.session, self.company.actor("sales"), later)
        return Ready("sales", ("BOLT-8", done.details["price_id"], "it did not"))

    def set_factor(self) -> Ready:
        return Ready("sales", (FactorInput("A", Decimal("0.93"), reason="a good year"),))

    def take_back_factor(self) -> Ready:
        later = FactorInput("A", Decimal("0.93"), a_day(9), "a good year")
        done = set_factor(self.company.session, self.company.actor("sales"), later)
        return Ready("sales", ("A", done.details["factor_id"], "it was not"))

    def change_prices(self) -> Ready:
        given = BatchInput(("BOLT-8", "PIPE-20"), RAISE, a_day(), "steel goes up")
        actor = self.company.actor("sales")
        preview = preview_change(self.company.session, actor, given, a_day())
        return Ready("sales", (given, preview.seen))

    def view_prices(self) -> Ready:
        return Ready("sales", ("KH001",))
