"""What a customer is told of stock that falls short."""

from __future__ import annotations

from webapp.services.core.errors import N_, Message, RuleBroken
from webapp.services.settings.rules import CompanyRules

NOT_ENOUGH = N_("There is not enough in stock.")


def discreet(refused: RuleBroken, rules: CompanyRules) -> RuleBroken:
    """The same refusals, without stock figures where the company does not show them."""
    if rules.stock_shown == "number":
        return refused
    return RuleBroken.of(
        {
            name: [Message(NOT_ENOUGH)] if name.startswith("stock.") else messages
            for name, messages in refused.fields.items()
        }
    )
