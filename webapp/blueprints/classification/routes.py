"""By what customers are told apart: regions, levels, and the company's own lists."""

from __future__ import annotations

from webapp.blueprints.classification import lists, places  # noqa: F401 - they register routes
from webapp.blueprints.classification.blueprint import bp

__all__ = ["bp"]
