"""Promotions: their list, one of them with what it would do, and writing them."""

from __future__ import annotations

from webapp.blueprints.promotions import listing, showing, writing
from webapp.blueprints.promotions.blueprint import bp

__all__ = ["bp", "listing", "showing", "writing"]
