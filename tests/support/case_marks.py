"""Marks in everything about a case that the company keeps to itself: costs, margins, opinions and
who gave them, rulings, remarks, panels, rates, debts, and why something was given up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from tests.support.tampering import tamper
from webapp.models import (
    Contract,
    ContractRevision,
    CostLine,
    Customer,
    Inquiry,
    MarketRate,
    MarketRateValue,
    Opinion,
    Order,
    PanelSetting,
    PanelVersion,
    PaperHolder,
    PaymentException,
    Quotation,
    QuotationLine,
    QuotationRevision,
    ReturnRequest,
    Review,
    ReviewQuestion,
    ReviewRound,
    Ruling,
    StandIn,
    SupervisionWatch,
    User,
)
from webapp.services.inquiries.showing import CUSTOMER_READS as OF_INQUIRIES
from webapp.services.orders.queries import CUSTOMER_READS as OF_ORDERS
from webapp.services.returns.queries import CUSTOMER_READS as OF_RETURNS

#: By table, the texts that no customer reads.
TEXTS: dict[Any, tuple[str, ...]] = {
    Inquiry: (
        "market_customer",
        "market_trend",
        "internal_remark",
        "sent_back_reason",
        "lost_reason",
    ),
    Quotation: ("abandoned_reason",),
    QuotationRevision: ("change_note",),
    Contract: ("sent_back_reason", "void_reason"),
    PanelSetting: ("name", "name_en"),
    PanelVersion: ("note",),
    ReviewRound: ("note", "appeal_grounds"),
    Opinion: ("conditions", "remark"),
    Ruling: ("reason",),
    ReviewQuestion: ("text", "answer"),
    StandIn: ("reason",),
    SupervisionWatch: ("hold_reason",),
    PaymentException: ("reason",),
    PaperHolder: ("note",),
    MarketRate: ("name", "name_en"),
    MarketRateValue: ("source",),
}
#: By table, the amounts.
AMOUNTS: dict[Any, tuple[str, ...]] = {
    Inquiry: ("estimated_amount",),
    QuotationRevision: ("cost_amount", "selling_expense"),
    ContractRevision: ("cost_amount",),
    CostLine: ("price", "amount"),
    PaymentException: ("debt_amount",),
    SupervisionWatch: ("amount",),
    MarketRateValue: ("value",),
}
#: By table, what is kept as plain data.
PLAIN: dict[Any, tuple[str, ...]] = {
    Quotation: ("recost_reasons",),
    QuotationRevision: ("basis",),
    PaymentException: ("debts",),
    Opinion: ("answers",),
}
#: Of documents that customers read, the names of the events that they read.
TRAILS: dict[Any, tuple[str, ...]] = {
    Inquiry: OF_INQUIRIES,
    Order: OF_ORDERS,
    ReturnRequest: OF_RETURNS,
}
TRAIL = "UPDATE event SET reason = :marked WHERE subject_kind = :kind AND name NOT IN ({names})"


def mark_cases(session: Session, secret: str, cost: Decimal) -> None:
    """Writes the marks over what there is, and a cost on every line that was offered."""
    for table, names in TEXTS.items():
        session.execute(update(table).values(dict.fromkeys(names, f"{secret} case")))
    for table, names in AMOUNTS.items():
        session.execute(update(table).values(dict.fromkeys(names, cost.quantize(Decimal("0.01")))))
    for table, names in PLAIN.items():
        for row in session.scalars(select(table)):
            for name in names:
                made = {"note": f"{secret} plain", "amount": str(cost)}
                setattr(row, name, made if isinstance(getattr(row, name), dict) else [made])
    _mark_judges(session, secret)
    _add_costs(session, secret, cost)


def mark_trail(session: Session, secret: str) -> None:
    """Writes a mark over every reason in the trail that no customer is shown."""
    kinds = (Quotation, Contract, Review, SupervisionWatch, StandIn, PaymentException, PaperHolder)
    for table, names in {**dict.fromkeys(kinds, ("",)), **TRAILS}.items():
        listed = ", ".join(f"'{name}'" for name in names)
        statement = TRAIL.format(names=listed)
        tamper(session, statement, marked=f"{secret} why", kind=table.__tablename__)


def _mark_judges(session: Session, secret: str) -> None:
    """Who judges or rules and sells nothing is known to no customer, not even by name."""
    judges = union(
        select(Opinion.given_by_id), select(Opinion.for_id), select(Ruling.ruled_by_id)
    ).subquery()
    sellers = set(session.scalars(select(Customer.salesperson_id)))
    for user in session.scalars(select(User).where(User.id.in_(select(judges)))):
        if user.id not in sellers:
            user.name = f"{secret}-judge-{user.id}"


def _add_costs(session: Session, secret: str, cost: Decimal) -> None:
    for line_id in session.scalars(select(QuotationLine.id)).all():
        session.add(
            CostLine(
                line_id=line_id,
                position=99,
                kind="material",
                name=f"{secret} material",
                quantity=Decimal(1),
                price=cost,
                amount=cost.quantize(Decimal("0.01")),
            )
        )


def case_numbers(session: Session, customer_id: int) -> set[str]:
    """Numbers of what is other customers', and of what is nobody's but the company's."""
    inside = {
        number
        for table in (Review, PaymentException)
        for number in session.scalars(select(table.number))
    }
    return inside | {
        number
        for table in (Inquiry, Quotation, Contract)
        for number in session.scalars(select(table.number).where(table.customer_id != customer_id))
    }
