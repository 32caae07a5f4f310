"""Rounding of money: half up, per line, then summed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def round_money(value: Decimal) -> Decimal:
    """CNY to two decimals, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def tax_within(gross: Decimal, rate: Decimal) -> Decimal:
    """The VAT contained in a gross amount: gross less net, net rounded half up."""
    return gross - round_money(gross / (1 + rate))
