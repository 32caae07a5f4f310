"""How to accept an inquiry (L3): from its customer's file, its articles and the company's
choices."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from webapp.models import Customer, Inquiry, Product
from webapp.services.inquiries.acceptance import (
    AcceptanceAdvice,
    AcceptanceCase,
    AcceptanceTerms,
    advise,
    amount_of,
)
from webapp.services.settings.queries import company_rules


def acceptance_advice(session: Session, inquiry_id: int, today: date) -> AcceptanceAdvice:
    """How to accept this inquiry (L3), for who quotes it."""
    row = session.execute(
        select(Inquiry, Customer)
        .join(Customer, Customer.id == Inquiry.customer_id)
        .where(Inquiry.id == inquiry_id)
        .options(selectinload(Inquiry.lines))
    ).one()
    return advice_on(session, row[0], row[1], today)


def advice_on(
    session: Session, inquiry: Inquiry, customer: Customer, today: date
) -> AcceptanceAdvice:
    """The advice on an inquiry that is read already, with its lines."""
    rules = company_rules(session)
    grades = frozenset(one.strip() for one in rules.key_grades.split(",")) - {""}
    terms = AcceptanceTerms(
        grades, rules.small_order_amount, rules.small_order_surcharge, rules.small_order_days
    )
    lines = [(line.quantity, line.target_price) for line in inquiry.lines]
    case = AcceptanceCase(
        grade=customer.grade,
        product_kind=inquiry.product_kind,
        amount=amount_of(inquiry.estimated_amount, lines),
        wanted_on=inquiry.requested_date,
        usual_days=_usual_days(session, inquiry),
    )
    return advise(case, terms, today)


def _usual_days(session: Session, inquiry: Inquiry) -> int:
    ids = {line.product_id for line in inquiry.lines} - {None}
    if not ids:
        return 0
    longest = select(func.max(Product.lead_days)).where(Product.id.in_(ids))
    return session.scalar(longest) or 0
