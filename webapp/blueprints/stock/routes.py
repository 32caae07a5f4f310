"""The shelves: what is there, what moved, the slips that change it, and stocktaking."""

from __future__ import annotations

from webapp.blueprints.stock import counting, shelves, slips, writing
from webapp.blueprints.stock.blueprint import bp

__all__ = ["bp", "counting", "shelves", "slips", "writing"]
