"""Customers as the company keeps them: the list, each one's file, and handing over."""

from __future__ import annotations

from webapp.blueprints.customers import (  # noqa: F401 - they register their routes
    acting,
    editing,
    handing,
    listing,
    people,
    showing,
)
from webapp.blueprints.customers.blueprint import bp

__all__ = ["bp"]
