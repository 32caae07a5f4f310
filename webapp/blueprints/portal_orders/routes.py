"""All pages about the customer's own orders; importing them registers their routes."""

from __future__ import annotations

from webapp.blueprints.portal_orders import acting, again, editing, listing, showing
from webapp.blueprints.portal_orders.blueprint import bp

__all__ = ["acting", "again", "bp", "editing", "listing", "showing"]
