"""The acts on reviews, each ready to be done once on the small company."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from tests.support.company import Company, a_picture
from tests.support.ready import Ready
from tests.support.reviewing import CONVENED, SHAPE, SMALL, Reviewing, opinion
from tests.support.trials import TRIAL
from webapp.services.files.storing import Paper
from webapp.services.reviews import kinds
from webapp.services.reviews.commands import conclude_round
from webapp.services.reviews.panels import Panel
from webapp.services.reviews.questions import ask_question
from webapp.services.reviews.ruling import rule


class ReviewActs:
    """Rows of ``Acts``."""

    company: Company

    @cached_property
    def reviewing(self) -> Reviewing:
        kinds.register(TRIAL)
        return Reviewing(self.company)

    def convene(self) -> Ready:
        return Ready("gm1", (self._filed(CONVENED), 1))

    def send_case_back(self) -> Ready:
        return Ready("gm1", (self._filed(CONVENED), 1, "the drawing is missing"))

    def give_opinion(self) -> Ready:
        """The last one, with which the round ends."""
        number = self._filed(replace(SMALL, seats=(SHAPE,)))
        given = replace(opinion(SHAPE), papers=(Paper("other", a_picture()),))
        return Ready("tech1", (number, 1, "shape", given))

    def conclude_round(self) -> Ready:
        return Ready("sales1", (self._dissented(), 1))

    def rule(self) -> Ready:
        return Ready("president1", (self._ended(), 1, "confirmed", "no profit in it"))

    def appeal(self) -> Ready:
        number = self._ended()
        self.reviewing.act(rule, "president1", number, 1, "confirmed")
        return Ready("sales1", (number, 1, "a customer for years"))

    def ask_question(self) -> Ready:
        return Ready("tech1", (self._filed(SMALL), 1, "Which steel?"))

    def answer_question(self) -> Ready:
        number = self._filed(SMALL)
        done = self.reviewing.act(ask_question, "tech1", number, 1, "Which steel?")
        return Ready("sales1", (number, done.details["question"], "45, hot rolled"))

    def _filed(self, panel: Panel) -> str:
        self.reviewing.panel(panel)
        return self.reviewing.file()[0]

    def _dissented(self) -> str:
        number = self._filed(SMALL)
        self.reviewing.fill(number, "tech1", "shape", "disagree")
        return number

    def _ended(self) -> str:
        number = self._dissented()
        self.reviewing.act(conclude_round, "sales1", number, 1)
        return number
