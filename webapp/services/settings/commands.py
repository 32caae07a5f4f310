"""Changing the company's choices."""

from __future__ import annotations

from sqlalchemy import select

from webapp.models import CompanySettings
from webapp.services.core.errors import N_, Conflict
from webapp.services.core.permissions import Permission
from webapp.services.core.transaction import Done, Tx, command
from webapp.services.settings.queries import rules_from_plain, rules_to_plain
from webapp.services.settings.rules import CompanyRules, check_rules


@command
def save_rules(tx: Tx, version: int, rules: CompanyRules) -> Done:
    """Saves all choices as they are now; the trail keeps what changed, before and after.

    Raises RuleBroken at the field of a value out of bounds, Conflict when somebody saved
    meanwhile.
    """
    tx.actor.require(Permission.SYSTEM_MANAGE)
    check_rules(rules)
    settings = _lock(tx)
    if settings.version != version:
        raise Conflict(N_("Somebody saved the settings meanwhile. Nothing was changed."))
    before = rules_to_plain(rules_from_plain(settings.values))
    after = rules_to_plain(rules)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        settings.values = after
        settings.version += 1
        data = {
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        }
        tx.record(settings, "CompanySettingsChanged", data)
    return Done("company_settings", "saved", settings.version, {"changed": changed})


def _lock(tx: Tx) -> CompanySettings:
    """The one row, made on the way where a company was founded without it."""
    settings = tx.session.scalar(select(CompanySettings).limit(1).with_for_update())
    if settings is None:
        settings = CompanySettings(values={}, version=0, trail_length=0, trail_head="")
        tx.session.add(settings)
    return settings
