"""All pages of quotations at the desk; each module adds its own to the blueprint."""

import webapp.blueprints.quotations.acting
import webapp.blueprints.quotations.listing
import webapp.blueprints.quotations.offering
import webapp.blueprints.quotations.showing
import webapp.blueprints.quotations.writing  # noqa: F401
from webapp.blueprints.quotations.blueprint import bp

__all__ = ["bp"]
