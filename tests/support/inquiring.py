"""Inquiries to test on, and how far the preliminary review has taken them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import a_picture
from tests.support.reviewing import Reviewing
from webapp.models import Attachment, Inquiry, Review, StoredFile
from webapp.services.core.transaction import Done
from webapp.services.files.storing import Paper
from webapp.services.inquiries.commands import file_inquiry, submit_inquiry, take_in_inquiry
from webapp.services.inquiries.content import (
    InquiryContent,
    InquiryInside,
    WantedMaterial,
    WantedProduct,
)
from webapp.services.inquiries.kinds import KIND
from webapp.services.reviews.commands import convene

STEEL = WantedMaterial("不锈钢板", "2 mm", "304", "06Cr19Ni10", "2B", "UT 探伤", "酸洗钝化")
HINGE = WantedProduct(
    Decimal(500),
    name="加厚合页",
    specification="100×75×3",
    unit="副",
    target_price=Decimal("18.5000"),
    technical="开合十万次",
    packaging="每副纸盒",
    materials=(STEEL,),
)
WANTED = InquiryContent(
    lines=(HINGE,),
    contact="王经理",
    phone="13800000000",
    requirements="按来样",
    quality_demand="盐雾 72 小时",
    requested_date=date(2027, 1, 20),
)
#: Words that no customer may ever read.
SECRET = "客户压价多-内部"
INSIDE = InquiryInside(
    product_kind="new",
    market_customer=f"{SECRET}简况",
    market_trend=f"{SECRET}行情",
    estimated_amount=Decimal("9250.00"),
    internal_remark=f"{SECRET}备注",
)
DRAWING = Paper("drawing", a_picture("hinge.png"))
SEATS = (
    ("tech1", "technology"),
    ("purch1", "purchasing"),
    ("prod1", "production"),
    ("qual1", "quality"),
    ("sales1", "sales"),
)


def tokens(page: LexborHTMLParser) -> list[str]:
    """Tokens of the products in the form of a page."""
    return [str(one.attributes["value"]) for one in page.css("input[name=line]")]


def filled(token: str, **more: str) -> dict[str, str]:
    """The fields of one product, by its token."""
    typed = {"name": "加厚合页", "quantity": "500", "unit": "副", **more}
    return {f"{token}-{name}": text for name, text in typed.items()}


class Inquiring:
    """Inquiries of the small company, in whose seats there are people."""

    def __init__(self, reviewing: Reviewing) -> None:
        self.reviewing = reviewing
        self.session = reviewing.session

    def actor(self, who: str) -> Any:
        return self.reviewing.company.actor(who)

    def act(self, act: Any, who: str, number: str, *given: Any, **more: Any) -> Done:
        """An act on an inquiry as it stands."""
        version = self.inquiry(number).version
        done: Done = act(self.session, self.actor(who), number, version, *given, **more)
        return done

    def sent(self, by: str = "kh001", **changes: Any) -> str:
        """The number of an inquiry that a customer has just sent."""
        content = replace(WANTED, **changes)
        return submit_inquiry(self.session, self.actor(by), content, [DRAWING]).number

    def taken_in(self, by: str = "sales", customer: str = "KH001", **inside: Any) -> str:
        """One that sales took in and completed."""
        done = take_in_inquiry(
            self.session, self.actor(by), customer, WANTED, replace(INSIDE, **inside), [DRAWING]
        )
        return done.number

    def in_review(self, *, convened: bool = True, **inside: Any) -> str:
        number = self.taken_in(**inside)
        self.act(file_inquiry, "sales", number)
        if convened:
            self.convene(number)
        return number

    def reviewed(self, **inside: Any) -> str:
        number = self.in_review(**inside)
        self.judge(number)
        return number

    def convene(self, number: str) -> None:
        review = self.review(number)
        self.reviewing.act(convene, "gm1", review.number, review.round_number)

    def judge(self, number: str, **verdicts: str) -> None:
        """Fills the seats that wait; those not named agree."""
        review = self.review(number).number
        waiting = {
            key for key, status in self.reviewing.seats(review).items() if status == "waiting"
        }
        for who, key in SEATS:
            if key in waiting:
                self.reviewing.fill(review, who, key, verdicts.get(key, "agree"))

    def review(self, number: str) -> Review:
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(Review).where(Review.document_number == number)).one()

    def papers(self, number: str) -> list[str]:
        """Tokens of its papers."""
        with Session(self.session.get_bind()) as fresh:
            rows = fresh.scalars(
                select(StoredFile.token)
                .join(Attachment, Attachment.file_id == StoredFile.id)
                .join(Inquiry, Inquiry.id == Attachment.document_id)
                .where(Attachment.document_kind == KIND, Inquiry.number == number)
                .order_by(Attachment.id)
            )
            return list(rows)

    def inquiry(self, number: str) -> Inquiry:
        """The inquiry as it is in the database now, with its lines and materials."""
        with Session(self.session.get_bind()) as fresh:
            inquiry = fresh.scalars(select(Inquiry).where(Inquiry.number == number)).one()
            _ = [line.materials for line in inquiry.lines]
            return inquiry
