"""Contracts to test on: formal quotations, and how far each contract has gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company, a_picture
from tests.support.reviewing import Reviewing
from webapp.models import (
    Contract,
    ContractRevision,
    Customer,
    Department,
    Inquiry,
    InquiryLine,
    PaperHolder,
    Quotation,
    QuotationLine,
    QuotationRevision,
    Review,
)
from webapp.services.contracts.drawing import draw_contract, save_contract
from webapp.services.contracts.signing import file_contract, sign_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.contracts.terms import Terms, terms_of
from webapp.services.core.actor import SYSTEM
from webapp.services.core.transaction import Done, Tx, writing

#: Who sits where in the panels of a contract.
SITTING = {
    "engineering": "tech1",
    "purchasing": "purch1",
    "production": "prod1",
    "quality": "qual1",
    "logistics": "store1",
    "ip": "ipr1",
}
SCAN = a_picture("合同扫描.png")
COST = Decimal("6789.01")
LINES = (
    ("BOLT-8 商品", "M8", "个", "1000", "1.3500", "1350.00"),
    ("加厚合页", "100×75×3", "副", "500", "18.5000", "9250.00"),
)
TOTAL = Decimal("10600.00")


class Contracting:
    """Contracts of the small company, in whose seats there are people."""

    def __init__(self, reviewing: Reviewing) -> None:
        self.reviewing = reviewing
        self.company: Company = reviewing.company
        self.session = reviewing.session

    def quoted(self, number: str = "BJ-T-1", customer: int = 0, **other: Any) -> str:
        """The number of a quotation that its customer accepted."""
        with writing(self.session, SYSTEM) as tx:
            owner = tx.session.get_one(Customer, self.company.customers[customer])
            put_quotation(tx, owner, number, self.company.products["BOLT-8"], **other)
        return number

    def act(self, act: Any, who: str, number: str, *given: Any) -> Done:
        """An act on a contract as it stands."""
        actor = self.company.actor(who)
        done: Done = act(self.session, actor, number, self.contract(number).version, *given)
        return done

    def drawn(self, quotation: str = "BJ-T-1", by: str = "sales", **other: Any) -> str:
        self.quoted(quotation, **other)
        return draw_contract(self.session, self.company.actor(by), quotation).number

    def submitted(self, *given: Any, **other: Any) -> str:
        number = self.drawn(*given, **other)
        self.act(submit_contract, "sales", number)
        return number

    def approved(self, *given: Any, **other: Any) -> str:
        number = self.submitted(*given, **other)
        self.judge(number)
        return number

    def signed(self, *given: Any, **other: Any) -> str:
        number = self.approved(*given, **other)
        self.sign(number)
        return number

    def filed(self, *given: Any, **other: Any) -> str:
        number = self.signed(*given, **other)
        self.file(number)
        return number

    def sign(self, number: str) -> Done:
        return self.act(sign_contract, "sales", number, self.today, "王经理", SCAN)

    def file(self, number: str) -> Done:
        return self.act(file_contract, "admin", number, self.today, SCAN)

    @property
    def today(self) -> Any:
        with writing(self.session, SYSTEM) as tx:
            return tx.today

    def reword(self, number: str, **changes: Any) -> Done:
        """Saves the open version with some of its terms changed."""
        terms = replace(self.terms(number), **changes)
        return self.act(save_contract, "sales", number, "标题", terms)

    def judge(self, number: str, **verdicts: str) -> None:
        """Fills the seats that wait; those not named agree."""
        for review in self.reviews(number):
            for key, status in self.reviewing.seats(review).items():
                if status == "waiting":
                    verdict = verdicts.get(key, "agree")
                    self.reviewing.fill(review, SITTING[key], key, verdict)

    def waiting(self, number: str) -> set[str]:
        """The seats that are asked."""
        return {
            key
            for review in self.reviews(number)
            for key, status in self.reviewing.seats(review).items()
            if status == "waiting"
        }

    def reviews(self, number: str) -> list[str]:
        with Session(self.session.get_bind()) as fresh:
            found = select(Review.number).where(Review.document_number == number)
            return list(fresh.scalars(found.order_by(Review.id)))

    def holders(self, number: str) -> set[tuple[str, str]]:
        """The papers of a contract that departments hold now, with the departments' codes."""
        with Session(self.session.get_bind()) as fresh:
            rows = fresh.execute(
                select(PaperHolder.paper, Department.code)
                .join(Department, Department.id == PaperHolder.department_id)
                .join(Contract, Contract.id == PaperHolder.document_id)
                .where(Contract.number == number, PaperHolder.until.is_(None))
            )
            return {(paper, code) for paper, code in rows}

    def contract(self, number: str) -> Contract:
        """The contract as it is in the database now."""
        with Session(self.session.get_bind()) as fresh:
            return fresh.scalars(select(Contract).where(Contract.number == number)).one()

    def revision(self, number: str, version: int | None = None) -> ContractRevision:
        """A version of it with its lines; the current one without."""
        contract = self.contract(number)
        with Session(self.session.get_bind()) as fresh:
            revision = fresh.scalars(
                select(ContractRevision).where(
                    ContractRevision.contract_id == contract.id,
                    ContractRevision.number == (version or contract.revision),
                )
            ).one()
            _ = list(revision.lines)
            return revision

    def terms(self, number: str) -> Terms:
        return terms_of(self.revision(number))


def _asked() -> InquiryLine:
    return InquiryLine(
        position=1,
        name="加厚合页",
        specification="100×75×3",
        quantity=Decimal(500),
        unit="副",
        technical="开合十万次",
        packaging="每副纸盒",
    )


def put_quotation(tx: Tx, owner: Customer, number: str, product_id: int, **other: Any) -> None:
    """A formal quotation as its own acts leave it, over a bolt of the catalogue and a hinge that
    is not there."""
    document = {
        "status_since": tx.now,
        "created_at": tx.now,
        "version": 1,
        "trail_length": 0,
        "trail_head": "",
        "customer_id": owner.id,
        "branch_id": owner.branch_id,
    }
    inquiry = Inquiry(
        number=number.replace("BJ", "XJ"),
        status="quoted",
        title="合页与螺栓",
        is_sample=bool(other.pop("is_sample", False)),
        revision=1,
        submitted_at=tx.now,
        lines=[_asked()],
        **document,
    )
    tx.session.add(inquiry)
    tx.session.flush()
    quotation = Quotation(
        number=number,
        inquiry_id=inquiry.id,
        status=other.pop("status", "formal"),
        product_kind="regular",
        revision=1,
        offered_revision=1,
        total_amount=TOTAL,
        recost_reasons=[],
        **document,
    )
    tx.session.add(quotation)
    tx.session.flush()
    tx.session.add(_offered(tx, quotation.id, product_id, **other))


def _offered(tx: Tx, quotation_id: int, product_id: int, **other: Any) -> QuotationRevision:
    given = {
        "filed_at": tx.now,
        "lead_days": 20,
        "payment_days": 30,
        "advance_percent": Decimal("0.3000"),
        "selling_expense": Decimal("111.00"),
        "quality_terms": "盐雾 72 小时",
        "payment_terms": "预付三成，余款月结",
        "delivery_terms": "送货上门",
        **other,
    }
    revision = QuotationRevision(
        quotation_id=quotation_id,
        number=1,
        made_at=tx.now,
        valid_until=tx.today + timedelta(days=30),
        tax_rate=Decimal("0.1300"),
        total_amount=TOTAL,
        cost_amount=COST,
        basis=[],
        **given,
    )
    revision.lines = [
        QuotationLine(
            position=place,
            product_id=product_id if place == 1 else None,
            name=name,
            specification=specification,
            unit=unit,
            quantity=Decimal(quantity),
            price=Decimal(price),
            amount=Decimal(amount),
        )
        for place, (name, specification, unit, quantity, price, amount) in enumerate(LINES, 1)
    ]
    return revision
