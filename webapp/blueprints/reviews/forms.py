"""The forms of a review. A seat's own questions are fields ``answers.<question>`` of its form."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import MultipleFileField

from webapp.services.files.storing import Paper
from webapp.services.reviews.answers import OpinionInput
from webapp.web.forms import Form, clean_text, read_uploads, text_field

ANSWER = "answers."
#: More than a service would take, so that it is the service which says how much may be written.
LONG = 20_000
#: Days as no department can need them: the service says what may be entered.
NO_DAYS = -1


class ActForm(Form):
    """What an act may be told; each act reads its own part."""

    reason = text_field(LONG)
    decision = text_field(20)
    text = text_field(LONG)


class OpinionForm(Form):
    """What a department fills in; everything else is checked with its questions."""

    verdict = text_field(20)
    conditions = text_field(LONG)
    remark = text_field(LONG)
    committed_days = text_field(20)
    papers = MultipleFileField()

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, **{ANSWER + key: text for key, text in self.answers().items()}}

    def answers(self) -> dict[str, str]:
        """What was typed by question; that about materials under question and material."""
        return {
            name.removeprefix(ANSWER): clean_text(text)
            for name, text in request.form.items()
            if name.startswith(ANSWER)
        }

    def given(self) -> OpinionInput:
        """The opinion as it was entered. Raises RuleBroken for papers that cannot be kept."""
        return OpinionInput(
            verdict=self.verdict.data or "",
            answers=self.answers(),
            conditions=self.conditions.data or "",
            remark=self.remark.data or "",
            committed_days=self._days(),
            papers=tuple(Paper("other", one) for one in read_uploads("papers")),
        )

    def _days(self) -> int | None:
        text = self.committed_days.data or ""
        if not text:
            return None
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else NO_DAYS
