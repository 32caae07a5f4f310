"""Quotations before the committee, the president and the chairman."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.offering import COST, HINGE, Offering, revision
from tests.support.reviewing import Reviewing
from webapp.models import PanelSetting, Quotation, Review
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Done, writing
from webapp.services.quotations.commands import (
    file_quotation,
    revise_quotation,
    save_revision,
)
from webapp.services.reviews.ruling import appeal, rule

__all__ = ["COST", "HINGE", "Quoting", "revision"]

SEATS = (("fin1", "finance"), ("qs1", "supervision"), ("purch1", "purchasing"))
#: The only material of the usual line, among the answers of purchasing.
MATERIAL = {"materials.1-1": "reasonable"}


class Quoting(Offering):
    """Quotations whose committee asks; inquiries pass without a panel."""

    def __init__(self, reviewing: Reviewing) -> None:
        super().__init__(reviewing.company)
        self.reviewing = reviewing
        with writing(self.session, SYSTEM) as tx:
            tx.session.execute(
                update(PanelSetting).where(PanelSetting.stage == "quotation").values(is_on=True)
            )

    def on(self, number: str, act: Any, *given: Any, by: str = "admin") -> Done:
        """An act on the quotation as it stands."""
        return self.act(act, number, self.quotation(number).version, *given, by=by)

    def in_review(self, **changes: Any) -> str:
        """The number of a quotation that has just been filed."""
        number = self.drafted(**changes)
        self.on(number, file_quotation)
        return number

    def refused(self) -> str:
        """One that finance dissented from, as the president confirmed."""
        number = self.in_review()
        self.judge(number, finance="disagree")
        self.rule(number, "confirmed")
        return number

    def approved(self, **changes: Any) -> str:
        number = self.in_review(**changes)
        self.judge(number)
        self.rule(number)
        return number

    def requoted(self, number: str, **changes: Any) -> None:
        """A further revision, filed."""
        self.on(number, revise_quotation, "报价有出入")
        self.on(number, save_revision, revision(**changes))
        self.on(number, file_quotation)

    def judge(self, number: str, **verdicts: str) -> list[str]:
        """Fills the seats that wait; those not named agree. Answers whom it asked."""
        review = self.review(number).number
        stand = self.reviewing.seats(review)
        waiting = [(who, key) for who, key in SEATS if stand[key] == "waiting"]
        for who, key in waiting:
            verdict = verdicts.get(key, "agree")
            self.reviewing.fill(review, who, key, verdict, answers=MATERIAL)
        return [key for _, key in waiting]

    def rule(self, number: str, decision: str = "approved", by: str = "president1") -> None:
        review = self.review(number)
        self.reviewing.act(rule, by, review.number, review.round_number, decision, "已阅")

    def appeal(self, number: str, by: str = "admin") -> None:
        review = self.review(number)
        self.reviewing.act(appeal, by, review.number, review.round_number, "老客户")

    def review(self, number: str) -> Review:
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(Review).where(Review.document_number == number)).one()

    def status(self, number: str) -> str:
        return self.quotation(number).status

    def stand(self, number: str, status: str) -> None:
        """Lets it stand in a status, however one gets there."""
        with writing(self.session, SYSTEM) as tx:
            tx.session.execute(
                update(Quotation).where(Quotation.number == number).values(status=status)
            )
