"""Reading the company's choices."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models import CompanySettings
from webapp.services.core.keeping import keep
from webapp.services.settings.rules import USUAL_HOURS, CompanyRules


def company_rules(session: Session) -> CompanyRules:
    """The rules in force; what was never set has its default."""
    return keep(session, "company rules", lambda: _read_rules(session))


def _read_rules(session: Session) -> CompanyRules:
    values = session.scalar(select(CompanySettings.values).limit(1))
    return rules_from_plain(values or {})


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The rules in force, and the version that a form about them carries."""

    rules: CompanyRules
    version: int


def get_settings(session: Session) -> SettingsView:
    """For the settings' page; a company without a row has version 0 and the defaults."""
    row = session.execute(select(CompanySettings.values, CompanySettings.version).limit(1)).first()
    values, version = row if row is not None else ({}, 0)
    return SettingsView(rules_from_plain(values), version)


def rules_to_plain(rules: CompanyRules) -> dict[str, Any]:
    plain = asdict(rules)
    return {name: str(one) if isinstance(one, Decimal) else one for name, one in plain.items()}


def rules_from_plain(values: dict[str, Any]) -> CompanyRules:
    known = {name: values[name] for name in CompanyRules.__slots__ if name in values}
    usual = CompanyRules()
    for name, kept in list(known.items()):
        if isinstance(getattr(usual, name), Decimal):
            known[name] = Decimal(kept)
    if "overdue_hours" in known:
        known["overdue_hours"] = {**USUAL_HOURS, **known["overdue_hours"]}
    return CompanyRules(**known)
