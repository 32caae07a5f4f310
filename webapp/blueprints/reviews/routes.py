"""All pages of reviews; each module adds its own to the blueprint."""

import webapp.blueprints.reviews.acting
import webapp.blueprints.reviews.listing
import webapp.blueprints.reviews.opinions
import webapp.blueprints.reviews.showing  # noqa: F401
from webapp.blueprints.reviews.blueprint import bp

__all__ = ["bp"]
