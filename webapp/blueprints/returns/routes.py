"""All pages of returns for the company; each module adds its own to the blueprint."""

import webapp.blueprints.returns.acting
import webapp.blueprints.returns.exporting
import webapp.blueprints.returns.showing
import webapp.blueprints.returns.writing  # noqa: F401
from webapp.blueprints.returns.blueprint import bp

__all__ = ["bp"]
