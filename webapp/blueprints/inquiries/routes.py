"""All pages of inquiries for the company; each module adds its own to the blueprint."""

import webapp.blueprints.inquiries.acting
import webapp.blueprints.inquiries.listing
import webapp.blueprints.inquiries.showing
import webapp.blueprints.inquiries.writing  # noqa: F401
from webapp.blueprints.inquiries.blueprint import bp

__all__ = ["bp"]
