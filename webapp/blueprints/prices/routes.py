"""Prices: lists, one article, one customer, setting them, many at once, and factors of levels."""

from __future__ import annotations

from webapp.blueprints.prices import batch, levels, lists, setting, showing
from webapp.blueprints.prices.blueprint import bp

__all__ = ["batch", "bp", "levels", "lists", "setting", "showing"]
