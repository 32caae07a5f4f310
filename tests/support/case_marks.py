"""Marks in everything about a case that the company keeps to itself: costs, margins, opinions,
remarks, and why something was sent back or given up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from webapp.models import (
    Contract,
    ContractRevision,
    CostLine,
    Inquiry,
    Opinion,
    PaymentException,
    Quotation,
    QuotationLine,
    QuotationRevision,
    ReviewQuestion,
    ReviewRound,
    SupervisionWatch,
)

#: By table, the texts that no customer reads.
TEXTS: dict[Any, tuple[str, ...]] = {
    Inquiry: ("market_customer", "market_trend", "internal_remark", "sent_back_reason"),
    Quotation: ("abandoned_reason",),
    QuotationRevision: ("change_note",),
    Contract: ("sent_back_reason",),
    ReviewRound: ("note", "appeal_grounds"),
    Opinion: ("conditions", "remark"),
    ReviewQuestion: ("text", "answer"),
    SupervisionWatch: ("hold_reason",),
    PaymentException: ("reason",),
}
#: By table, the amounts.
AMOUNTS: dict[Any, tuple[str, ...]] = {
    Inquiry: ("estimated_amount",),
    QuotationRevision: ("cost_amount", "selling_expense"),
    ContractRevision: ("cost_amount",),
}


def mark_cases(session: Session, secret: str, cost: Decimal) -> None:
    """Writes the marks over what there is, and a cost on every line that was offered."""
    for table, names in TEXTS.items():
        session.execute(update(table).values(dict.fromkeys(names, f"{secret} case")))
    for table, names in AMOUNTS.items():
        session.execute(update(table).values(dict.fromkeys(names, cost.quantize(Decimal("0.01")))))
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
    """Numbers of what is other customers'."""
    return {
        number
        for table in (Inquiry, Quotation, Contract)
        for number in session.scalars(select(table.number).where(table.customer_id != customer_id))
    }
