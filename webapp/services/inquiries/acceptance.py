"""How to accept what is asked for (L3): small orders of customers who are not key are offered a
higher price and a longer lead time. Advice for sales and for who quotes; nothing is forced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from webapp.services.core.errors import N_, Message

KEY_CUSTOMER = N_("Key customer: usual price and lead time whatever the amount.")
SMALL = N_("CNY %(amount)s is below CNY %(limit)s, and the customer's grade is no key grade.")
LARGE = N_("CNY %(amount)s reaches the amount from which usual terms are offered.")
NO_AMOUNT = N_("Without an estimate or target prices it is open whether the order is small.")
UNUSUAL = N_("New or special product: the lead time follows from the review.")
SHORT = N_("Wanted on %(day)s, before the usual lead time of %(days)s days has passed.")


@dataclass(frozen=True, slots=True)
class AcceptanceTerms:
    """The company's choices: grades of key customers, CNY below which an order is small, percent
    that it costs more and days that it takes longer."""

    key_grades: frozenset[str]
    small_amount: Decimal
    surcharge_percent: Decimal
    extra_days: int


@dataclass(frozen=True, slots=True)
class AcceptanceCase:
    """Customer, article, quantity, lead time and amount of what is asked for; ``amount`` is CNY,
    None while nobody can tell; ``usual_days`` the longest lead time of its articles."""

    grade: str
    product_kind: str
    amount: Decimal | None
    wanted_on: date | None
    usual_days: int


@dataclass(frozen=True, slots=True)
class AcceptanceAdvice:
    """What to add to price (percent) and lead time (days), with the reasons."""

    is_small: bool
    surcharge_percent: Decimal
    extra_days: int
    reasons: tuple[Message, ...]


def advise(case: AcceptanceCase, terms: AcceptanceTerms, today: date) -> AcceptanceAdvice:
    """The advice for one case; equal to the limit is no small order."""
    is_key = case.grade in terms.key_grades
    is_small = not is_key and case.amount is not None and case.amount < terms.small_amount
    reasons = [_about_amount(case, terms, is_key=is_key, is_small=is_small)]
    if case.product_kind != "regular":
        reasons.append(Message(UNUSUAL))
    days = case.usual_days + (terms.extra_days if is_small else 0)
    if case.wanted_on is not None and case.wanted_on < today + timedelta(days=days):
        reasons.append(Message(SHORT, {"day": case.wanted_on.isoformat(), "days": days}))
    return AcceptanceAdvice(
        is_small=is_small,
        surcharge_percent=terms.surcharge_percent if is_small else Decimal(0),
        extra_days=terms.extra_days if is_small else 0,
        reasons=tuple(reasons),
    )


def amount_of(
    estimate: Decimal | None, lines: Sequence[tuple[Decimal, Decimal | None]]
) -> Decimal | None:
    """The estimate, else quantities × target prices where every line has one, else None."""
    if estimate is not None:
        return estimate
    amounts = [quantity * price for quantity, price in lines if price is not None]
    if not lines or len(amounts) < len(lines):
        return None
    return sum(amounts, Decimal(0)).quantize(Decimal("0.01"))


def _about_amount(
    case: AcceptanceCase, terms: AcceptanceTerms, *, is_key: bool, is_small: bool
) -> Message:
    if is_key:
        return Message(KEY_CUSTOMER)
    if case.amount is None:
        return Message(NO_AMOUNT)
    amounts = {"amount": f"{case.amount:,.2f}", "limit": f"{terms.small_amount:,.2f}"}
    return Message(SMALL if is_small else LARGE, amounts)
