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
ORDER_FROM_QUOTATION = {
    "without_panels": N_("While no panel judges contracts"),
    "always": N_("Always: the company writes no contracts"),
    "never": N_("Never: it needs a contract first"),
}
#: Days and hours that a choice may have.
MOST_REMINDER_DAYS = 90
MOST_OVERDUE_HOURS = 24 * 90
MOST_DEBT_DAYS = 365
LONGEST_COMPANY_NAME = 80
LARGEST_CASE = Decimal(10) ** 12
LARGEST_MINIMUM = Decimal(10) ** 9
LARGEST_TOLERANCE = Decimal(100)
TOLERANCES = ("recost_material", "recost_exchange", "recost_rebate", "recost_tariff")
LARGEST_SURCHARGE = Decimal(100)
MOST_EXTRA_DAYS = 365
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

    ``company_name``: what the company is called on papers; without one, as its head office.
    ``reserve_at``: when stock is promised. ``finance_check``: what finance review enforces.
    ``stock_shown``: what customers see of stock. ``minimum_amount``: CNY an order must reach.
    ``creator_may_review``: whether who placed an order for a customer may review it himself.
    ``same_person_may_pass_on``: whether one person may approve two successive steps.
    ``confirmation_required``: whether a customer must sign or upload his stamped form (D2).
    ``receipt_reminder_days``: days after shipping when an unconfirmed receipt is asked for.
    ``recost_…``: how far a rate behind a quotation may move until its costs need a new look (B16);
    percent of itself for materials and currencies, points for rebates and tariffs.
    ``overdue_hours``: hours a document may wait in a step before it counts as overdue.
    ``order_from_quotation``: when a formal quotation is enough to order from (G8).
    ``debt_days``: days after shipping when what is unpaid of it counts as a debt (C3).
    ``supervision_amount``: CNY from which on a case is under supervision (L2).
    ``supervision_may_hold``: whether the supervision department may put a case on hold (L2).
    ``key_grades``: grades of key customers, separated by commas. ``small_order_…``: CNY below
    which another customer's order is small, percent that it costs more, days it takes longer (L3).
    """

    company_name: str = ""
    company_name_en: str = ""
    reserve_at: Literal["submit", "order_review"] = "submit"
    finance_check: Literal["none", "paid", "credit"] = "none"
    stock_shown: Literal["number", "flag", "none"] = "number"
    minimum_amount: Decimal = Decimal("0.00")
    creator_may_review: bool = False
    same_person_may_pass_on: bool = True
    confirmation_required: bool = True
    receipt_reminder_days: int = 7
    recost_material: Decimal = Decimal("3.00")
    recost_exchange: Decimal = Decimal("2.00")
    recost_rebate: Decimal = Decimal("0.00")
    recost_tariff: Decimal = Decimal("0.00")
    overdue_hours: dict[str, int] = field(default_factory=USUAL_HOURS.copy)
    order_from_quotation: Literal["without_panels", "always", "never"] = "without_panels"
    debt_days: int = 30
    supervision_amount: Decimal = Decimal("1000000.00")
    supervision_may_hold: bool = True
    key_grades: str = "A"
    small_order_amount: Decimal = Decimal("10000.00")
    small_order_surcharge: Decimal = Decimal("5.00")
    small_order_days: int = 7


#: Choices among words, decimal and whole numbers, each with what it may be.
CHOICES = {
    "reserve_at": RESERVE_AT,
    "finance_check": FINANCE_CHECKS,
    "stock_shown": STOCK_SHOWN,
    "order_from_quotation": ORDER_FROM_QUOTATION,
}
AMOUNTS = {
    "minimum_amount": (Decimal(0), LARGEST_MINIMUM),
    "supervision_amount": (Decimal(1), LARGEST_CASE),
    "small_order_amount": (Decimal(0), LARGEST_CASE),
    "small_order_surcharge": (Decimal(0), LARGEST_SURCHARGE),
    **{name: (Decimal(0), LARGEST_TOLERANCE) for name in TOLERANCES},
}
NUMBERS = {
    "receipt_reminder_days": MOST_REMINDER_DAYS,
    "debt_days": MOST_DEBT_DAYS,
    "small_order_days": MOST_EXTRA_DAYS,
}


def check_rules(rules: CompanyRules) -> None:
    """Raises RuleBroken at each choice that is out of its bounds."""
    problems = Problems()
    _check_words(rules, problems)
    for name, (least, largest) in AMOUNTS.items():
        if not least <= getattr(rules, name) <= largest:
            problems.add(name, N_("This amount is out of bounds."))
    for name, most in NUMBERS.items():
        if not 0 <= getattr(rules, name) <= most:
            problems.add(name, N_("From 0 to %(most)s."), most=most)
    for step, hours in rules.overdue_hours.items():
        if not 1 <= hours <= MOST_OVERDUE_HOURS:
            text = N_("From %(least)s to %(most)s.")
            problems.add(f"overdue_{step}", text, least=1, most=MOST_OVERDUE_HOURS)
    problems.refuse()


def _check_words(rules: CompanyRules, problems: Problems) -> None:
    for name, known in CHOICES.items():
        if getattr(rules, name) not in known:
            problems.add(name, N_("This choice does not exist."))
    for name in ("company_name", "company_name_en"):
        if len(getattr(rules, name)) > LONGEST_COMPANY_NAME:
            problems.add(name, N_("At most %(most)s characters."), most=LONGEST_COMPANY_NAME)
