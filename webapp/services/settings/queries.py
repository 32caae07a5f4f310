"""Reading the company's choices."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import CompanySettings
from webapp.services.settings.rules import CompanyRules


def company_rules(session: Session) -> CompanyRules:
    """The rules in force; what was never set has its default."""
    values = session.scalar(select(CompanySettings.values).limit(1))
    return rules_from_plain(values or {})


def rules_to_plain(rules: CompanyRules) -> dict[str, Any]:
    return {**asdict(rules), "minimum_amount": str(rules.minimum_amount)}


def rules_from_plain(values: dict[str, Any]) -> CompanyRules:
    known = {name: values[name] for name in CompanyRules.__slots__ if name in values}
    if "minimum_amount" in known:
        known["minimum_amount"] = Decimal(known["minimum_amount"])
    return CompanyRules(**known)
