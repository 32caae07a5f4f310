"""The staff's pages."""

from webapp.blueprints.staff import editing, listing, showing
from webapp.blueprints.staff.blueprint import bp

__all__ = ["bp", "editing", "listing", "showing"]
