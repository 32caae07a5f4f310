"""The acts on inquiries, each ready to be done once on the small company."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from tests.support.inquiring import DRAWING, INSIDE, WANTED, Inquiring
from tests.support.ready import Ready
from tests.support.reviewing import Reviewing
from webapp.services.inquiries.commands import withdraw_inquiry


class InquiryActs:
    """Rows of ``Acts``."""

    reviewing: Reviewing

    @cached_property
    def inquiring(self) -> Inquiring:
        return Inquiring(self.reviewing)

    def save_draft(self) -> Ready:
        return Ready("kh001", (WANTED, (DRAWING,)))

    def submit_inquiry(self) -> Ready:
        return Ready("kh001", (WANTED, (DRAWING,)))

    def take_in_inquiry(self) -> Ready:
        return Ready("sales", ("KH001", WANTED, INSIDE, (DRAWING,)))

    def save_inquiry(self) -> Ready:
        """With its old paper taken off."""
        number = self.inquiring.sent()
        token = self.inquiring.papers(number)[0]
        return self._about(number, "sales", WANTED, INSIDE, (DRAWING,), frozenset({token}))

    def file_inquiry(self) -> Ready:
        return self._about(self.inquiring.taken_in(), "sales", "please be quick")

    def revise_inquiry(self) -> Ready:
        number = self.inquiring.in_review()
        changed = replace(WANTED, quality_demand="盐雾 48 小时")
        return self._about(number, "sales", changed, INSIDE, "the customer asks for less")

    def lose_inquiry(self) -> Ready:
        return self._about(self.inquiring.in_review(), "sales", "too dear for him")

    def withdraw_inquiry(self) -> Ready:
        return self._about(self.inquiring.sent(), "kh001")

    def give_up_inquiry(self) -> Ready:
        number = self.inquiring.sent()
        self.inquiring.act(withdraw_inquiry, "kh001", number)
        return self._about(number, "kh001")

    def _about(self, number: str, who: str, *given: object) -> Ready:
        return Ready(who, (number, self.inquiring.inquiry(number).version, *given))
