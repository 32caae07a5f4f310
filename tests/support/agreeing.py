"""Contracts and quotations to order from, and orders made from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.company import Company, a_picture
from tests.support.contracting import Contracting
from tests.support.reviewing import Reviewing
from webapp.models import (
    CompanySettings,
    CustomerAccount,
    Order,
    Quotation,
    QuotationLine,
    QuotationRevision,
    Remittance,
)
from webapp.services.contracts.drawing import draw_contract
from webapp.services.contracts.submitting import submit_contract
from webapp.services.core.actor import SYSTEM, Actor
from webapp.services.core.transaction import Done, writing
from webapp.services.files.storing import Paper
from webapp.services.orders.from_agreements import place_order_from_contract
from webapp.services.orders.placing import OrderInput
from webapp.services.settings.queries import get_settings, rules_to_plain

SIGNED = (Paper("signature", a_picture()),)
SLIP = Paper("remittance", a_picture("slip.png"))


class Agreeing:
    """Filed contracts of the small company's first customer over 1000 bolts at 1.35 and 500 hinges,
    which the catalogue does not have; 30 % are to be paid in advance."""

    def __init__(self, reviewing: Reviewing) -> None:
        self.contracting = Contracting(reviewing)
        self.company = reviewing.company
        self.session = reviewing.session

    def contract(self, quotation: str = "BJ-T-1", *, paid: bool = True, **other: Any) -> str:
        """The number of a contract in force, its advance there already unless told otherwise."""
        number = self.contracting.filed(quotation, **other)
        if paid:
            self.prepay("100000.00")
        return number

    def prepay(self, amount: str, customer: int = 0) -> None:
        """Lets the customer have so much prepayment."""
        owner = self.company.customers[customer]
        with writing(self.session, SYSTEM) as tx:
            account = tx.session.scalar(
                select(CustomerAccount).where(CustomerAccount.customer_id == owner)
            )
            if account is None:
                account = CustomerAccount(customer_id=owner, exposure=Decimal(0))
                tx.session.add(account)
            account.prepayment = Decimal(amount)

    def lines(self, number: str) -> list[int]:
        """Ids of the lines of the version in force."""
        in_force = self.contracting.contract(number).in_force
        return [line.id for line in self.contracting.revision(number, in_force).lines]

    def given(self, *papers: Paper, **more: Any) -> OrderInput:
        later = datetime.now(UTC).date() + timedelta(days=3)
        kept = papers or more.pop("papers", SIGNED)
        return OrderInput(lines=(), requested_date=later, papers=kept, **more)

    def order(self, number: str, bolts: str = "100", by: str = "kh001", **more: Any) -> Order:
        """An order over so many bolts, made from the contract."""
        done = self.ask(self.session, self.company.actor(by), number, bolts, **more)
        return self.company.order(done.number)

    def ask(self, session: Session, actor: Actor, number: str, bolts: str, **more: Any) -> Done:
        quantities = {self.lines(number)[0]: Decimal(bolts)}
        given = self.given(**more)
        return place_order_from_contract(session, actor, number, quantities, given)

    def claim(self, number: str) -> int:
        """The id of the remittance that was announced on an order."""
        self.session.rollback()
        claimed = select(Remittance.id).join(Order, Order.id == Remittance.order_id)
        return self.session.scalars(claimed.where(Order.number == number)).one()

    def quoted_lines(self, number: str, bolts: str = "200") -> dict[int, Decimal]:
        """So many bolts of a quotation, by the id of its line."""
        self.session.rollback()
        line = self.session.scalars(
            select(QuotationLine.id)
            .join(QuotationRevision, QuotationRevision.id == QuotationLine.revision_id)
            .join(Quotation, Quotation.id == QuotationRevision.quotation_id)
            .where(Quotation.number == number, QuotationLine.position == 1)
        ).one()
        return {line: Decimal(bolts)}

    def contracted(self, quotation: str) -> str:
        """The number of a contract in force, drawn from a quotation that is there."""
        contracting = self.contracting
        number = draw_contract(self.session, self.company.actor("sales"), quotation).number
        self.bring_into_force(number)
        assert contracting.contract(number).in_force
        return number

    def bring_into_force(self, number: str) -> None:
        """Takes the version that is worked on through its reviews, signed and filed."""
        self.contracting.act(submit_contract, "sales", number)
        self.contracting.judge(number)
        self.contracting.sign(number)
        self.contracting.file(number)

    def choose(self, **choices: Any) -> None:
        """Changes the company's choices."""
        choose(self.company, **choices)


def choose(company: Company, **choices: Any) -> None:
    """Changes some of the company's choices."""
    kept = get_settings(company.session).rules
    with writing(company.session, SYSTEM) as tx:
        settings = tx.session.scalars(select(CompanySettings)).one()
        settings.values = rules_to_plain(replace(kept, **choices))
