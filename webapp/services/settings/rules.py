"""The company's choices, with their types, bounds and defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from webapp.services.core.errors import N_, Problems

RESERVE_AT = {
    "submit": N_("When the customer submits"),
    "order_review": N_("When order review is passed"),
}
FINANCE_CHECKS = {
    "none": N_("Nothing: finance decides by itself"),
    "paid": N_("The order is paid in full"),
    "credit": N_("The customer stays within his credit limit"),
}
STOCK_SHOWN = {
    "number": N_("The quantity"),
    "flag": N_("Only in stock or out of stock"),
    "none": N_("Nothing"),
}
#: Days and hours that a choice may have.
MOST_REMINDER_DAYS = 90
MOST_OVERDUE_HOURS = 24 * 90
LARGEST_MINIMUM = Decimal(10) ** 9
#: Hours in a step after which a document is overdue, unless the company says otherwise.
USUAL_HOURS = {
    "order_review": 24,
    "finance_review": 24,
    "outbound_review": 48,
    "shipment": 24,
    "receipt": 240,
    "return_review": 48,
    "goods_receipt": 240,
    "refund_review": 48,
}


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """Choices that a company may make differently.

    ``reserve_at``: when stock is promised. ``finance_check``: what finance review enforces.
    ``stock_shown``: what customers see of stock. ``minimum_amount``: CNY an order must reach.
    ``creator_may_review``: whether who placed an order for a customer may review it himself.
    ``same_person_may_pass_on``: whether one person may approve two successive steps.
    ``confirmation_required``: whether a customer must sign or upload his stamped form (D2).
    ``receipt_reminder_days``: days after shipping when an unconfirmed receipt is asked for.
    ``overdue_hours``: hours a document may wait in a step before it counts as overdue.
    """

    reserve_at: Literal["submit", "order_review"] = "submit"
    finance_check: Literal["none", "paid", "credit"] = "none"
    stock_shown: Literal["number", "flag", "none"] = "number"
    minimum_amount: Decimal = Decimal("0.00")
    creator_may_review: bool = False
    same_person_may_pass_on: bool = True
    confirmation_required: bool = True
    receipt_reminder_days: int = 7
    overdue_hours: dict[str, int] = field(default_factory=USUAL_HOURS.copy)


def check_rules(rules: CompanyRules) -> None:
    """Raises RuleBroken at each choice that is out of its bounds."""
    problems = Problems()
    for name, known in (
        ("reserve_at", RESERVE_AT),
        ("finance_check", FINANCE_CHECKS),
        ("stock_shown", STOCK_SHOWN),
    ):
        if getattr(rules, name) not in known:
            problems.add(name, N_("This choice does not exist."))
    if not 0 <= rules.minimum_amount <= LARGEST_MINIMUM:
        problems.add("minimum_amount", N_("This amount is out of bounds."))
    if not 0 <= rules.receipt_reminder_days <= MOST_REMINDER_DAYS:
        text = N_("From 0 to %(most)s.")
        problems.add("receipt_reminder_days", text, most=MOST_REMINDER_DAYS)
    for step, hours in rules.overdue_hours.items():
        if not 1 <= hours <= MOST_OVERDUE_HOURS:
            text = N_("From %(least)s to %(most)s.")
            problems.add(f"overdue_{step}", text, least=1, most=MOST_OVERDUE_HOURS)
    problems.refuse()
