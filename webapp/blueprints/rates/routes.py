"""The area's routes: importing the modules registers them."""

from __future__ import annotations

from webapp.blueprints.rates import entering, keeping, listing, showing
from webapp.blueprints.rates.blueprint import bp

__all__ = ["bp", "entering", "keeping", "listing", "showing"]
