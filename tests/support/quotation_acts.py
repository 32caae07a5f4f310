"""The acts on quotations, each ready to be done once on the small company."""

from __future__ import annotations

from functools import cached_property

from tests.support.quoting import Quoting, revision
from tests.support.ready import Ready
from tests.support.reviewing import Reviewing


class QuotationActs:
    """Rows of ``Acts``."""

    reviewing: Reviewing

    @cached_property
    def quoting(self) -> Quoting:
        return Quoting(self.reviewing)

    def draft_quotation(self) -> Ready:
        return Ready("admin", (self.quoting.inquired(),))

    def save_revision(self) -> Ready:
        return self._of_quotation(self.quoting.drafted(), revision(lead_days=12))

    def file_quotation(self) -> Ready:
        return self._of_quotation(self.quoting.drafted())

    def revise_quotation(self) -> Ready:
        """While it is in review, which is withdrawn."""
        return self._of_quotation(self.quoting.in_review(), "漏了运费")

    def offer_quotation(self) -> Ready:
        return self._of_quotation(self.quoting.approved(), 1)

    def record_negotiation(self) -> Ready:
        return Ready("admin", (self.quoting.drafted(), "客户嫌贵"))

    def abandon_quotation(self) -> Ready:
        return self._of_quotation(self.quoting.in_review(), "没有利润")

    def _of_quotation(self, number: str, *given: object) -> Ready:
        return Ready("admin", (number, self.quoting.quotation(number).version, *given))
