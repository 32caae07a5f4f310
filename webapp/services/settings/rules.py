"""The company's choices, with their types, bounds and defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal


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
    overdue_hours: dict[str, int] = field(
        default_factory=lambda: {
            "order_review": 24,
            "finance_review": 24,
            "outbound_review": 48,
            "shipment": 24,
            "receipt": 240,
        }
    )
