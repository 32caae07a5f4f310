"""Bringing lists in: upload, columns, check, confirm, result (H4)."""

from webapp.blueprints.imports import listing, showing, stepping
from webapp.blueprints.imports.blueprint import bp

__all__ = ["bp", "listing", "showing", "stepping"]
