"""Words of market rates."""

from __future__ import annotations

from webapp.services.core.errors import N_

MATERIAL = "material"
EXCHANGE = "exchange"
REBATE = "rebate"
TARIFF = "tariff"

KINDS = {
    MATERIAL: N_("Raw material"),
    EXCHANGE: N_("Exchange rate"),
    REBATE: N_("Tax rebate"),
    TARIFF: N_("Tariff"),
}
#: Kinds whose values are percentages: they move by points, the others by a share of themselves.
IN_PERCENT = frozenset({REBATE, TARIFF})
#: Kinds that bear on every quotation, whatever it is made of.
ALWAYS_BEHIND = frozenset({EXCHANGE, REBATE})
