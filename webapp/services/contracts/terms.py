"""What is agreed beside products and prices: entered, checked, and copied from version to version.

Products, quantities and prices come from the quotation and are not entered here: another price or
quantity takes another quotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from webapp.models import ContractRevision
from webapp.services.core.errors import N_, Problems

MOST_INSTALMENTS = 12
LONGEST_NOTE = 100
WHOLE = Decimal(1)
#: How long the texts may be.
TEXTS: Mapping[str, int] = {
    "delivery_terms": 300,
    "quality_terms": 1000,
    "technical_terms": 1000,
    "packaging_terms": 300,
    "payment_terms": 300,
    "ip_clause": 2000,
    "liability": 1000,
    "other_terms": 2000,
}
#: Without these nothing is put before the panels (B9, I3).
NEEDED = ("quality_terms", "ip_clause", "liability")
MISSING = N_("Please fill this in.")


@dataclass(frozen=True, slots=True)
class Instalment:
    """A share of the amount to be paid by a day, 0.3 for 30 %."""

    day: date
    share: Decimal
    note: str = ""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Instalment:
        return cls(date.fromisoformat(plain["day"]), Decimal(plain["share"]), plain["note"])

    def to_plain(self) -> dict[str, str]:
        return {"day": self.day.isoformat(), "share": f"{self.share:.4f}", "note": self.note}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one version."""

    delivery_date: date | None = None
    delivery_terms: str = ""
    quality_terms: str = ""
    technical_terms: str = ""
    packaging_terms: str = ""
    payment_terms: str = ""
    payment_dates: tuple[Instalment, ...] = ()
    ip_clause: str = ""
    liability: str = ""
    other_terms: str = ""

    def plain(self) -> dict[str, Any]:
        """As plain values, for the trail and for what reviews compare."""
        return {
            **asdict(self),
            "delivery_date": self.delivery_date.isoformat() if self.delivery_date else None,
            "payment_dates": [one.to_plain() for one in self.payment_dates],
        }


def terms_of(revision: ContractRevision) -> Terms:
    """The terms that a version states."""
    plain = {field.name: getattr(revision, field.name) for field in fields(Terms)}
    paid = tuple(Instalment.from_plain(one) for one in revision.payment_dates)
    return Terms(**{**plain, "payment_dates": paid})


def put_terms(revision: ContractRevision, terms: Terms) -> None:
    """Writes terms into a version."""
    for name in TEXTS:
        setattr(revision, name, getattr(terms, name).strip())
    revision.delivery_date = terms.delivery_date
    revision.payment_dates = [one.to_plain() for one in terms.payment_dates]


def check_terms(terms: Terms) -> None:
    """What no version may say. Raises RuleBroken at each field, instalments as
    ``payment.<row>.<field>``."""
    problems = Problems()
    for name, most in TEXTS.items():
        if len(getattr(terms, name).strip()) > most:
            problems.add(name, N_("At most %(most)s characters."), most=most)
    if len(terms.payment_dates) > MOST_INSTALMENTS:
        problems.add("payment", N_("At most %(most)s instalments."), most=MOST_INSTALMENTS)
    for row, one in enumerate(terms.payment_dates):
        if not 0 < one.share <= WHOLE or one.share != round(one.share, 4):
            problems.add(f"payment.{row}.share", N_("More than 0 and at most 100 %."))
        if len(one.note) > LONGEST_NOTE:
            problems.add(
                f"payment.{row}.note", N_("At most %(most)s characters."), most=LONGEST_NOTE
            )
    problems.refuse()


def check_ready(terms: Terms, today: date) -> None:
    """What keeps a version from being put before its panels. Raises RuleBroken at each field."""
    problems = Problems()
    for name in NEEDED:
        if not getattr(terms, name):
            problems.add(name, MISSING)
    if terms.delivery_date is None:
        problems.add("delivery_date", MISSING)
    elif terms.delivery_date < today:
        problems.add("delivery_date", N_("The delivery date has passed."))
    if not terms.payment_dates:
        problems.add("payment", N_("Say by which days what share is paid."))
    elif sum(one.share for one in terms.payment_dates) != WHOLE:
        problems.add("payment", N_("The shares of the instalments must come to 100 %."))
    problems.refuse()
