"""Quotations that customers were offered, in a company that asks no panel about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.company import Company
from tests.support.inquiring import INSIDE, WANTED
from webapp.models import PanelSetting, Quotation, QuotationRevision
from webapp.services.core.actor import SYSTEM
from webapp.services.core.clock import company_day
from webapp.services.core.transaction import Done, writing
from webapp.services.inquiries.commands import file_inquiry, take_in_inquiry
from webapp.services.quotations.answering import Seen
from webapp.services.quotations.commands import (
    draft_quotation,
    file_quotation,
    revise_quotation,
    save_revision,
)
from webapp.services.quotations.contents import CostInput, LineInput, RevisionInput
from webapp.services.quotations.dealing import offer_quotation

#: What no customer may ever read: words of the company, and its figures.
INNER_WORDS = "内部-压价底线"
COST_NAME = "冷轧卷成本"
COST_PRICE = Decimal("7.7731")
SELLING = Decimal("419.37")
COST = CostInput("material", COST_NAME, Decimal(500), COST_PRICE, unit="kg")
HINGE = LineInput(
    name="加厚合页",
    specification="100×75×3",
    quantity=Decimal(500),
    unit="副",
    price=Decimal("18.5000"),
    costs=(COST,),
)
#: 3886.55 is what the 500 cost; margins and sums are as secret.
INNER_FIGURES = ("3886.55", "3,886.55", "7.7731", "419.37")


def revision(**changes: Any) -> RevisionInput:
    """A whole revision, valid for thirty days."""
    usual = RevisionInput(
        lines=(HINGE,),
        valid_until=company_day(datetime.now(UTC)) + timedelta(days=30),
        tax_rate=Decimal("0.1300"),
        selling_expense=SELLING,
        lead_days=25,
        payment_days=30,
        advance_percent=Decimal("0.3000"),
        delivery_terms="送货至杭州仓库",
        payment_terms="余款月结",
        quality_terms="盐雾 72 小时",
        packaging_terms="每副纸盒",
        remark="含运费",
        change_note=INNER_WORDS,
    )
    return replace(usual, **changes)


class Offering:
    """Makes offers as the administrator, who has every right; ``sales`` keeps the cases."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.session = company.session
        with writing(self.session, SYSTEM) as tx:
            tx.session.execute(update(PanelSetting).values(is_on=False))

    def act(self, act: Any, *given: Any, by: str = "admin") -> Done:
        done: Done = act(self.session, self.company.actor(by), *given)
        return done

    def drafted(self, customer: str = "KH001", **changes: Any) -> str:
        """A quotation that is costed and not filed yet."""
        number = self.act(draft_quotation, self.inquired(customer)).number
        self.save(number, **changes)
        return number

    def inquired(self, customer: str = "KH001") -> str:
        """The number of an inquiry that may be quoted."""
        inquiry = self.act(take_in_inquiry, customer, WANTED, INSIDE, [], by="sales")
        self.act(file_inquiry, inquiry.number, inquiry.version, by="sales")
        return inquiry.number

    def offered(self, customer: str = "KH001", **changes: Any) -> str:
        """The number of a quotation that its customer has been offered."""
        number = self.drafted(customer, **changes)
        self.offer(number)
        return number

    def save(self, number: str, **changes: Any) -> None:
        self.act(save_revision, number, self.quotation(number).version, revision(**changes))

    def offer(self, number: str) -> None:
        """Files and offers the revision that is worked on; with no panel it is approved at once."""
        self.act(file_quotation, number, self.quotation(number).version)
        now = self.quotation(number)
        self.act(offer_quotation, number, now.version, now.revision)

    def offered_anew(self, number: str, **changes: Any) -> None:
        """A further revision, offered in place of the last."""
        self.act(revise_quotation, number, self.quotation(number).version, INNER_WORDS)
        self.save(number, **changes)
        self.offer(number)

    def seen(self, number: str) -> Seen:
        """What somebody sees who looks at the offer now."""
        now = self.quotation(number)
        return Seen(number, now.version, now.offered_revision or 0)

    def let_lapse(self, number: str, last_day: date) -> None:
        """The offer as if it had been valid until that day only."""
        with writing(self.session, SYSTEM) as tx:
            tx.session.execute(
                update(QuotationRevision)
                .where(QuotationRevision.quotation_id == self.quotation(number).id)
                .values(valid_until=last_day)
            )

    def quotation(self, number: str) -> Quotation:
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(Quotation).where(Quotation.number == number)).one()

    def revisions(self, number: str) -> Sequence[QuotationRevision]:
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(
                select(QuotationRevision)
                .join(Quotation, Quotation.id == QuotationRevision.quotation_id)
                .where(Quotation.number == number)
                .order_by(QuotationRevision.number)
            ).all()
