"""All pages of the order desk; each module adds its own to the blueprint."""

import webapp.blueprints.orders.acting
import webapp.blueprints.orders.exporting
import webapp.blueprints.orders.listing
import webapp.blueprints.orders.showing
import webapp.blueprints.orders.writing  # noqa: F401
from webapp.blueprints.orders.blueprint import bp

__all__ = ["bp"]
