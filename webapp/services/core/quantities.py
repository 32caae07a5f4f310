"""Quantities as they are written."""

from __future__ import annotations

from decimal import Decimal


def plain(quantity: Decimal) -> str:
    """A quantity without needless zeros."""
    return f"{quantity.normalize():f}"
