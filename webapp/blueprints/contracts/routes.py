"""All pages of contracts for the company; each module adds its own to the blueprint."""

import webapp.blueprints.contracts.acting
import webapp.blueprints.contracts.holding
import webapp.blueprints.contracts.listing
import webapp.blueprints.contracts.printing
import webapp.blueprints.contracts.registering
import webapp.blueprints.contracts.showing
import webapp.blueprints.contracts.writing  # noqa: F401
from webapp.blueprints.contracts.blueprint import bp

__all__ = ["bp"]
